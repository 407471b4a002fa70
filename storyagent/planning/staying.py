"""What is so though no event says it: who stays in view to the end, and what moves because it is called moving."""

from __future__ import annotations

from storyagent import lexicon
from storyagent.planning.beings import Being, Mention
from storyagent.planning.chunks import Clause
from storyagent.planning.events import Event
from storyagent.planning.grammar import word_set
from storyagent.planning.told import Reading
from storyagent.planning.verbs import action_of
from storyagent.planning.windows import in_view, leaves


def stay_on(reading: Reading, clause: Clause, subjects: list[Mention]) -> None:
    """Let what came and "does not go away", or "stays in frame", be seen to the end."""
    verb = clause.verb
    action = action_of(verb.lemma, False) if verb else None
    if verb is None or action is None:
        return
    remains = not (verb.negated or clause.windows) and verb.lemma in ("stay", "remain") and in_view(clause)
    leaving = verb.negated and (action.vanishes or leaves(clause, action)) and "back" not in clause.adverbs
    if not (remains or leaving):
        return
    for event in reading.events:
        if event.windows and event.being in [mention.being for mention in subjects]:
            start = clause.windows[0].window[0] if clause.windows else event.windows[-1][0]
            event.windows = (*event.windows[:-1], (start, 1.0))


def come_late(clause: Clause, events: list[Event], hidden: set[Being]) -> None:
    """Let who "is not seen at the start" be seen from when they "stand beside the ewe from the second half on"."""
    window = next((w for w in clause.windows if w.firm and w.when in ("after", "during") and w.window[0] > 0.0), None)
    for event in events:
        if event.unseen and any(not w.firm and w.window[0] == 0.0 for w in clause.windows):
            hidden.add(event.being)
        elif window and event.being in hidden and not (event.windows or event.unseen):
            event.windows = ((window.window[0], window.window[1] if window.when == "during" else 1.0),)
            hidden.discard(event.being)


def put_on_the_way(events: list[Event], earlier: list[Event]) -> list[Event]:
    """Take "it goes by way of the top" into the movement from left to right that was told before it."""
    left = []
    for event in events:
        before = [e for e in earlier if event.via and e.being is event.being and len(e.path) > 1]
        if before:
            before[-1].path = (*before[-1].path[:-1], *event.via, before[-1].path[-1])
        else:
            left.append(event)
    return left


def bear_longer(events: list[Event], timed: dict[Being, Event]) -> None:
    """Let what bears somebody be seen as long as they are: "first half: a post; second half: a gull on the post"."""
    for event in events:
        related = event.relation or event.start_relation
        bearer = timed.get(related[1]) if related else None
        always = bearer is not None and (0.0, 1.0) in bearer.windows
        if bearer and event.windows and not always and bearer.being is not event.being and bearer.verb in _BEING:
            bearer.windows = (*bearer.windows, *event.windows)
        if event.windows and not event.unseen:
            timed[event.being] = event


_BEING = word_set("be see show stand lie sit have")


def end_others(clause: Clause, events: list[Event], earlier: list[Event]) -> None:
    """Let those be gone of whom "after the halfway point only the elephant is left" says nothing."""
    window = next((w for w in clause.windows if w.firm and w.window[0] > 0.0), None)
    if window is None or not any(phrase.only for phrase in clause.subjects) or (clause.verb and clause.verb.negated):
        return
    stays = {event.being for event in events}
    for event in earlier:
        if event.being not in stays and not event.windows:
            event.unseen = (*event.unseen, (window.window[0], 1.0))


def add_idle_motion(reading: Reading) -> None:
    """Let "three moving cars" move though no verb says so."""
    for clause in reading.clauses:
        for phrase in clause.phrases:
            words = [
                token.lower
                for token in reading.tokens[phrase.start : phrase.end]
                if token.tag == "A" and token.lower.endswith("ing")
            ]
            actions = [action_of(base, False) for word in words if (base := lexicon.lemma(word, "v"))]
            action = next((a for a in actions if a and a.motion not in ("stay",)), None)
            if action is None:
                continue
            for being, count in reading.resolved.get(id(phrase), []):
                own = [event for event in reading.events if event.being is being]
                if all(event.motion == "stay" and not event.path and not event.start_relation for event in own):
                    path = ("left", "right") if action.way == "across" else ()
                    event = Event(being, count, action.motion, path, action.footing, verb="move")  # type: ignore[arg-type]
                    event.windows = next((e.windows for e in own), ())
                    event.unseen = next((e.unseen for e in own), ())
                    reading.events = [e for e in reading.events if e not in own]
                    reading.events.append(event)

"""What one sentence tells: who is seen in it, what happens, where, when, and who says what."""

from __future__ import annotations

from dataclasses import dataclass, field

from storyagent.planning.beings import Being, Mention
from storyagent.planning.chunks import Clause
from storyagent.planning.events import Event
from storyagent.planning.routes import Related
from storyagent.planning.sentences import Sentence
from storyagent.planning.tokens import Token
from storyagent.story.screenplay import CameraMove, TimeOfDay, Weather
from storyagent.story.values import Finding


def show_members(reading: Reading) -> None:
    """Show the boy and the girl wherever the two children are, once both are known."""
    for mention in list(reading.seen):
        members = mention.being.members
        if members and mention.being.remaining == 0 and all(one.noun != mention.being.noun for one in members):
            known = [other.being for other in reading.seen]
            k = reading.seen.index(mention)
            reading.seen[k : k + 1] = [Mention(one, one.count) for one in members if one not in known]


@dataclass(slots=True, eq=False)
class Reading:
    """What one sentence says. `seen` are the beings a picture of it shows, in order."""

    sentence: Sentence
    tokens: list[Token]
    clauses: list[Clause] = field(default_factory=list)
    seen: list[Mention] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    states: dict[str, list[str]] = field(default_factory=dict)
    places: list[tuple[int, Being]] = field(default_factory=list)
    time: TimeOfDay | None = None
    weather: Weather | None = None
    leap: int = 0
    earlier: bool = False
    """Whether it tells where somebody was before what was told last: "it had started at the left"."""
    camera: CameraMove | None = None
    speakers: list[Being | None] = field(default_factory=list)
    aboard: dict[Being, Related] = field(default_factory=dict)
    """What each is in or on when the sentence ends."""
    findings: list[Finding] = field(default_factory=list)
    resolved: dict[int, list[Mention]] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """Return the words outside quotes, in lower case."""
        return [token.lower for token in self.tokens if token.tag not in (".", "QUOTE")]

    @property
    def place(self) -> tuple[int, Being] | None:
        """Return the surest place with its strength; of equals the last."""
        return max(self.places, key=lambda item: item[0], default=None) if self.places else None

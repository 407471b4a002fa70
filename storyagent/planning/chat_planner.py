"""The planner that asks a language model: the same values as the offline planner's, from any LangChain chat model."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from storyagent.errors import BadAnswer, InvalidInput, OutOfBudget, StoryagentError, Transient
from storyagent.planning.chat import Chat, ChatLimits
from storyagent.planning.chat_models import open_model
from storyagent.planning.checks import check_story, language_of
from storyagent.planning.faults import ContextFull
from storyagent.planning.fountain import is_fountain
from storyagent.planning.layout_planner import ChatLayout, SceneText, at_rest, lay_out_text
from storyagent.planning.offline import OfflinePlanner
from storyagent.planning.planner import PlannedFilm, PlannedLayout, PlanOptions
from storyagent.planning.raw_layout import ask_for_boxes
from storyagent.planning.screenwriter import (
    Script,
    ask_for_looks,
    ask_for_scenes,
    describe_the_rest,
    ground,
    number_sentences,
    parts_of,
    read_offline,
)
from storyagent.planning.script_answer import SceneOfScript
from storyagent.planning.script_film import at_length, to_screenplay
from storyagent.planning.script_shape import divide_long, fill_empty, fit_minutes, in_number
from storyagent.planning.sentences import Sentence
from storyagent.planning.story_facts import facts_of_story
from storyagent.planning.usage import Price, Usage
from storyagent.story.check_screenplay import check_screenplay
from storyagent.story.repair_screenplay import repair_screenplay
from storyagent.story.screenplay import Scene, Screenplay
from storyagent.story.validate import check_layout
from storyagent.story.values import Finding

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

R = TypeVar("R")
EXCUSABLE = (BadAnswer, Transient, OutOfBudget)
"""What the offline planner can step in for. A wrong key or a missing package is for the user to correct."""


class ChatPlanner:
    """Plans with a language model; see `Planner`. Stories in other languages are read, too, if the model can.

    Args:
        model: Any LangChain chat model.
        limits: What it may use, in tokens, money, retries and repairs.
        home: Where answers and what servers can do are kept between runs; nowhere if None.
        fallback: Whether the offline planner plans what the model cannot; each such part is in the findings.
        raw: Whether `lay_out` takes boxes from the model in one call, as they are (for comparison).
        sleep: Waits a number of seconds between tries.
        clock: Tells the time in seconds.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        limits: ChatLimits | None = None,
        home: Path | None = None,
        fallback: bool = False,
        raw: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.chat = Chat(model, limits=limits, home=home, sleep=sleep, clock=clock)
        self.fallback = fallback
        self.raw = raw
        self._offline = OfflinePlanner()

    @property
    def name(self) -> str:
        """Return "chat" with the model and, if there is one, its server."""
        return f"chat ({self.chat.id}{', raw' if self.raw else ''})"

    @property
    def usage(self) -> Usage:
        """Return what the model cost since the planner was made."""
        return self.chat.usage

    def plan(self, text: str, options: PlanOptions | None = None) -> PlannedFilm:
        """Plan a whole film: scenes and entities first, then each scene's layout. See `Planner.plan`.

        Raises:
            StoryagentError: as `Chat.ask`; answers so far are kept if there is a cache.
        """
        options = options or PlanOptions()
        self.chat.renew()
        text = check_story(text, any_language=True)
        screenplay, findings = self._write(text, options)
        made = [self._scene(scene, screenplay) for scene in screenplay.scenes]
        return PlannedFilm(
            screenplay=screenplay,
            choreographies=tuple(one.choreography for one in made),
            layouts=tuple(one.layout for one in made),
            findings=(*findings, *(finding for one in made for finding in one.findings)),
        )

    def _write(self, text: str, options: PlanOptions) -> tuple[Screenplay, tuple[Finding, ...]]:
        """Return the screenplay of a story; a script is the user's own already, and read by rules."""
        if options.script or is_fountain(text):
            planned = self._offline.plan(text, options)
            return planned.screenplay, planned.findings
        story = number_sentences(text)
        language = language_of(text)
        script = self._read(story.sentences, options, english=language == "en")
        screenplay = to_screenplay(script, story.sentences, options, story.title, language)
        if options.minutes is not None:
            screenplay, paces = at_length(screenplay, options.minutes)
            script.findings += paces
        screenplay, _, repairs = repair_screenplay(screenplay)
        left = (finding for finding in check_screenplay(screenplay) if finding.severity != "note")
        return screenplay, (*script.findings, *repairs, *left)

    def _read(self, sentences: Sequence[Sentence], options: PlanOptions, *, english: bool) -> Script:
        script = Script(facts=facts_of_story(sentences, english=english))
        for part in parts_of(sentences):
            wanted = options.scenes and max(1, round(options.scenes * len(part) / len(sentences)))
            script.scenes += self._read_part(script, part, wanted)
        if options.scenes:
            script.scenes = in_number(script.scenes, options.scenes, sentences)
            return script
        script.scenes, divided = divide_long(script.scenes, sentences)
        script.findings += divided
        if options.minutes is not None:
            script.scenes = fit_minutes(script.scenes, options.minutes, sentences)
        return script

    def _read_part(self, script: Script, part: Sequence[Sentence], wanted: int | None) -> list[SceneOfScript]:
        """Return the scenes of a part; one that is too long for the model's context is read in halves."""
        where = f"sentences {part[0].index + 1}-{part[-1].index + 1}"
        try:
            answered = ask_for_scenes(self.chat, script, part, wanted)
            scenes, filled = fill_empty(ground(script, answered, part), script.facts)
            script.findings += filled
            self._describe(script, part, scenes, where)
        except ContextFull as error:
            if len(part) == 1:
                return self._read_offline(error, script, part, where)
            half = len(part) // 2
            share = wanted and max(1, wanted // 2)
            return [*self._read_part(script, part[:half], share), *self._read_part(script, part[half:], share)]
        except EXCUSABLE as error:
            return self._read_offline(error, script, part, where)
        return scenes

    def _read_offline(
        self, error: StoryagentError, script: Script, part: Sequence[Sentence], where: str
    ) -> list[SceneOfScript]:
        if not self.fallback:
            raise error
        scenes = stepped_in(error, lambda: read_offline(script, part))
        script.findings.append(fallback_finding(error, f"scenes of {where}"))
        describe_the_rest(script, script.names(scenes))
        return scenes

    def _describe(self, script: Script, part: Sequence[Sentence], scenes: Sequence[SceneOfScript], where: str) -> None:
        names = script.names(scenes)
        if not names:
            return
        try:
            ask_for_looks(self.chat, script, part, names)
        except EXCUSABLE as error:
            if not self.fallback:
                raise
            script.findings.append(fallback_finding(error, f"entities of {where}"))
            describe_the_rest(script, names)

    def _scene(self, scene: Scene, screenplay: Screenplay) -> ChatLayout:
        try:
            return lay_out_text(self.chat, scene_text(scene, screenplay))
        except EXCUSABLE as error:
            if not self.fallback:
                raise
            planned = stepped_in(error, lambda: self._offline.lay_out_scene(scene, screenplay))
            standing = at_rest(scene_text(scene, screenplay))
            found = fallback_finding(error, f"layout of scene {scene.id}")
            return ChatLayout(standing, planned.layout, (found, *planned.findings))

    def lay_out(self, prompt: str, aspect_ratio: float = 16 / 9) -> PlannedLayout:
        """Plan the layout of one scene from a prompt alone. See `Planner.lay_out`.

        Raises:
            StoryagentError: as `Chat.ask`.
        """
        self.chat.renew()
        text = check_story(prompt, "prompt", any_language=True)
        if self.raw:
            layout = ask_for_boxes(self.chat, text, aspect_ratio)
            return PlannedLayout(layout=layout, findings=check_layout(layout))
        scene = SceneText("scene", text, aspect_ratio, english=language_of(text) == "en")
        return self._or_offline(
            lambda: _planned(lay_out_text(self.chat, scene)),
            lambda: self._offline.lay_out(prompt, aspect_ratio),
            "prompt",
        )

    def lay_out_scene(self, scene: Scene, screenplay: Screenplay) -> PlannedLayout:
        """Plan the layout of a scene with exactly its cast, from its prompt. See `Planner.lay_out_scene`.

        Raises:
            StoryagentError: as `Chat.ask`.
        """
        self.chat.renew()
        asked = scene_text(scene, screenplay)
        return self._or_offline(
            lambda: _planned(lay_out_text(self.chat, asked)),
            lambda: self._offline.lay_out_scene(scene, screenplay),
            f"scene {scene.id}",
        )

    def _or_offline(
        self, ask: Callable[[], PlannedLayout], offline: Callable[[], PlannedLayout], where: str
    ) -> PlannedLayout:
        try:
            return ask()
        except EXCUSABLE as error:
            if not self.fallback:
                raise
            planned = stepped_in(error, offline)
            return planned.model_copy(update={"findings": (fallback_finding(error, where), *planned.findings)})


def stepped_in(error: StoryagentError, offline: Callable[[], R]) -> R:
    """Return what the offline planner makes of a part.

    Raises:
        StoryagentError: the first error, when the offline planner cannot read the part either.
    """
    try:
        return offline()
    except InvalidInput as second:
        raise error from second


def fallback_finding(error: StoryagentError, where: str) -> Finding:
    """Return the finding that says that the offline planner planned a part, and why."""
    return Finding(
        code="planner.fallback", where=where, found=f"{error.what}: {error.found}"[:500], needed=error.needed,
        hint="This part is planned without the language model.",
    )  # fmt: skip


def scene_text(scene: Scene, screenplay: Screenplay) -> SceneText:
    """Return what is to be laid out for a scene of a screenplay."""
    text = check_story(scene.prompt, f"scene {scene.id}", any_language=True)
    place = screenplay.entity(scene.place).name if scene.place else ""
    return SceneText(
        scene.id, text, screenplay.format.aspect_ratio, background=place, camera=scene.camera,
        cast=tuple((screenplay.entity(role.entity), role) for role in scene.cast),
    )  # fmt: skip


def _planned(made: ChatLayout) -> PlannedLayout:
    return PlannedLayout(layout=made.layout, findings=made.findings)


def planner_from(
    llm: str | None = None,
    url: str | None = None,
    name: str | None = None,
    *,
    home: Path | None = None,
    api_key: str | None = None,
    timeout_s: float = 120.0,
    max_tokens: int | None = None,
    max_cost_usd: float | None = None,
    price: Price | None = None,
    fallback: bool = False,
    raw: bool = False,
) -> ChatPlanner:
    """Make a planner from settings; `llm`, or `url` with `name`, as `open_model` takes them.

    Raises:
        MissingExtra: LangChain, or the provider's package for it, is not installed.
        Misconfigured: the model is named wrongly, or its cost is limited and its price not given.
    """
    limits = ChatLimits(max_tokens=max_tokens, max_cost_usd=max_cost_usd, price=price)
    model = open_model(llm, url, name, api_key=api_key, timeout_s=timeout_s, max_output_tokens=limits.max_output_tokens)
    return ChatPlanner(model, limits=limits, home=home, fallback=fallback, raw=raw)

"""What changes from scene to scene without a word is found; what a story tells is no fault."""

from typing import Any

import pytest

from storyagent.planning.offline import OfflinePlanner
from storyagent.story.screenplay import Entity, Line, Role, Scene, Screenplay, Transition
from storyagent.story.world import check_world, follow_world

ENTITIES = (
    Entity(id="ruby", name="Ruby", kind="character", noun="fox"),
    Entity(id="owl", name="owl", kind="character", noun="owl"),
    Entity(id="kite", name="kite", kind="prop", noun="kite"),
    Entity(id="cake", name="cake", kind="prop", noun="cake"),
    Entity(id="boat", name="paper boat", kind="prop", noun="boat"),
    Entity(id="lamp", name="lamp", kind="prop", noun="lamp"),
    Entity(id="sun", name="sun", kind="prop", noun="sun"),
    Entity(id="wood", name="wood", kind="place", noun="wood"),
    Entity(id="lake", name="lake", kind="place", noun="lake"),
)


def scene(number: int, prompt: str, *cast: str | Role, **more: Any) -> Scene:
    roles = tuple(role if isinstance(role, Role) else Role(entity=role) for role in cast)
    return Scene(id=f"s{number}", prompt=prompt, **{"place": "wood", "cast": roles, **more})


def role(entity: str, *state: str, count: int = 1) -> Role:
    return Role(entity=entity, state=state, count=count)


def says(speaker: str, text: str = "Hello there.") -> tuple[Line, ...]:
    return (Line(text=text, speaker=speaker),)


def film(*scenes: Scene) -> Screenplay:
    return Screenplay(title="t", entities=ENTITIES, scenes=scenes)


def codes(*scenes: Scene) -> list[str]:
    return [finding.code for finding in check_world(film(*scenes))]


TORN = scene(1, "The kite hangs in a tree.", role("kite", "torn"))
FADE = Transition(kind="crossfade")
LIT = scene(1, "A lamp.", role("lamp", "lit"), time="night")
SNOW = scene(1, "Ruby sits.", "ruby", place_state=("snowy",))


@pytest.mark.parametrize(
    ("scenes", "code"),
    [
        ((scene(1, "Ruby sits.", "ruby"), scene(2, "Ruby sits.", "ruby", place="lake")), "world.two_places"),
        ((scene(1, "Ruby eats the cake.", "cake"), scene(2, "The cake stands there.", "cake")), "world.reappears"),
        ((scene(1, "Oh! The boat sank.", "boat"), scene(2, "Ruby rows.", "boat", "ruby")), "world.reappears"),
        ((scene(1, "A tree.", role("kite", "lost")), scene(2, "Ruby and a kite.", "kite")), "world.reappears"),
        ((TORN, scene(2, "Ruby has a kite.", "kite")), "world.state_lost"),
        ((scene(1, "Ruby sits.", role("ruby", "wet")), scene(2, "Ruby waits.", "ruby")), "world.state_lost"),
        ((scene(1, "Ruby.", role("ruby", "wearing a hat")), scene(2, "Ruby waits.", "ruby")), "world.state_lost"),
        ((scene(1, "Ruby.", role("ruby", "tied")), scene(2, "Ruby waits.", "ruby", place="wood")), "world.state_lost"),
        ((LIT, scene(2, "A lamp stands there.", "lamp", time="night")), "world.state_lost"),
        ((LIT, scene(2, "The lamp stands there.", role("lamp", "dark"), time="night")), "world.state_denied"),
        ((TORN, scene(2, "Ruby has a kite.", role("kite", "undamaged"))), "world.state_denied"),
        ((TORN, scene(2, "Ruby has the undamaged kite.", role("kite", "torn"))), "world.state_denied"),
        ((SNOW, scene(2, "Ruby waits.", "ruby")), "world.place_state_lost"),
        ((scene(1, "Ruby sits.", "ruby", time="night"), scene(2, "Ruby waits.", "ruby")), "world.light_jumps"),
        ((scene(1, "Ruby sits.", "ruby", weather="snow"), scene(2, "Ruby waits.", "ruby")), "world.weather_jumps"),
        ((scene(1, "Ruby lies there.", role("ruby", "asleep"), lines=says("ruby")),), "world.speaks_asleep"),
        ((scene(1, "Ruby.", role("owl", "dead")), scene(2, "Ruby.", lines=says("owl"))), "world.speaks_dead"),
    ],
)
def test_a_change_without_a_word_is_found(scenes: tuple[Scene, ...], code: str) -> None:
    assert codes(*scenes) == [code]


@pytest.mark.parametrize(
    "scenes",
    [
        (scene(1, "Ruby sits.", "ruby"), scene(2, "Ruby sits.", "ruby", place="lake", transition=FADE)),
        (scene(1, "Ruby sits.", "ruby"), scene(2, "Ruby runs to the lake.", "ruby", place="lake")),
        (scene(1, "An owl.", role("owl", count=3)), scene(2, "An owl.", role("owl", count=3), place="lake")),
        (scene(1, "The owl almost eats the cake.", "cake"), scene(2, "The cake stands there.", "cake")),
        (scene(1, "The owl eats a piece of the cake.", "cake"), scene(2, "The cake stands there.", "cake")),
        (scene(1, '"I eat the cake," says Ruby.', "cake"), scene(2, "The cake stands there.", "cake")),
        (scene(1, "Ruby eats the cake.", "cake"), scene(2, "The owl bakes another.", "cake")),
        (scene(1, "Ruby eats the cake.", "cake"), scene(2, "Only this is left.", role("cake", "half eaten"))),
        (scene(1, "Ruby eats the cake.", role("cake", count=3)), scene(2, "Two are left.", role("cake", count=2))),
        (scene(1, "Ruby eats the cake. The cake is good.", "cake"), scene(2, "The cake stands there.", "cake")),
        (scene(1, "Ruby eats the cake.", "ruby"), scene(2, "The cake stands there.", "cake")),
        (scene(1, "The sun sank.", "sun"), scene(2, "There is the sun.", "sun")),
        (scene(1, "A tree.", role("kite", "lost")), scene(2, "The owl found the kite.", "kite")),
        (TORN, scene(2, "Ruby sews the kite.", "kite"), scene(3, "Ruby has a kite.", "kite")),
        (TORN, scene(2, "Ruby has a kite.", role("kite", "mended")), scene(3, "Ruby has a kite.", "kite")),
        (TORN, scene(2, "Ruby has a kite.", role("kite", "badly ripped"))),
        (LIT, scene(2, "Ruby blows it out.", "lamp", time="night"), scene(3, "A lamp.", "lamp", time="night")),
        (LIT, scene(2, "A lamp stands there.", role("lamp", "out"), time="night")),
        (LIT, scene(2, "A lamp stands there.", "lamp", transition=FADE)),
        (scene(1, "Ruby.", role("ruby", "wearing a hat")), scene(2, "Ruby takes off the hat.", "ruby")),
        (scene(1, "Ruby.", role("ruby", "wearing a hat")), scene(2, "Ruby.", role("ruby", "in a hat"))),
        (SNOW, scene(2, "The snow melts.", "ruby")),
        (SNOW, scene(2, "Ruby waits.", "ruby", place_state=("snow-covered",))),
        (SNOW, scene(2, "Ruby runs to the lake.", "ruby", place="lake")),
        (TORN, scene(2, "Kites are there.", role("kite", count=2))),
        (scene(1, "Ruby sits.", role("ruby", "wet")), scene(2, "Ruby waits.", "ruby", transition=FADE)),
        (scene(1, "Ruby sits.", "ruby", time="night"), scene(2, "The sun is there.", "ruby")),
        (scene(1, "Ruby sits.", "ruby", time="dusk"), scene(2, "Ruby waits.", "ruby", time="night")),
        (scene(1, "Ruby sits.", "ruby", weather="rain"), scene(2, "The rain ends.", "ruby")),
        (scene(1, "Ruby sits.", "ruby", weather="rain"), scene(2, "Ruby waits.", "ruby", weather="storm")),
        (scene(1, "Ruby says good night and falls asleep.", role("ruby", "asleep"), lines=says("ruby")),),
        (scene(1, "Ruby.", role("owl", "dead")), scene(2, "Ruby dreams of the owl.", "owl", lines=says("owl"))),
    ],
)
def test_what_the_story_tells_is_no_contradiction(scenes: tuple[Scene, ...]) -> None:
    assert codes(*scenes) == []


def test_a_forgotten_state_is_told_once_with_all_its_scenes() -> None:
    later = [scene(number, "Ruby has a kite.", "kite") for number in (2, 3, 4)]
    (finding,) = check_world(film(TORN, *later))
    assert finding.where == "scenes[s2].cast[kite]"
    assert finding.found == "not torn in s2, s3, s4"
    assert "torn as in scenes[s1]" in finding.needed


def test_a_denied_state_names_the_scene_the_words_and_what_would_end_it() -> None:
    (finding,) = check_world(film(TORN, scene(2, "Ruby has the undamaged kite.", role("kite", "torn"))))
    assert (finding.where, finding.found) == ("scenes[s2].prompt", "the undamaged kite")
    assert finding.needed == "torn as in scenes[s1], or a word of how that ended"
    assert finding.hint == "say 'mended' where that happens"


def test_the_world_is_followed_from_scene_to_scene() -> None:
    worlds = follow_world(
        film(
            scene(1, "Ruby has a kite.", "ruby", role("kite", "torn")),
            scene(2, "Ruby runs to the lake.", "ruby", place="lake", time="dusk", weather="rain"),
            scene(3, "There is the kite.", "kite", place="lake"),
        )
    )
    assert [(one.scene, one.place, one.time, one.weather) for one in worlds[:2]] == [
        ("s1", "wood", "day", "clear"),
        ("s2", "lake", "dusk", "rain"),
    ]
    ruby, kite = worlds[1].standings
    assert (ruby.place, ruby.seen) == ("lake", True)
    assert (kite.place, kite.state, kite.seen) == ("wood", ("torn",), False)
    assert worlds[2].standings[1].state == ("torn",)


STORIES = {
    "mended kite": """Tom flew his kite over the field. The kite hit a tree and tore.

Tom carried the torn kite home. His mother sewed it in the kitchen.

The next day Tom flew the kite again. It danced in the wind.""",
    "eaten cake": """Anna baked a cake. Her dog Rex ate the cake.

Anna was sad. Then she baked a new cake in the kitchen.

Anna and Rex looked at the cake and smiled.""",
    "sunken boat": """A pirate sailed a small boat on the sea. The boat sank.

The pirate swam to an island. He built a raft on the beach.

The sunken boat lay on the bottom of the sea. A fish swam into the boat.""",
    "lost mitten": """Lily lost her red mitten in the snow. A mouse found the mitten.

The mouse slept in the mitten. A rabbit looked at the mitten.

Lily came back and saw the mitten under a tree.""",
    "sleeping bear": """A bear slept in a cave. A bird sang. "Wake up," said the bird.

The bear woke up. "Good morning," said the bear.

The bear and the bird walked to the river. "I am hungry," said the bear.""",
    "night and day": """At night a fox ran through the forest. The moon was bright.

In the morning the fox slept under a tree. The sun rose.

At night the fox ran again.""",
    "storm": """A ship sailed on the sea. A storm began, and rain fell.

The ship bounced over the waves. Suddenly the sun came out.

The ship reached the harbor. Children waved at the ship.""",
    "wet dog": """A dog jumped into the lake. The dog was wet and muddy.

The dog ran home. A girl washed the dog in the garden.

That evening the dog slept in the bedroom. The dog was clean.""",
    "three rooms": """A cat sat in the garden. A mouse ran into the house.

The cat followed the mouse into the kitchen. The mouse hid in a cup.

The cat sat in the bedroom and slept.""",
    "bedtime": """Mia lay in her bed. "I cannot sleep," said Mia.

Her father read a story. Mia was sleepy. "Good night," said Mia and fell asleep.

The moon looked through the window. Mia dreamed of a red dragon. "Hello," said the dragon.""",
}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_that_tells_its_changes_gives_no_alarm(name: str) -> None:
    assert check_world(OfflinePlanner().plan(STORIES[name]).screenplay) == ()


TRICKY = {
    "lost and found": (
        """Pia had a blue ball in the garden. The ball rolled into the lake and was lost.

Pia sat in her bedroom and was sad.

The next day a dog found the ball and brought it to Pia.""",
        {2: {"pia": "bedroom"}},
    ),
    "night to morning": (
        """At night, an owl sat in the forest. The moon shone.

The next morning, the owl slept in the forest. The sun shone.""",
        {0: {"owl": "forest"}, 1: {"owl": "forest"}},
    ),
    "two places": (
        """Tom worked in the kitchen. Mia played in the garden.

Tom went into the garden. Mia gave him a flower.""",
        {1: {"tom": "garden", "mia": "garden"}},
    ),
    "left behind": (
        """Lena and her cat walked to the beach. The cat slept on the beach.

Lena went home without the cat. She sat in the kitchen.""",
        {1: {"lena": "kitchen", "cat": "beach"}},
    ),
    "a storm and its end": (
        """A red boat sailed over the sea in a storm. It rained.

Later, the boat lay in the harbor. The sun shone.""",
        {0: {"boat": "sea"}, 1: {"boat": "harbor"}},
    ),
    "a walk through three places": (
        """A fox walked through the forest.

The fox crossed the river.

At last the fox came to the village.""",
        {0: {"fox": "forest"}, 1: {"fox": "river"}, 2: {"fox": "village"}},
    ),
    "asleep and awake": (
        """Ben slept in his bedroom.

In the morning Ben woke up. "Good morning," said Ben.""",
        {0: {"ben": "bedroom"}},
    ),
    "only remembered": (
        """Grandma sat in the kitchen. She remembered the sea.

Grandma drank tea in the kitchen and smiled.""",
        {0: {"grandma": "kitchen"}, 1: {"grandma": "kitchen"}},
    ),
}


@pytest.mark.parametrize("name", TRICKY)
def test_in_a_tricky_story_everybody_is_where_it_says_and_nothing_contradicts_itself(name: str) -> None:
    story, expected = TRICKY[name]
    screenplay = OfflinePlanner().plan(story).screenplay
    worlds = follow_world(screenplay)
    paragraphs = [" ".join(part.split()) for part in story.split("\n\n")]
    for number, places in expected.items():
        of_paragraph = [
            world
            for world, one in zip(worlds, screenplay.scenes, strict=True)
            if any(line.text in paragraphs[number] for line in one.lines)
        ]
        assert of_paragraph, [one.lines for one in screenplay.scenes]
        found = {one.entity: one.place for one in of_paragraph[-1].standings}
        assert {entity: found.get(entity) for entity in places} == places
    assert check_world(screenplay) == ()


def test_in_a_tricky_story_night_and_morning_are_told_apart() -> None:
    worlds = follow_world(OfflinePlanner().plan(TRICKY["night to morning"][0]).screenplay)
    assert worlds[0].time == "night" and worlds[-1].time in ("dawn", "day")

"""A screenplay that is written anew keeps what a person wrote beside its values."""

from __future__ import annotations

import yaml

from storyagent.story.comments import with_comments
from storyagent.story.files import to_yaml
from storyagent.story.screenplay import Screenplay

TEXT = """# My film about Mina
version: 1
title: Boats  # shorter is better

style: watercolour
entities:
- id: mina
  name: Mina
  kind: character
  noun: mouse
  color: grey  # not white!
# the boat
- id: boat
  name: boat
  kind: prop
  noun: boat
scenes:
# first
- id: one
  prompt: Mina walks.  # she hops
  cast:
  - entity: mina
# second
- id: two
  prompt: 'Mina sails # fast.'
  # slow, please
  duration_s: 6.0
# the end
"""
FILM = Screenplay.model_validate(yaml.safe_load(TEXT))


def test_what_has_not_changed_is_written_as_it_was() -> None:
    assert with_comments(TEXT, FILM) == TEXT


def test_comments_move_with_the_scenes_that_they_are_about() -> None:
    swapped = FILM.model_copy(update={"scenes": FILM.scenes[::-1]})
    written = with_comments(TEXT, swapped)
    first, second = TEXT.index("# first"), TEXT.index("# second")
    end = TEXT.index("# the end")
    assert written == TEXT[:first] + TEXT[second:end] + TEXT[first:second] + TEXT[end:]


def test_a_comment_about_a_field_that_is_gone_stays_with_its_entity() -> None:
    plain = FILM.entities[0].model_copy(update={"color": None})
    written = with_comments(TEXT, FILM.model_copy(update={"entities": (plain, FILM.entities[1])}))
    assert "# not white!\n- id: mina\n" in written
    assert Screenplay.model_validate(yaml.safe_load(written)).entities[0].color is None


def test_comments_of_a_scene_that_is_gone_go_with_it_and_no_others() -> None:
    written = with_comments(TEXT, FILM.model_copy(update={"scenes": FILM.scenes[:1]}))
    assert "slow, please" not in written
    assert "# second" not in written
    assert written.endswith("  - entity: mina\n# the end\n")


def test_a_comment_behind_a_text_that_needs_several_lines_now_goes_before_it() -> None:
    long = FILM.scenes[0].model_copy(update={"prompt": "Mina walks" + " and walks" * 20})
    written = with_comments(TEXT, FILM.model_copy(update={"scenes": (long, FILM.scenes[1])}))
    assert "  # she hops\n  prompt: Mina walks and" in written
    assert Screenplay.model_validate(yaml.safe_load(written)).scenes[0] == long


def test_a_text_without_comments_or_that_is_no_yaml_gives_the_usual_form() -> None:
    assert with_comments(to_yaml(FILM), FILM) == to_yaml(FILM)
    assert with_comments("a: [", FILM) == to_yaml(FILM)
    assert with_comments("", FILM) == to_yaml(FILM)

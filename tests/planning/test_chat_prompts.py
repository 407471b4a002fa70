"""Every prompt that is installed, and what is no prompt."""

import json

import pytest

from storyagent.errors import InvalidInput
from storyagent.planning.prompt import Prompt, installed_prompts, load_prompt, parse_prompt
from storyagent.planning.raw_layout import read_frames
from storyagent.planning.scene_answer import SceneAnswer, to_choreography
from storyagent.planning.script_answer import EntitiesAnswer, ScriptAnswer, doubts_about_script
from storyagent.story.compose import compose
from storyagent.story.validate import check_layout

HEAD = "---\nname: greet\nversion: 1\ndescription: Greets.\ninputs: [who]\n---\n"


@pytest.mark.parametrize("prompt", installed_prompts(), ids=lambda prompt: prompt.ref)
def test_every_prompt_is_a_conversation_that_ends_with_a_question(prompt: Prompt) -> None:
    messages = prompt.messages({name: f"<<{name}>>" for name in prompt.inputs})
    assert [message.role for message in messages] == [
        "system",
        *["user", "assistant"] * (len(messages) // 2 - 1),
        "user",
    ]
    assert all(f"<<{name}>>" in messages[-1].text for name in prompt.inputs)
    assert load_prompt(prompt.name, prompt.version) == prompt


def examples(name: str) -> list[str]:
    return [message.text for message in load_prompt(name).sections if message.role == "assistant"]


@pytest.mark.parametrize("example", examples("layout"))
def test_examples_of_layouts_are_answers_that_compose_without_findings(example: str) -> None:
    answer = SceneAnswer.model_validate(json.loads(example))
    layout = compose(to_choreography(answer, scene="scene", aspect_ratio=16 / 9))
    assert check_layout(layout) == ()


@pytest.mark.parametrize("example", examples("raw_layout"))
def test_examples_of_boxes_are_six_frames_inside_the_canvas(example: str) -> None:
    layout = read_frames(example, 1.0)
    assert layout.background
    assert check_layout(layout) == ()


def test_examples_of_scripts_and_looks_are_valid_answers() -> None:
    (script,), (looks,) = examples("screenwriter"), examples("entity_describer")
    answer = ScriptAnswer.model_validate(json.loads(script))
    assert list(doubts_about_script(answer, 1, 4, [3])) == []
    assert len(EntitiesAnswer.model_validate(json.loads(looks)).entities) == 4


def test_inputs_are_filled_in_once() -> None:
    prompt = parse_prompt(HEAD + "## system\nBe kind.\n## user\nHello {{who}}")
    assert prompt.messages({"who": "{{who}} & {{all}}"})[-1].text == "Hello {{who}} & {{all}}"
    with pytest.raises(ValueError, match=r"greet@1 needs the inputs \['who'\]"):
        prompt.messages({})


@pytest.mark.parametrize(
    "text",
    [
        "## user\nHello",
        HEAD + "## system\nBe kind.\n## user\nHello",
        HEAD + "## user\nHello {{who}}\n## assistant\nHello",
        HEAD.replace("version: 1", "version: none") + "## system\nBe kind.\n## user\n{{who}}",
        HEAD.replace("inputs", "inputs: [") + "## system\nBe kind.\n## user\n{{who}}",
    ],
)
def test_a_broken_prompt_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_prompt(text)


def test_a_prompt_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match="layout@1"):
        load_prompt("layouts")

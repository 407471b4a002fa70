from pathlib import Path

import pytest

from storyagent.errors import InvalidInput
from storyagent.evaluation import lvd
from storyagent.evaluation.task import Task, named_set, read_tasks, wordings

CAT = '{"prompt": "A cat.", "expect": {"objects": [{"name": "cat"%s}]}}'


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("more", "task"),
    [
        ("", "numeracy"),
        (', "count": 2', "numeracy"),
        (', "color": "red"', "attribution"),
        (', "windows": [[0, 0.5]]', "visibility"),
        (', "direction": "left"', "dynamics"),
        (', "direction": "left", "path": ["right", "left"]', "dynamics"),
        (', "color": "red", "path": ["right", "left"]', "sequential"),
    ],
)
def test_what_a_task_is_about_is_found_from_its_answer(tmp_path: Path, more: str, task: str) -> None:
    (one,) = read_tasks(written(tmp_path / "set.jsonl", "", CAT % more, ""))
    assert one.task == task
    assert Task.model_validate_json(one.model_dump_json()) == one


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (', "count": 0', "greater than or equal to 1"),
        (', "path": ["left"]', "at least two places"),
        (', "path": ["left", "somewhere"]', "'upper left'"),
        (', "windows": [[0.5, 0.5]]', "begin before it ends"),
        (', "passes": "dog"', "needs a direction"),
        (', "passes": "dog", "direction": "left"', "not among the objects: dog"),
        (', "colour": "red"', "Extra inputs"),
        ('}, {"name": "cat"', "listed twice"),
    ],
)
def test_a_line_that_is_no_task_is_named(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as caught:
        read_tasks(written(tmp_path / "set.jsonl", CAT % "", CAT % more))
    assert "set.jsonl:2" in caught.value.where


def test_a_file_without_tasks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no task"):
        read_tasks(written(tmp_path / "empty.jsonl", "", " "))


def test_a_set_is_named_or_a_file(tmp_path: Path) -> None:
    assert named_set("lvd") == lvd.prompts()
    assert named_set("wordings") == wordings()
    assert len(named_set(str(written(tmp_path / "set.jsonl", CAT % "")))) == 1
    with pytest.raises(InvalidInput, match=r"lvd, wordings, or a \.jsonl file"):
        named_set("lvdd")


def test_our_wordings_are_of_all_five_tasks_and_differ() -> None:
    tasks = wordings()
    assert len({task.prompt for task in tasks}) == len(tasks) >= 60
    assert {task.task for task in tasks} == {"numeracy", "attribution", "visibility", "dynamics", "sequential"}

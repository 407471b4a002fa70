from collections import Counter
from hashlib import sha256

from storyagent.evaluation import lvd


def test_the_prompt_list_is_the_published_one() -> None:
    tasks = lvd.prompts()
    assert Counter(task.task for task in tasks) == dict.fromkeys(
        ("numeracy", "attribution", "visibility", "dynamics", "sequential"), 100
    )
    assert len({task.prompt for task in tasks}) == len(set(tasks)) == 184


def test_the_draws_are_those_of_the_published_seeds() -> None:
    listed = [task.prompt for task in lvd.prompts()]
    assert listed[100] == "A realistic lively video of a scene with a blue cat and a white bird"
    assert (
        sha256("\n".join(listed).encode()).hexdigest()
        == "c0bb5f3b70281780735e25d95cc028cfc96cf7e4637abf07b03832a5612bce97"
    )


def test_drawing_the_list_leaves_the_global_generator_alone() -> None:
    import numpy as np

    np.random.seed(7)
    expected = np.random.random(3).tolist()
    np.random.seed(7)
    lvd.prompts.cache_clear()
    lvd.prompts()
    assert np.random.random(3).tolist() == expected

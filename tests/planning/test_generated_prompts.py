"""Many prompts that nobody read: the planner plans them all, and the validator has nothing to say about any layout.

More of them: PROMPTS=10000 python -m pytest tests/planning/test_generated_prompts.py
"""

import os
from collections import defaultdict

from storyagent.errors import InvalidInput
from storyagent.planning.offline import OfflinePlanner
from storyagent.story.validate import check_layout
from tests.planning.generated import prompts

COUNT = int(os.environ.get("PROMPTS", "400"))
SEED = 20
CANVASES = (16 / 9, 1.0, 9 / 16)
TOO_MANY = 0.08
"""The largest share of prompts that may be refused: more than twelve objects in one scene."""


def test_the_validator_accepts_every_layout_that_the_planner_makes() -> None:
    planner = OfflinePlanner()
    refused: list[str] = []
    faulty: dict[str, list[str]] = defaultdict(list)
    for number, prompt in enumerate(prompts(COUNT, SEED)):
        try:
            layout = planner.lay_out(prompt, CANVASES[number % len(CANVASES)]).layout
        except InvalidInput as error:
            assert error.what == "too many objects in one scene", prompt
            refused.append(prompt)
            continue
        for code in {finding.code for finding in check_layout(layout)}:
            faulty[code].append(prompt)
    assert len(refused) <= TOO_MANY * COUNT, refused
    assert not faulty


def test_the_same_seed_gives_the_same_prompts_and_they_differ() -> None:
    listed = list(prompts(300, SEED))
    assert listed == list(prompts(300, SEED))
    assert len(set(listed)) == 300

"""Many prompts that nobody read: the planner plans them all, and what it makes has few faults and none of the worst.

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
MOST = {
    "layout.too_small": 0.10,  # in a crowd, what the text calls tiny or far away may be smaller than half a grid cell
    "layout.teleport": 0.045,  # four sentences of movement are one scene here: some ways get little time
    "layout.never_visible": 0.045,  # what is told to be far away or to leap out of the frame
    "layout.outside": 0.015,
}
"""The largest share of prompts that may have a finding. Of all other codes there is to be none."""
TOO_MANY = 0.04
"""The largest share of prompts that may be refused: more than twelve objects in one scene."""


def test_the_planner_lays_out_whatever_it_is_told() -> None:
    planner = OfflinePlanner()
    refused: list[str] = []
    faulty: dict[str, list[str]] = defaultdict(list)
    for prompt in prompts(COUNT, SEED):
        try:
            layout = planner.lay_out(prompt).layout
        except InvalidInput as error:
            assert error.what == "too many objects in one scene", prompt
            refused.append(prompt)
            continue
        for code in {finding.code for finding in check_layout(layout)}:
            faulty[code].append(prompt)
    assert len(refused) <= TOO_MANY * COUNT, refused
    assert faulty.keys() <= MOST.keys(), faulty
    for code, most in MOST.items():
        assert len(faulty[code]) <= most * COUNT, (code, faulty[code])


def test_the_same_seed_gives_the_same_prompts_and_they_differ() -> None:
    listed = list(prompts(300, SEED))
    assert listed == list(prompts(300, SEED))
    assert len(set(listed)) == 300

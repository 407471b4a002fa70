"""What a person sees of a run where the output is no terminal."""

import io

from rich.console import Console

from storyagent.console import ProgressBars
from storyagent.events import NodeBlocked, NodeFailed


def test_what_is_left_out_is_told_once_for_each_failure() -> None:
    out = io.StringIO()
    with ProgressBars(Console(file=out, width=200)) as bars:
        bars(NodeFailed(run="r", sequence=1, time_s=0.0, node="owl.speech", tool="speak_text", error="no such voice"))
        for number, node in enumerate(("owl.shot", "owl.clip", "film"), 2):
            bars(NodeBlocked(run="r", sequence=number, time_s=0.0, node=node, tool="t", because="owl.speech"))
    said = out.getvalue().splitlines()
    assert said == ["owl.speech failed: no such voice", "owl.speech failed: what needs it is left out (3)"]

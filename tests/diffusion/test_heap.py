import subprocess
import sys

import pytest

FAULTS = """
import resource
from storyagent.diffusion.models.heap import keep_freed_memory
kept = {kept}
def fill():
    bytearray(b"x" * 2**24)
fill()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    fill()
print(kept, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(kept: str) -> tuple[str, int]:
    done = subprocess.run([sys.executable, "-c", FAULTS.format(kept=kept)], capture_output=True, text=True, check=True)
    said, found = done.stdout.split()
    return said, int(found)


@pytest.mark.skipif(sys.platform != "linux", reason="of glibc alone")
def test_blocks_given_back_are_used_again_without_new_pages() -> None:
    said, found = faults("keep_freed_memory()")
    if said == "False":
        pytest.skip("another C library")
    assert found < faults("False")[1] / 10

import platform
import subprocess
import sys

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


def test_with_glibc_blocks_given_back_are_used_again_without_new_pages() -> None:
    glibc = platform.libc_ver()[0] == "glibc"
    said, found = faults("keep_freed_memory()")
    assert said == str(glibc)
    assert (found < faults("False")[1] / 10) == glibc

"""The wheel has every file of the package, and only those."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_has_all_that_git_has(tmp_path: Path) -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    clean = tmp_path / "checkout"
    for name in filter(None, tracked):
        target = clean / name
        target.parent.mkdir(parents=True, exist_ok=True)
        source = ROOT / name
        if source.is_symlink():
            target.symlink_to(source.readlink())
        elif source.exists():
            target.write_bytes(source.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(clean)],
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if not name.partition("/")[0].endswith(".dist-info")}
    rooms = ("tools/", "prompts/", "graphs/")
    links = {f"storyagent/{room.rstrip('/')}" for room in rooms}
    expected = {name for name in tracked if name.startswith("storyagent/")} - links
    expected |= {f"storyagent/{name}" for name in tracked if name.startswith(rooms)}
    assert packed == expected


def test_every_built_in_tool_has_a_file_and_every_file_an_entry_point() -> None:
    from storyagent.graph.registry import Registry

    registry = Registry.installed()
    files = {path.stem for path in (ROOT / "tools").glob("*.py")} - {"__init__"}
    ours = {name for name in registry.names() if registry.get(name).__module__.startswith("storyagent.tools.")}
    assert ours == files

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from storyagent.errors import InvalidInput
from storyagent.scaffold import write_tool


def test_a_new_tool_passes_its_own_test(tmp_path: Path) -> None:
    made = write_tool("make_grey", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(made.test)],
        capture_output=True,
        text=True,
        cwd=made.root,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages: a stranger's tool that works, and one that each kind of mistake broke."""
    folder = tmp_path_factory.mktemp("stranger")
    made = write_tool("make_grey", folder)
    site = folder / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
         "--disable-pip-version-check", "--target", str(site), str(made.root)],
        check=True, capture_output=True,
    )  # fmt: skip
    working = made.module.read_text()
    untyped = working.replace("strength: float = 1.0", "strength")
    _offer(site, "wont-import", "wont_import", "import that_is_not_there\n")
    _offer(site, "wrong-signature", "wrong_signature", untyped.replace("make_grey", "wrong_signature"))
    _offer(site, "not-a-tool", "not_a_tool", "print('HELLO')\n\ndef not_a_tool(): ...\n")
    _offer(site, "ends-it-all", "ends_it_all", "import sys\nsys.exit(1)\n")
    _offer(site, "thief", "stitch", working.replace("make_grey", "stitch"))
    return site


def _offer(site: Path, distribution: str, name: str, source: str) -> None:
    module = f"stranger_{name}"
    (site / f"{module}.py").write_text(source)
    info = site / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[storyagent.tools]\n{name} = {module}:{name}\n")


def _said(site: Path, *arguments: str) -> str:
    """Return what a command prints for somebody who has installed these packages."""
    code = f"import sys; sys.path.insert(0, {str(site)!r})\nfrom storyagent.cli import main\nmain({list(arguments)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_strangers_tool_is_listed_and_so_is_why_the_broken_ones_are(site: Path) -> None:
    rows = {(row["name"], row["origin"]): row for row in json.loads(_said(site, "tools", "list", "--json"))}
    assert rows["make_grey", "storyagent-make-grey 0.1.0"]["summary"] == "Fade a picture towards grey."
    reasons = {
        ("wont_import", "wont-import 1.0"): "no module 'that_is_not_there'",
        ("wrong_signature", "wrong-signature 1.0"): "parameter strength needs a type annotation",
        ("not_a_tool", "not-a-tool 1.0"): "a function with @tool",
        ("ends_it_all", "ends-it-all 1.0"): "SystemExit: 1",
        ("stitch", "thief 1.0"): "two tools are called 'stitch'",
    }
    broken = {key: row["broken"] for key, row in rows.items() if row["broken"]}
    assert set(reasons) <= set(broken)
    for key, reason in reasons.items():
        assert reason in broken[key]
    ours = next(row for (name, origin), row in rows.items() if name == "stitch" and origin.startswith("storyagent "))
    assert not ours["broken"]


def test_a_strangers_tool_is_shown_and_planned_with(site: Path) -> None:
    shown = _said(site, "tools", "show", "make_grey")
    assert "Fade a picture towards grey" in shown
    assert "storyagent-make-grey 0.1.0" in shown
    found = json.loads(
        _said(site, "graph", "search", "--have", "image", "--want", "image", "--request", "fade it to grey", "--json")
    )
    assert any(node["tool"] == "make_grey" for plan in found["plans"] for node in plan["plan"]["nodes"])


def test_a_plan_with_a_strangers_tool_runs(site: Path, tmp_path: Path) -> None:
    red = tmp_path / "red.png"
    Image.new("RGBA", (8, 8), (255, 0, 0, 255)).save(red)
    code = f"""import sys; sys.path.insert(0, {str(site)!r})
from pathlib import Path
from storyagent.engine.journal import Journal
from storyagent.engine.run import run
from storyagent.engine.store import Store
from storyagent.graph.plan import FileInput, Link, Node, Plan
from storyagent.graph.registry import Registry
from storyagent.graph.validate import require_valid
from storyagent.story.files import sha256_of
red = Path({str(red)!r})
node = Node(id="n", tool="make_grey", inputs={{"picture": FileInput(path=str(red), sha256=sha256_of(red))}})
plan = Plan(nodes=(node,), results={{"picture": Link(node="n")}})
registry = Registry.installed()
require_valid(plan, registry)
for isolate in ("none", "all"):
    with Store(Path(isolate)) as store, Journal(Path(isolate + ".sqlite")) as journal:
        ran = run(plan, registry=registry, store=store, journal=journal, tokens={{"cpu": 1}}, isolate=isolate)
        ran.raise_for_state()
        print(ran.outputs["picture"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    here, away = (Path(line) for line in done.stdout.splitlines())
    assert here.read_bytes() == away.read_bytes()
    with Image.open(here) as picture:
        red_level, green, blue, alpha = picture.getpixel((4, 4))
    assert red_level == green == blue
    assert alpha == 255


@pytest.mark.parametrize("name", ["Make", "1tool", "make-grey", "../evil", "class", "x", ""])
def test_a_name_that_cannot_be_a_tools_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be the name of a tool"):
        write_tool(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "make_grey").mkdir()
    with pytest.raises(InvalidInput, match="there is something already"):
        write_tool("make_grey", tmp_path)


def test_a_name_that_a_tool_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="that of storyagent"):
        write_tool("stitch", tmp_path)
    assert not list(tmp_path.iterdir())

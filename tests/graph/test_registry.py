import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from storyagent.errors import InvalidInput, Misconfigured, MissingExtra, ToolFailed
from storyagent.graph.registry import Registry
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r

WORKING_TOOL = """
from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r

@tool(version="3")
def shout(text: r.Text, *, context: ToolContext) -> r.Text:
    '''Say it louder.'''
    return text.upper()
"""


@tool(version="1")
def shout(text: r.Text, *, context: ToolContext) -> r.Text:
    """Say it louder."""
    return text.upper()


Offer = Callable[[str, str, str], None]


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Return a function that installs a distribution with one module and one entry point."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(distribution: str, entry: str, source: str) -> None:
        module = entry.partition(" = ")[2].partition(":")[0]
        (tmp_path / f"{module}.py").write_text(source)
        monkeypatch.delitem(sys.modules, module, raising=False)
        info = tmp_path / f"{distribution}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[storyagent.tools]\n{entry}\n")

    return install


def test_every_built_in_tool_is_found_by_name() -> None:
    declared = tomllib.loads(Path("pyproject.toml").read_text())["project"]["entry-points"]["storyagent.tools"]
    assert set(declared) <= set(Registry.installed().names())


def test_finding_tools_imports_none_of_them() -> None:
    code = (
        "import sys; from storyagent.graph.registry import Registry; assert Registry.installed().names(); "
        "print([name for name in sys.modules if name.startswith('storyagent.tools')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_plug_in_s_tool_is_found_and_imported_when_asked_for(offer: Offer) -> None:
    offer("loud-words", "shout = loud_words_a:shout", WORKING_TOOL)
    registry = Registry.installed()
    assert "shout" in registry.names()
    assert "loud_words_a" not in sys.modules
    assert registry.spec("shout").ref == "shout@3"
    assert registry.get("shout") is registry.get("shout")
    assert registry.origin("shout") == "loud-words 1.0"


def test_where_two_distributions_have_a_tool_of_one_name_neither_is_chosen_and_both_are_named(offer: Offer) -> None:
    for distribution in ("loud-words", "noisy", "shouting"):
        offer(distribution, f"shout = {distribution.replace('-', '_')}_b:shout", WORKING_TOOL)
    registry = Registry.installed()
    assert "shout" not in registry.names()
    with pytest.raises(Misconfigured, match=r"two tools are called 'shout'") as caught:
        registry.get("shout")
    assert "loud-words 1.0" in caught.value.found
    assert [broken.origin for broken in registry.broken()] == ["loud-words 1.0", "noisy 1.0", "shouting 1.0"]
    assert registry.spec("stitch").name == "stitch"


def test_nobody_takes_the_name_of_a_tool_of_ours(offer: Offer) -> None:
    offer("aaa-first", "stitch = aaa_first:stitch", WORKING_TOOL)
    registry = Registry.installed()
    assert registry.origin("stitch").startswith("storyagent ")
    (broken,) = registry.broken()
    assert (broken.name, broken.origin) == ("stitch", "aaa-first 1.0")
    assert "one from storyagent" in broken.error.found


SOURCE = (
    """
from storyagent.errors import ToolFailed
from storyagent.graph.registry import Broken
"""
    + WORKING_TOOL
)


@pytest.mark.parametrize(
    ("source", "names", "broken"),
    [
        ("def tools(): return [shout]", {"shout"}, ""),
        ("def tools(): return [shout, shout]", {"shout"}, "two tools are called 'shout'"),
        ("def tools(): return [shout, Broken('murmur', 'a box', ToolFailed('no voice'))]", {"shout"}, "no voice"),
        ("def tools(): raise ValueError('bad day')", set(), "ValueError: bad day"),
        ("def tools(): raise ToolFailed('closed today')", set(), "closed today"),
        ("raise SystemExit(3)", set(), "SystemExit: 3"),
        ("def tools(): return 7", set(), "TypeError"),
    ],
)
def test_a_source_gives_many_tools_and_what_is_wrong_with_it_harms_no_other(
    offer: Offer, tmp_path: Path, source: str, names: set[str], broken: str
) -> None:
    offer("loud-words", "loud = loud_source:tools", SOURCE + source)
    (listed,) = tmp_path.glob("*.dist-info/entry_points.txt")
    listed.write_text(listed.read_text().replace("[storyagent.tools]", "[storyagent.tool_sources]"))
    registry = Registry.installed()
    assert names <= set(registry.names())
    assert "stitch" in registry.names()
    assert [broken in str(one.error) for one in registry.broken()] == [True] * bool(broken)


def test_what_a_plug_in_prints_at_import_stays_off_standard_output(
    offer: Offer, capsys: pytest.CaptureFixture[str]
) -> None:
    offer("loud-words", "shout = loud_words_f:shout", "print('HELLO')" + WORKING_TOOL)
    Registry.installed().get("shout")
    assert capsys.readouterr() == ("", "HELLO\n")


def test_adding_a_tool_twice_is_an_error() -> None:
    registry = Registry([shout])
    with pytest.raises(Misconfigured, match="two tools are called 'shout'"):
        registry.add(shout)


def test_an_unknown_tool_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(InvalidInput, match="did you mean 'shout'"):
        Registry([shout]).get("shuot")
    with pytest.raises(InvalidInput, match="storyagent tools list"):
        Registry([shout]).get("zzz")


def test_a_missing_extra_is_named_with_its_install_line(offer: Offer) -> None:
    offer("loud-words", "shout = loud_words_c:shout [megaphone]", "import megaphone_driver")
    with pytest.raises(MissingExtra, match=r"megaphone_driver(.|\n)*pip install 'loud-words\[megaphone\]'") as caught:
        Registry.installed().get("shout")
    assert "entry point shout = loud_words_c:shout" in caught.value.where


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("raise ValueError('bad day')", "ValueError: bad day"),
        ("raise SystemExit('enough')", "SystemExit: enough"),
        ("def shout(:", "SyntaxError"),
        ("", "AttributeError"),
        ("from loud_words_d import part", "ImportError"),
        ("def shout(): ...", "a function"),
        (WORKING_TOOL.replace("def shout", "def whisper") + "\nshout = whisper", "a tool called 'whisper'"),
    ],
)
def test_a_tool_that_cannot_be_loaded_names_its_entry_point(offer: Offer, source: str, found: str) -> None:
    offer("loud-words", "shout = loud_words_d:shout", source)
    with pytest.raises(ToolFailed, match="entry point shout = loud_words_d:shout") as caught:
        Registry.installed().get("shout")
    assert found in caught.value.found


def test_a_missing_part_of_the_tool_s_own_package_is_no_missing_extra(offer: Offer) -> None:
    offer("loud-words", "shout = loud_words_e:shout", "import loud_words_e.gone")
    with pytest.raises(ToolFailed, match=r"loud_words_e\.gone"):
        Registry.installed().get("shout")

"""What a fresh interpreter loads: the library stays light until something is made."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "diffusers", "transformers", "moviepy", "gradio", "ray", "av", "PIL", "numpy", "opentimelineio")


def modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "code",
    [
        "import storyagent",
        "import storyagent.agent",
        "import storyagent.planning.offline, storyagent.engine.run, storyagent.graph.template",
        "import storyagent.evaluation.lvd, storyagent.evaluation.layouts",
        "from storyagent.graph.registry import Registry; r = Registry.installed(); [r.spec(n) for n in r.names()]",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(code: str) -> None:
    assert not modules_after(code) & set(HEAVY)


def test_help_loads_next_to_nothing() -> None:
    code = "from storyagent.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert not modules_after(code) & {*HEAVY, "pydantic", "yaml", "rich", "networkx", "sqlite3"}


def test_public_names_are_there() -> None:
    import storyagent

    for name in storyagent.__all__:
        assert getattr(storyagent, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = storyagent.nothing_like_this

"""Settings: `STORYAGENT_*` variables over a config file over defaults, read once at the edge.

The config file is TOML, at `$STORYAGENT_CONFIG` or `~/.config/storyagent/config.toml`, with the same names in lower
case (`home`, `voice`, ...). An unknown name in it is an error.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError

from storyagent.errors import Misconfigured
from storyagent.story.values import Value

PREFIX = "STORYAGENT_"


class Settings(Value):
    """What depends on the machine and the user, never on the film."""

    home: Path = Field(
        default_factory=lambda: Path.home() / ".local/share/storyagent",
        description="where the store shared by all film projects lives",
    )
    voice: str = Field("espeak:en-us", description="the narrator: espeak:VOICE, piper:MODEL.onnx or openai:MODEL/VOICE")
    llm: str | None = Field(None, description="the language model that plans: provider:model as LangChain names it")
    llm_url: str | None = Field(None, description="or the base URL of an OpenAI-compatible server")
    llm_model: str | None = Field(None, description="the model's name on that server")
    llm_key: SecretStr | None = Field(None, description="the server's key; providers' own variables work, too")
    llm_timeout_s: float = Field(120.0, gt=0.0, le=3600.0)
    llm_input_usd: float | None = Field(None, ge=0.0, description="price of a million tokens read")
    llm_output_usd: float | None = Field(None, ge=0.0, description="price of a million tokens written")
    cpus: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=1024, description="tools running on the CPU at one time"
    )
    isolate: Literal["none", "declared", "all"] = Field(
        "declared", description="which tools run in a process of their own: none, those that say so, or all"
    )

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises:
            Misconfigured: a setting is unknown in the file, or has a value that cannot work.
        """
        path = config_path(environ)
        given: dict[str, Any] = {**_from_file(path), **_from_environ(environ, cls)}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            raise Misconfigured(
                f"setting {name}: {first['msg']}",
                where=PREFIX + name.upper() if PREFIX + name.upper() in environ else str(path),
                found=repr(first["input"]),
                needed=f"one of {', '.join(sorted(cls.model_fields))}" if first["type"] == "extra_forbidden" else "",
            ) from error


def config_path(environ: Mapping[str, str]) -> Path:
    """Return where the config file is looked for."""
    base = environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(environ.get(PREFIX + "CONFIG") or Path(base) / "storyagent" / "config.toml")


def _from_environ(environ: Mapping[str, str], model: type[Settings]) -> dict[str, str]:
    return {name: environ[PREFIX + name.upper()] for name in model.model_fields if PREFIX + name.upper() in environ}


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured("cannot read the config file", where=str(path), found=str(error)) from error

"""Where a model's weights lie on this machine. Nothing is downloaded."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from storyagent.errors import MissingExtra


def weights_folder(repository: str, packages: tuple[str, ...] = ("torch", "transformers")) -> Path:
    """Return the folder of a model's newest version in Hugging Face's cache, or the folder that is named.

    Raises:
        MissingExtra: a package or the weights are not there; the hint has the command that brings them.
    """
    for package in packages:
        if find_spec(package) is None:
            raise MissingExtra(
                f"{package} is not installed, which {repository} needs",
                hint=f"install it with: pip install 'storyagent[diffusion]' {package}",
            )
    if Path(repository).is_dir():
        return Path(repository)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except HFValidationError as error:
        raise MissingExtra(
            "a model is named by a folder or by a repository, as owner/name", where="model", found=repr(repository)
        ) from error
    except LocalEntryNotFoundError as error:
        raise MissingExtra(
            "the model's weights are not on this machine",
            where=repository,
            hint=f"download them with: hf download {repository}",
        ) from error

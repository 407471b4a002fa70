"""Keys: under which name a node's result is kept.

    key = "k1-" + sha256( [ "tool@version", [ [input name, digest], ... sorted by name ] ] )

The digest of an input says what is in it, never where it came from:

- plain data: SHA-256 of its canonical JSON after it went through the port's Python type, so 1 and 1.0 are the same for
  a float and different for an int or a text;
- a setting that names something outside, as the weights of a model: its text and the hash of what it names;
- a file: SHA-256 of its bytes; its name and place do not count;
- another node's output: the digest of that output's content, so a node that ran again and gave the same bytes makes
  nothing below it run again;
- many of them: the list of their digests, in order.

An input that is not given counts with its default, so changing a tool's default changes the key. `ToolContext.options`,
the node's id and its scene do not count: they must not change the result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

Digest = str | list[str]


def canonical_json(data: Any) -> str:
    """Return data as JSON text: sorted keys and sets, no spaces, Unicode as it is.

    Raises:
        ValueError: the data holds something JSON has no form for, such as NaN.

    >>> canonical_json({"b": (1, 2.0), "a": {"z", "y"}})
    '{"a":["y","z"],"b":[1,2.0]}'
    """
    return _ENCODER.encode(data)


def digest_text(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def node_key(tool_ref: str, digests: Mapping[str, Digest]) -> str:
    """Return the key of one tool call from the digests of all its inputs."""
    return "k1-" + digest_text(canonical_json([tool_ref, sorted(digests.items())]))


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(value, key=canonical_json)
    return to_jsonable_python(value)


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False, default=_plain
)

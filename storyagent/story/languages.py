"""Languages as tools' settings take them."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError

Coded = Annotated[
    str, Field(pattern=r"^[a-z]{2,3}([-_][A-Za-z]{2,4})?$", description="a language's code (fr, ga, gle_Latn)")
]
Language = Coded | str
"""A setting that names a language. Any words are taken, so that it can be said which of them are none."""
_CODED: TypeAdapter[str] = TypeAdapter(Coded)


def is_language(annotation: Any) -> bool:
    """Tell whether a setting of this type names a language."""
    return Coded in get_args(annotation)


def is_code(value: object) -> bool:
    """Tell whether a value is written as a language's code.

    >>> is_code("de"), is_code("gle_Latn"), is_code("Elvish")
    (True, True, False)
    """
    try:
        _CODED.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True

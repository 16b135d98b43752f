"""Text as Typst source."""

import json
import re
from collections.abc import Iterable

# every mark that could mean something to Typst; quotation marks stay, Typst curls them
SPECIAL = re.compile(r"[!#$&*+\-./:;<=>@\[\\\]_`{|}~]")


def escaped(text: str) -> str:
    r"""Return text that Typst takes for nothing but text.

    Examples
    --------
    >>> print(escaped("a_b #1 [c]"))
    a\_b \#1 \[c\]
    """
    return SPECIAL.sub(r"\\\g<0>", text)


def quoted(text: str) -> str:
    r"""Return a Typst string.

    Examples
    --------
    >>> print(quoted('tag "\\tau"'))
    "tag \"\\tau\""
    """
    plain = json.dumps(text, ensure_ascii=False)
    return re.sub(r"\\u([0-9a-f]{4})", r"\\u{\1}", plain)  # control characters


def call(function: str, *contents: str, **options: str) -> str:
    """Return the call of a Typst function that stands on its own in the text.

    Examples
    --------
    >>> call("heading", "[State]", level="2")
    '#heading(level: 2, [State]);'
    """
    given = [f"{name}: {value}" for name, value in options.items()]
    return f"#{function}({', '.join([*given, *contents])});"


def array(items: Iterable[str]) -> str:
    """Return a Typst array; one item needs the comma."""
    return "(" + "".join(f"{item}, " for item in items) + ")"

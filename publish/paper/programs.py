"""Where a program may be broken over two pages."""

import re

BLANK = re.compile(r"(\n{2,})(?=\S)")


def pieces(source: str) -> list[tuple[str, int]]:
    r"""Split a program at the blank lines between its functions and statements.

    Returns
    -------
    list of (str, int)
        Each piece, and the number of blank lines behind it.

    Examples
    --------
    >>> pieces("import a\n\n\ndef f():\n    x = 1\n\n    return x")
    [('import a', 2), ('def f():\n    x = 1\n\n    return x', 0)]
    """
    found: list[tuple[str, int]] = []
    parts = [*BLANK.split(source), ""]
    open_text = ""
    for text, gap in zip(parts[::2], parts[1::2], strict=True):
        text = open_text + text
        if _inside_text(text) and gap:
            open_text = text + gap
        else:
            found.append((text, max(0, len(gap) - 1)))
            open_text = ""
    return found


def _inside_text(piece: str) -> bool:
    """Whether a string of several lines is open at the end of a piece."""
    return any(piece.count(marks) % 2 for marks in ('"""', "'''"))

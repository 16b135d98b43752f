"""What of a paragraph goes on a slide: the sentence that says it, and the one that leads on."""

import re
from itertools import pairwise

WHOLE = 220  # letters that a slide shows of any paragraph
_KEPT = re.compile(r"\$[^$\n]+\$|`[^`\n]*`|\[[^\]]*\]\([^)]*\)|\([^()]*\)|\"[^\"]*\"|《[^》]*》")
_END = re.compile(r"(?<=[.?!])(?<!e\.g\.)(?<!i\.e\.)(?<!al\.)(?<!\b[A-Z]\.)(?:\*\*|\*)?\s+(?=\S)")
_LEAD = re.compile(r"\*\*[^*]{1,40}[.:?]\*\*$")


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph of Markdown into its sentences.

    Examples
    --------
    >>> sentences("Take $a. b$ first. Is it (by 1. above) so? **Yes.** It is: a picture.")
    ['Take $a. b$ first.', 'Is it (by 1. above) so?', '**Yes.** It is: a picture.']
    >>> sentences("**B. Vague.** By D. Rumelhart. No.")
    ['**B. Vague.** By D. Rumelhart.', 'No.']
    """
    text = " ".join(paragraph.split())
    kept: list[str] = []

    def put_away(found: re.Match) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    while (shorter := _KEPT.sub(put_away, text)) != text:
        text = shorter
    ends = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    parts = [text[a:b].strip() for a, b in pairwise(ends) if b > a]
    whole = _joined(parts)
    return [_restored(part, kept) for part in whole]


def _joined(parts: list[str]) -> list[str]:
    """Keep a bold word at the beginning, **Answer.**, with the sentence that it leads."""
    whole: list[str] = []
    for part in parts:
        if whole and _LEAD.search(whole[-1]):
            whole[-1] += f" {part}"
        else:
            whole.append(part)
    return whole


def _restored(text: str, kept: list[str]) -> str:
    while found := re.search("\0(\\d+)\0", text):
        text = text.replace(found[0], kept[int(found[1])])
    return text


def gist(paragraph: str, whole: int = WHOLE) -> str:
    """Return the first sentence of a paragraph, and the last if it leads on to what follows.

    A paragraph of ``whole`` letters or fewer is its own gist.

    Examples
    --------
    >>> gist("We look. It is dark. Who is there?", whole=20)
    'We look. Who is there?'
    >>> gist("We look. It is dark.", whole=10)
    'We look.'
    """
    parts = sentences(paragraph)
    if len(paragraph) <= whole:
        return " ".join(parts)
    if len(parts) > 1 and parts[-1][-1] in ":?":
        return f"{parts[0]} {parts[-1]}"
    return parts[0] if parts else ""

"""Make the Chinese font of the book again: the characters that it uses, and a wide margin.

The margin is the 3,755 common characters of GB 2312 and what the glossary needs beside them.
Run this when the press names a character that the font lacks (it needs npm and the network;
readers of the book need neither, for the font is committed)::

    npm pack --pack-destination /tmp @fontsource/noto-sans-sc@5.3.0
    python -m publish.fonts.subset /tmp/fontsource-noto-sans-sc-5.3.0.tgz
"""

import io
import json
import sys
import tarfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FONT = HERE / "NotoSansSC-subset.ttf"
LICENCE = HERE / "LICENSE-NotoSansSC"
CHAPTERS = HERE.parent.parent / "chapters"
ORIGINAL = "package/files/noto-sans-sc-chinese-simplified-400-normal.woff"
FAMILY, STYLE = "Noto Sans SC", "Regular"  # the package's file calls itself Thin
FIRST, LAST = "\u2e80", "\U0001f000"  # below stand the scripts that the Latin fonts have
GLOSSARY = "斎橘歩浏熵璟阈馨．"
MARKS = "、。《》【】「」『』〈〉（），：；？！％～"


def is_chinese(character: str) -> bool:
    """Whether the Chinese font has to provide a character.

    Examples
    --------
    >>> [is_chinese(character) for character in "z误。"]
    [False, True, True]
    """
    return FIRST <= character < LAST


def common() -> set[str]:
    """Return the characters of the first level of GB 2312, rows 16 to 55, and the marks."""
    codes = (bytes([row + 0xA0, place + 0xA0]) for row in range(16, 56) for place in range(1, 95))
    characters = "".join(code.decode("gb2312", errors="ignore") for code in codes)
    return set(characters + MARKS + GLOSSARY)


def characters_of(chapters: Path) -> set[str]:
    """Return the Chinese characters in the notebooks of a folder and of the folders in it."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(chapters.rglob("*.ipynb")))
    plain = (json.dumps(json.loads(text), ensure_ascii=False) for text in texts)
    return {character for text in plain for character in text if is_chinese(character)}


def cut(original: bytes, characters: set[str], out: Path = FONT) -> set[str]:
    """Write the font with some of its characters; return those that it lacks."""
    font = TTFont(io.BytesIO(original), recalcTimestamp=False)
    lacking = {c for c in characters if ord(c) not in font.getBestCmap()}
    worker = subset.Subsetter(subset.Options(name_IDs=["*"], notdef_outline=True))
    worker.populate(unicodes=[ord(c) for c in characters])
    worker.subset(font)
    for name, text in {1: FAMILY, 2: STYLE, 4: FAMILY, 6: FAMILY.replace(" ", "")}.items():
        font["name"].setName(text, name, 3, 1, 0x409)
    font.flavor = None
    font.save(out)
    return lacking


def main(package: str) -> int:
    """Write the font and its licence; complain about characters that the original lacks."""
    with tarfile.open(package) as archive:
        original = archive.extractfile(ORIGINAL).read()
        LICENCE.write_bytes(archive.extractfile("package/LICENSE").read())
    needed = characters_of(CHAPTERS) | set(GLOSSARY)
    lacking = cut(original, needed | common()) & needed
    if lacking:
        print(f"{Path(package).name} lacks {''.join(sorted(lacking))}", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

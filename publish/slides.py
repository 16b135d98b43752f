"""Print a chapter as a deck of slides: ``python -m publish.slides NOTEBOOK OUT_FILE``.

One file of HTML, with reveal.js, letters and pictures in it: it needs no network.
"""

import argparse
import base64
import html
import sys
from pathlib import Path

from bpbook.notebooks import store
from publish import mathematics, webfont
from publish.finish import exit_code
from publish.manuscript import Chapter, PressError, settings
from publish.slide_content import Slide, rendered, slides

HERE = Path(__file__).resolve().parent
DECK, STATIC = HERE / "deck", HERE / "static"
_FACES = (
    ("normal", 400, "400-normal"),
    ("italic", 400, "400-italic"),
    ("normal", 600, "600-normal"),
)
_FACE = (
    '@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
    "src: url(data:font/{form};base64,{data}) format('{form}'); }}\n"
)
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{styles}
</style>
</head>
<body>
<main class="reveal">
<div class="slides">
{slides}
</div>
</main>
<script>
{scripts}
</script>
</body>
</html>
"""


def build(notebook: Path, out: Path) -> None:
    """Write the deck of a chapter.

    Parameters
    ----------
    notebook : Path
        The chapter with its outputs.
    out : Path
        The file; it is replaced as a whole.

    Raises
    ------
    FormulaError
        If MathJax refuses a formula.
    PressError
        If the notebook does not begin with a title, or the Chinese font lacks a character.
    """
    chapter = Chapter(f"chapters/{notebook.name}", notebook)
    (page,) = mathematics.show([deck(chapter)])
    store.write(out, page)


def deck(chapter: Chapter) -> str:
    """Return the deck as HTML, its formulas still in TeX."""
    body = "\n".join(_section(slide) for slide in _numbered(slides(chapter)))
    body += "\n" + _last(chapter)
    return _PAGE.format(
        title=html.escape(chapter.title),
        styles=_styles(body),
        slides=body,
        scripts=_scripts(),
    )


def _numbered(all_slides: list[Slide]) -> list[tuple[Slide, str]]:
    """Tell slides of one heading apart: the second says 2."""
    counts: dict[str, int] = {}
    found = []
    for slide in all_slides:
        counts[slide.heading] = counts.get(slide.heading, 0) + 1
        number = counts[slide.heading]
        found.append((slide, str(number) if number > 1 else ""))
    return found


def _section(numbered: tuple[Slide, str]) -> str:
    slide, number = numbered
    level = "h1" if slide.kind == "title" else "h2"
    small = f" <small>{number}</small>" if number else ""
    heading = _inline(slide.heading)
    body = "\n".join(part.shown for part in slide.parts)
    notes = html.escape("\n\n".join(slide.notes))
    return (
        f'<section class="{slide.kind or "text"}">\n<{level}>{heading}{small}</{level}>\n'
        f'<div class="body">\n{body}\n</div>\n<aside class="notes">{notes}</aside>\n</section>'
    )


def _inline(markdown: str) -> str:
    return rendered(markdown).strip().removeprefix("<p>").removesuffix("</p>")


def _last(chapter: Chapter) -> str:
    book = settings()
    text = f"{chapter.title}. From <em>{html.escape(book['title'])}</em>, by " + html.escape(
        ", ".join(book["authors"])
    )
    return (
        f'<section class="end">\n<h2>Source</h2>\n<div class="body"><p>{text}.</p>\n'
        "<p>Text and figures: CC BY 4.0. Code: MIT. Slides shown by reveal.js (MIT).</p></div>\n"
        "</section>"
    )


def _styles(body: str) -> str:
    from pygments.formatters import HtmlFormatter

    faces = "".join(
        _face("Source Serif 4", style, weight, STATIC / f"source-serif-4-latin-{name}.woff2")
        for style, weight, name in _FACES
    )
    characters = webfont.used([body])
    if characters:
        data = base64.b64encode(webfont.cut(characters, webfont.source())).decode()
        faces += _FACE.format(
            family="Book Chinese", style="normal", weight=400, form="woff", data=data
        )
    colours = HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".reveal pre")
    read = [(DECK / name).read_text(encoding="utf-8") for name in ("reveal.css", "deck.css")]
    return "\n".join([read[0], faces, colours, read[1]])


def _face(family: str, style: str, weight: int, file: Path) -> str:
    data = base64.b64encode(file.read_bytes()).decode()
    return _FACE.format(family=family, style=style, weight=weight, form="woff2", data=data)


def _scripts() -> str:
    library = (DECK / "reveal.js").read_text(encoding="utf-8").partition("//# sourceMapping")[0]
    licence = (DECK / "LICENSE").read_text(encoding="utf-8").replace("*/", "* /")
    own = (DECK / "deck.js").read_text(encoding="utf-8")
    return f"/* reveal.js 5.2.1\n\n{licence}*/\n{library}\n{own}"


def main(arguments: list[str] | None = None) -> int:
    """Run the press from the command line."""
    parser = argparse.ArgumentParser(prog="python -m publish.slides", description=__doc__)
    parser.add_argument("notebook", type=Path, help="a chapter with its outputs")
    parser.add_argument("out", type=Path, help="the file of the deck")
    options = parser.parse_args(arguments)
    done = lambda: build(options.notebook, options.out)  # noqa: E731
    return exit_code("publish.slides", done, PressError, out=options.out)


if __name__ == "__main__":
    sys.exit(main())

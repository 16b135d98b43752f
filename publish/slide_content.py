"""A chapter cut into slides: headings, formulas, claims, short code, whole figures."""

import base64
import html
import re
from dataclasses import dataclass, field
from functools import cache

from publish.manuscript import ANCHOR, CLAIM, Chapter
from publish.sentences import gist

ROOM = 560  # pixels below the heading of a slide
CROWDED = 690  # shown smaller, so that what belongs together stays together
HIDDEN = {"colab", "remove-cell"}
_LINE = 40  # pixels of a line of text, and so on
_CODE_LINE, _ROW, _FORMULA = 27, 54, 96
_LETTERS = 78  # of a line of text
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\([^)]*\)")
_HINT = re.compile(r"<details>.*?</details>\s*", re.DOTALL)
_EXERCISE = re.compile(r"^(?=\*\*Exercise \d)", re.MULTILINE)
_MATHS = {"math_inline": "span", "math_inline_double": "div", "math_block": "div"}
_TALLEST, _WIDEST = 500, 1150  # pixels of a figure
_LATEX = re.compile(r"^\$+|\$+$")
_SKIPPED = {"Sources"}


@dataclass
class Part:
    """Something on a slide: its HTML, its height in pixels, and whether it leads on."""

    shown: str
    height: int
    leads: bool = False


@dataclass
class Slide:
    """One slide: its heading, what stands below it, and what is said meanwhile."""

    heading: str
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kind: str = ""

    @property
    def height(self) -> int:
        """How full it is."""
        return sum(part.height for part in self.parts)


def slides(chapter: Chapter) -> list[Slide]:
    """Cut a chapter into slides.

    A heading begins a slide, and so do a figure, a claim, an exercise, and whatever no longer
    fits. Of running text a slide shows the sentence that says it; the whole goes to the notes.
    """
    title, *cells = chapter.notebook.cells
    made = _title(title.source)
    first_code = True
    for cell in cells:
        if cell.cell_type == "markdown":
            _prose(made, cell.source)
        elif first_code or HIDDEN & set(cell.metadata.get("tags", [])):
            made[-1].notes.append(cell.source)
            first_code = False
        else:
            _code(made, cell)
    return [slide for slide in made if slide.parts or slide.kind == "title"]


def _title(source: str) -> list[Slide]:
    heading, *blocks = [block for block in source.split("\n\n") if block.strip()]
    first = Slide(heading.lstrip("# ").strip(), kind="title")
    for promise in blocks[:1]:
        first.parts.append(Part(f'<div class="promise">{rendered(promise)}</div>', 0))
    made = [first]
    for block in blocks[1:]:
        if block.startswith("*To run this page"):
            continue
        lead = re.match(r"\*\*(You need|You will be able to|The question\.)\*\*\s*", block)
        if lead and lead[1] != "You need":
            made.append(Slide(lead[1].rstrip(".")))
        text = block[lead.end() :] if lead else block
        if lead and lead[1] == "You need":
            first.notes.append(block)
        elif text:
            made[-1].parts.append(Part(rendered(text), _lines(text)))
    return made


def _prose(made: list[Slide], source: str) -> None:
    for block in _blocks(ANCHOR.sub("", source)):
        heading = re.match(r"(#{2,3}) (.+)", block)
        if heading and len(heading[1]) == 2:
            made.append(Slide(heading[2]))
        elif made[-1].heading in _SKIPPED:
            continue
        elif made[-1].heading == "Exercises":
            _exercise(made, block)
        else:
            first, *rest = _shown(block)
            _add(made, first, notes=block)
            for part in rest:
                _add(made, part)


def _blocks(source: str) -> list[str]:
    """Split into blocks; a display, a table or a folded part is one, an exercise with its hint."""
    if "**Exercise " in source:
        before, *exercises = _EXERCISE.split(source)
        last, mark, after = exercises[-1].partition("\n## ")
        found = [*_blocks(before), *exercises[:-1], last]
        return [*found, *_blocks(f"## {after}")] if mark else found
    parts = re.split(r"(^\$\$.*?^\$\$[ ]*$|<details>.*?</details>)", source, flags=re.M | re.S)
    blocks: list[str] = []
    for part in parts:
        whole = part.startswith(("$$", "<details>"))
        blocks += [part] if whole else re.split(r"\n\s*\n", part)
    return [block.strip() for block in blocks if block.strip()]


def _shown(block: str) -> list[Part]:
    """Return what slides show of a block."""
    if block.startswith("<details>"):
        return [Part("", 0)]
    if block.startswith("$$"):
        return [Part(rendered(block), _FORMULA + 52 * block.count(r"\\"))]
    if block.startswith("|"):
        return _table(block)
    if re.match(r"(?:[-*]|\d+\.) ", block):
        return [Part(rendered(block), sum(_lines(line) for line in block.splitlines()))]
    text = gist(block)
    return [Part(rendered(text), _lines(text), leads=text.endswith((":", "?")))]


def _table(text: str) -> list[Part]:
    """Return a table whole if it fits on a slide, else in parts that do, the head on each."""
    names, rule, *rows = text.strip().splitlines()
    heights = [_ROW + _LINE * (len(_LINK.sub(r"\g<text>", row)) // _LETTERS) for row in rows]
    room = CROWDED if _ROW + sum(heights) <= CROWDED else ROOM
    lines, height, parts = [names, rule], _ROW, []
    for row, high in zip(rows, heights, strict=True):
        if len(lines) > 2 and height + high > room:
            parts.append(Part(rendered("\n".join(lines)), height))
            lines, height = [names, rule], _ROW
        lines.append(row)
        height += high
    return [*parts, Part(rendered("\n".join(lines)), height)]


def _exercise(made: list[Slide], block: str) -> None:
    text = _HINT.sub("", block).strip()
    if text.startswith("**Exercise"):
        made.append(Slide("Exercises", [Part(rendered(text), _lines(text))], [block]))


def _code(made: list[Slide], cell) -> None:
    """Show a cell with what it shows, on one slide if they fit; of a figure not the code."""
    data = [output.get("data", {}) for output in cell.outputs]
    parts = [part for output in cell.outputs for part in _output(output)]
    if any("image/png" in one for one in data):
        made[-1].notes.append(cell.source)
    else:
        parts.insert(0, Part(_highlighted(cell.source), _code_height(cell.source)))
    together = sum(part.height for part in parts)
    if made[-1].parts and made[-1].height + together > ROOM and together <= CROWDED:
        _turn_over(made)
    for part in parts:
        _add(made, part, room=CROWDED if together <= CROWDED else ROOM)


def _output(output) -> list[Part]:
    data = output.get("data", {})
    if "image/png" in data:
        return [_figure(data)]
    if CLAIM in data:
        text = ANCHOR.sub("", data["text/markdown"])
        height = _FORMULA + 52 * text.count(r"\\") + 2 * _LINE
        return [Part(f'<div class="claim">{rendered(text)}</div>', height)]
    if "text/latex" in data:
        formula = _LATEX.sub("", data["text/latex"].strip())
        return [Part(rendered(f"$$\n{formula}\n$$"), _FORMULA)]
    if "text/markdown" in data:
        text = data["text/markdown"]
        if text.startswith("|"):
            return _table(text)
        return [Part(rendered(text), _ROW * (text.count("\n") + 1))]
    text = data.get("text/plain", output.get("text", "")).rstrip()
    return [Part(f'<pre class="output">{html.escape(text)}</pre>', _code_height(text))]


def _figure(data) -> Part:
    """Return a figure, whole, as large as the slide allows."""
    picture = "".join(data["image/png"].split())
    size = base64.b64decode(picture[:64])[16:24]
    width, height = int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")
    shown = min(_TALLEST, round(height * min(1.0, _WIDEST / width)))
    alt = html.escape(" ".join(data["text/plain"].split()), quote=True)
    source = f'alt="{alt}" height="{shown}" src="data:image/png;base64,{picture}"'
    return Part(f"<figure><img {source}></figure>", shown + 12)


def _add(made: list[Slide], part: Part, notes: str = "", room: int = ROOM) -> None:
    """Put something on the last slide, or on a new one of the same heading."""
    if part.shown:
        last = made[-1]
        led = len(last.parts) == 1 and last.parts[0].leads
        full = last.parts and last.height + part.height > (CROWDED if led else room)
        if last.kind == "title" or full:
            _turn_over(made)
        made[-1].parts.append(part)
    if notes:
        made[-1].notes.append(notes)


def _turn_over(made: list[Slide]) -> None:
    """Begin a slide of the same heading; a sentence that leads on goes along."""
    last = made[-1]
    made.append(Slide("" if last.kind == "title" else last.heading))
    if len(last.parts) > 1 and last.parts[-1].leads:
        made[-1].parts.append(last.parts.pop())


def _lines(text: str) -> int:
    return _LINE * (1 + len(_LINK.sub(r"\g<text>", text)) // _LETTERS) + 16


def _code_height(text: str) -> int:
    return _CODE_LINE * (1 + text.rstrip().count("\n")) + 36


def rendered(markdown: str) -> str:
    """Return Markdown as HTML, formulas as TeX for `publish.mathematics`, links as text."""
    return _parser().render(_LINK.sub(r"\g<text>", markdown))


@cache
def _parser():
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").use(dollarmath_plugin)
    for kind, tag in (
        ("math_inline", "span"),
        ("math_inline_double", "div"),
        ("math_block", "div"),
    ):

        def tex(_self, tokens, index, _options, _env, tag=tag):
            return f'<{tag} class="tex">{html.escape(tokens[index].content.strip())}</{tag}>'

        parser.add_render_rule(kind, tex)
    return parser


def _highlighted(source: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return (
        "<pre>" + highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip() + "</pre>"
    )

"""From the cells and outputs of a notebook to Typst."""

import base64
import re

from publish.manuscript import CLAIM, Chapter, PressError
from publish.paper.ledger import Ledger
from publish.paper.programs import pieces
from publish.paper.prose import Prose
from publish.paper.source import array, call, escaped, quoted

HIDDEN = {"remove-cell", "hide-cell", "colab"}
WITHOUT_INPUT = {"remove-input", "hide-input"}  # on paper nobody can unfold it
WITHOUT_OUTPUT = {"remove-output", "hide-output"}
OWN = "application/vnd.bpbook."
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")  # colours of a terminal
LATEX = re.compile(r"\${1,2}\s*(?:\\displaystyle)?\s*(?P<tex>.*?)\s*\${1,2}", re.S)
BANNER = (
    "The outputs of this chapter differ from those that are stored with the book: it was printed "
    "from an edited chapter, or on a system that computes another last digit."
)


def chapter_source(chapter: Chapter, ledger: Ledger) -> str:
    """Return one executed notebook as Typst."""
    prose = Prose(chapter, ledger)
    cells = [_cell(cell, prose) for cell in chapter.notebook.cells]
    if chapter.differs:
        cells[0] = _with_banner(cells[0])
    return "\n\n".join(filter(None, cells))


def _with_banner(first: str) -> str:
    """Put the banner behind the heading, which is the first block of the first cell."""
    heading, _, rest = first.partition("\n\n")
    return "\n\n".join([heading, call("banner", f"[{escaped(BANNER)}]"), rest])


def _cell(cell, prose: Prose) -> str:
    where = f"{prose.chapter.name}, cell {cell.id}"
    tags = set(cell.metadata.get("tags", []))
    if tags & HIDDEN or cell.cell_type == "raw":
        return ""
    if cell.cell_type == "markdown":
        return prose.write(cell.source, where)
    blocks = []
    if cell.source.strip() and not tags & WITHOUT_INPUT:
        blocks.append(_program(cell.source.strip("\n"), cell.outputs))
    if not tags & WITHOUT_OUTPUT:
        blocks += [_output(output, prose, where) for output in _merged(cell.outputs)]
    return "\n\n".join(filter(None, blocks))


def _program(source: str, outputs: list) -> str:
    """Return a cell's program, which stays with what it prints; a figure may go overleaf."""
    small = outputs and "image/png" not in outputs[0].get("data", {})
    sticky = "true" if small else "false"
    split = array(f"({quoted(piece)}, {gap})" for piece, gap in pieces(source))
    return call("program", quoted(source), quoted("python"), sticky=sticky, pieces=split)


def _merged(outputs: list) -> list:
    """Return the outputs with what was printed piece by piece in one piece."""
    merged: list = []
    for output in outputs:
        if merged and output.output_type == merged[-1].output_type == "stream":
            merged[-1] = merged[-1] | {"text": merged[-1].text + output.text}
        else:
            merged.append(output)
    return merged


def _output(output, prose: Prose, where: str) -> str:
    if output.output_type == "stream":
        return _printed(output.text)
    if output.output_type == "error":
        return _printed("\n".join(output.traceback))
    data = output.data
    if "text/markdown" in data:
        text = prose.write(data["text/markdown"], where)
        return call("claimed", f"[{text}]") if CLAIM in data else text
    if "image/svg+xml" in data or "image/png" in data:
        return _figure(data, prose.ledger, where)
    if "text/latex" in data and LATEX.fullmatch(data["text/latex"].strip()):
        tex = LATEX.fullmatch(data["text/latex"].strip())["tex"]
        return call("reckoned", f"[{prose.display(tex, where)}]")
    if "text/plain" in data:
        return _printed(data["text/plain"])
    if any(not kind.startswith(OWN) for kind in data):
        raise PressError(f"{where}: an output that paper cannot show: {', '.join(data)}")
    return ""


def _printed(text: str) -> str:
    plain = ESCAPES.sub("", text).strip("\n")
    return call("result", quoted(plain)) if plain.strip() else ""


def _figure(data, ledger: Ledger, where: str) -> str:
    alt = " ".join(data.get("text/plain", "").split())
    if not alt:
        raise PressError(f"{where}: a figure without a text for readers who cannot see it")
    if "image/svg+xml" in data:
        name = ledger.picture(data["image/svg+xml"].encode(), "svg")
    else:
        name = ledger.picture(base64.b64decode(data["image/png"]), "png")
    return call("pictured", quoted(name), quoted(alt))

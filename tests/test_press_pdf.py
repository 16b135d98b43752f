"""The printed book: what it says of itself, what a reader can search, and what must not be cut."""

import json
import re
import zlib

import pytest
import typst
from markdown_it.tree import SyntaxTreeNode
from notebook_builder import claim, code, page, picture, printed, prose, write

from publish import pdf
from publish.formulas import typeset
from publish.manuscript import PressError
from publish.paper import displays, programs, tables
from publish.paper.prose import parser

LONG = "x = \\left(" + " + ".join(f"a_{{{i}}} = b_{{{i}}}" for i in range(9)) + "\\right)"
TABLE = (
    f"| word | formula |\n|---|---|\n| 误差反向传播 | ${' + '.join('abcdefghijklmnopqrs')}$ |\n"
)
CHAPTER = [
    prose(
        "# Chapter 1 — Neurons\n\nHere 误差反向传播 is shown, see [A](91_notation.ipynb).", "c01-p"
    ),
    prose("## What is claimed\n\nA sum $\\sum_i w_i$.\n\n" + TABLE, "c01-q"),
    code("a = 1\n\n\ndef f():\n    return a", printed("one\n"), picture(), id="c01-a"),
    code("claim()", claim(), id="c01-b"),
]
APPENDIX = [prose("# Appendix A — Notation\n\nThe letters, see [(1.2)](01_neurons.ipynb#eq-1-2).")]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    (folder / "chapters").mkdir()
    write(folder / "chapters" / "01_neurons.ipynb", page(*CHAPTER))
    write(folder / "chapters" / "91_notation.ipynb", page(*APPENDIX))
    return folder


@pytest.fixture(scope="module")
def built(small):
    pdf.build(small, small / "book.pdf")
    return (small / "book.pdf").read_bytes()


@pytest.fixture(scope="module")
def opened(built):
    """Return the PDF with its streams of objects and text laid open."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", built, re.S)
    return built + b"\n".join(filter(None, map(_inflated, streams)))


def _inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""  # a picture, stored as it is


def test_it_is_tagged_and_says_its_title_and_language(opened):
    assert re.search(rb"/Marked true", opened)
    assert b"/StructTreeRoot" in opened
    assert re.search(rb"/Lang\s*\(en-GB\)", opened)
    assert b"<dc:title>" in opened
    assert b"Error Backpropagation" in opened
    assert re.search(rb"/DisplayDocTitle true", opened)


@pytest.mark.parametrize("title", ["1 Neurons", "A Notation", "What is claimed"])
def test_every_chapter_and_section_is_a_bookmark(opened, title):
    assert re.search(rb"/Title\s*\(" + title.encode() + rb"\)", opened)


def test_every_formula_and_figure_has_a_text(opened):
    assert len(re.findall(rb"/Alt\s*\(", opened)) >= 3
    assert b"(A straight line rises from 0 to 1 against z.)" in opened
    assert rb"\sum_i w_i" in opened.replace(b"\\\\", b"\\")


def test_chinese_can_be_searched(opened):
    """A map from glyphs to characters goes with the font, and has each of ours."""
    mapped = {bytes.fromhex(c.decode()) for c in re.findall(rb"<[0-9a-fA-F]+> <(\w+)>", opened)}
    assert {c.encode("utf-16-be") for c in "误差反向传播"} <= mapped


def test_links_between_chapters_lead_somewhere(opened):
    assert len(re.findall(rb"/Subtype\s*/Link", opened)) >= 4  # two, and the contents


def test_two_builds_are_the_same_bytes(small, built):
    pdf.build(small, small / "again.pdf")
    assert (small / "again.pdf").read_bytes() == built


def test_a_link_that_leads_nowhere_leaves_the_old_book(small, tmp_path):
    (tmp_path / "chapters").mkdir()
    broken = page(prose("# Chapter 1 — Neurons\n\n[A](91_none.ipynb)"))
    write(tmp_path / "chapters" / "01_neurons.ipynb", broken)
    out = tmp_path / "book.pdf"
    out.write_bytes(b"before")
    with pytest.raises(PressError, match="a chapter that does not exist"):
        pdf.build(tmp_path, out)
    assert out.read_bytes() == b"before"


# what Typst makes of the template


@pytest.fixture
def template(tmp_path):
    """Return what asks Typst for a value in a document that uses the template."""
    formulas = '[{"tex": "a", "width": 50, "height": 1, "depth": 0}]'
    (tmp_path / "formulas.json").write_text(formulas, encoding="utf-8")
    for file in pdf.LOOK:
        (tmp_path / file.name).write_bytes(file.read_bytes())

    def ask(body):
        source = tmp_path / "main.typ"
        source.write_text('#import "book.typ": *\n' + body, encoding="utf-8")
        return typst.query(str(source), "<asked>", field="value", one=True)

    return ask


def test_above_an_appendix_stands_appendix(template):
    assert template('#metadata(kind("A")) <asked>') == '"APPENDIX"'
    assert template('#metadata(kind("14")) <asked>') == '"CHAPTER"'


def shares(template, pieces, rows):
    told = f"#context [#metadata(shares(300pt, {pieces}, {rows}, 6pt)) <asked>]"
    widths, k = json.loads(template(told))
    return [float(width.removesuffix("pt")) for width in widths], k


WORDS = '(words: ("{}",), codes: (), formulas: ())'


def test_a_column_has_room_for_its_longest_word(template):
    pieces = f"({WORDS.format('short')}, {WORDS.format('backpropagation' * 2)})"
    rows = f"(([{'a b ' * 400}], [{'backpropagation' * 2}]),)"
    (first, second), k = shares(template, pieces, rows)
    assert k == 1
    assert first + second == pytest.approx(300, abs=0.1)
    assert second > 130


def test_a_formula_wider_than_the_page_shrinks_its_table(template):
    pieces = f"({WORDS.format('a')}, (words: (), codes: (), formulas: (0,)))"
    widths, k = shares(template, pieces, "(([a], [b]),)")
    assert sum(widths) == pytest.approx(300, abs=0.1)
    assert 0.4 < k < 0.6


def test_a_narrow_table_stays_narrow(template):
    pieces = f"({WORDS.format('a')}, {WORDS.format('b')})"
    widths, k = shares(template, pieces, "(([a], [b]), ([c c], [d]))")
    assert sum(widths) < 60
    assert k == 1


# what is written for Typst


def written(markdown):
    (node,) = SyntaxTreeNode(parser().parse(markdown)).children
    return tables.table(node, lambda cell: "[x]", lambda formula: 7)


def test_a_table_tells_what_its_columns_hold():
    found = written("| a | `b` |\n|:-:|---|\n| long word | $x$ and `np.sum(x)` |\n")
    assert "align: (center, left, )" in found
    assert '(words: ("long", "word", "a", ), codes: (), formulas: ())' in found
    assert '(words: ("and", ), codes: ("np.sum(x)", "b", ), formulas: (7, ))' in found


def test_a_typed_formula_may_break_and_a_word_may_not():
    assert tables.softened("E=f(a)(b)") == "E=f(a)(b)"  # short
    assert tables.softened("gradientdescent(s)") == "gradientdescent(s)"
    assert tables.OPENING in tables.softened("E=f(W1)+(W2E2+b)")
    assert tables.unbroken(tables.softened("E=f(W1)+(W2E2+b)"))[0] == "(W2E2"


def test_a_program_breaks_between_its_functions_only():
    source = 'a = """1\n\n\n2"""\n\n\ndef f():\n    b = 1\n\n    return b\n\nf()'
    found = programs.pieces(source)
    assert [blank for _, blank in found] == [2, 1, 0]
    assert [piece.split("\n")[0] for piece, _ in found] == ['a = """1', "def f():", "f()"]
    assert "".join(piece + "\n" * (blank + 1) for piece, blank in found) == source + "\n"


def test_a_broad_display_stands_on_two_lines():
    broad = pdf.Ledger()
    broad.formula(LONG.replace("\\left(", "").replace("\\right)", ""), True, "here")
    broad.formula("a = b", True, "here")
    (first, second) = broad.formulas
    fitted = displays.typeset_to_fit(broad.formulas)
    alone = typeset(broad.formulas)
    assert fitted[first.key].width < 0.75 * alone[first.key].width
    assert fitted[second.key] == alone[second.key]


def test_no_line_is_broken_within_brackets():
    broken = displays.on_two_lines(LONG)
    assert broken.startswith(r"\begin{aligned} & x \\ & \quad = \left(")
    assert displays.on_two_lines(r"a \\ b = c") == r"a \\ b = c"

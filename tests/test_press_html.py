"""The site, built from a book of two small chapters; and everything that must stop it."""

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from markdown_it import MarkdownIt
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publish import html, site_check, stage
from publish.launch import launch_options
from publish.manuscript import Chapter, PressError, check_references, read, slug, target_name
from publish.stage import portable_to_myst

ROOT = Path(__file__).parent.parent
PNG = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
        "0000000049454e44ae426082"
    )
).decode()
PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
ALT = "A single white pixel, which stands for a figure in this test of the press."
CLAIM = {
    "text/plain": "(8.2) d = w e",
    "text/latex": "$$d = w e \\tag{8.2}$$",
    "text/markdown": '<a id="eq-8-2"></a>\n\n$$\nd = w\\, e \\tag{8.2}\n$$\n\n*Proved.*',
    "application/vnd.bpbook.claim+json": {
        "id": "eq-8-2",
        "number": "8.2",
        "latex": "d = w\\, e",
        "scope": "every width",
        "wrong_refuted": {"generated": 3, "authored": 0},
    },
}


def first_chapter(tail=""):
    picture = {"image/png": PNG, "text/plain": ALT}
    shown = new_code_cell("d == w * e", outputs=[new_output("display_data", CLAIM)])
    figure = new_code_cell("show()", outputs=[new_output("display_data", picture)])
    title = "# Chapter 8 — Matrix form\n\nIn this chapter 误差 is passed back."
    details = "<details>\n<summary>Hint</summary>\n\nUse $w^{\\top}$.\n\n</details>"
    long = "$$\n\\begin{aligned}\na &= b \\\\\n&= c\n\\end{aligned}\n$$"
    prose = f"## Exercises\n\nSee [(8.2)](#eq-8-2).\n\n{long}\n\n{details}\n\n{tail}"
    cells = [new_markdown_cell(title), shown, figure, new_markdown_cell(prose)]
    return new_notebook(cells=cells, metadata=PYTHON)


def solutions():
    chapter = "../08_matrix.ipynb"
    text = f"By [(8.2)]({chapter}#eq-8-2), of the [exercises]({chapter}#exercises)."
    cells = [new_markdown_cell(f"# Solutions to chapter 8\n\n{text}")]
    return new_notebook(cells=cells, metadata=PYTHON)


def appendix():
    cells = [new_markdown_cell("# Appendix E — Proofs\n\nIn this appendix you look inside.")]
    return new_notebook(cells=cells, metadata=PYTHON)


@pytest.fixture
def book(tmp_path):
    """Write a book, with another tail or other solutions on request; return its folder."""

    def write(tail="", status=None):
        folder = tmp_path / "executed"
        (folder / "chapters" / "solutions").mkdir(parents=True, exist_ok=True)
        nbformat.write(first_chapter(tail), folder / "chapters" / "08_matrix.ipynb")
        nbformat.write(solutions(), folder / "chapters" / "solutions" / "08_matrix.ipynb")
        nbformat.write(appendix(), folder / "chapters" / "95_proofs.ipynb")
        if status:
            (folder / "status.json").write_text(json.dumps(status), encoding="utf-8")
        return folder

    return write


def in_memory(notebook):
    """Return a chapter whose notebook is in no file."""
    chapter = Chapter("chapters/08_matrix.ipynb", Path())
    vars(chapter)["notebook"] = notebook  # where the cached property keeps it
    return chapter


def digest(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_site_holds_what_the_notebooks_hold_and_is_the_same_bytes_anywhere(book, tmp_path):
    status = {"chapters/08_matrix.ipynb": {"differs": True, "diff": "- a\n+ b"}}
    html.build(book(status=status), tmp_path / "site")
    html.build(tmp_path / "executed", tmp_path / "b, ü" / "site")
    assert digest(tmp_path / "site") == digest(tmp_path / "b, ü" / "site")
    page = (tmp_path / "site" / "chapters" / "08_matrix.html").read_text(encoding="utf-8")
    assert "误差" in page
    assert f'alt="{ALT}"' in page
    assert 'id="eq-8-2"' in page
    assert "<mi>d</mi><mo>=</mo><mi>w</mi>" in page
    assert '<span class="number">(8.2)</span>' in page
    assert "<summary>Hint</summary>" in page
    assert "outputs that differ from those stored" in page
    answers = (tmp_path / "site" / "chapters" / "solutions" / "08_matrix.html").read_text("utf-8")
    assert 'href="../08_matrix.html#eq-8-2"' in answers
    assert 'href="../08_matrix.html#exercises"' in answers
    landing = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    landing = " ".join(landing.split())
    assert "displays 1 claim, and 3 wrong versions of them have been refuted" in landing
    assert 'href="chapters/08_matrix.html#eq-8-2"' in landing
    assert "Appendices" in landing
    assert ">E · Proofs</a>" in landing
    original = (tmp_path / "executed" / "chapters" / "08_matrix.ipynb").read_bytes()
    assert (
        tmp_path / "site" / "_sources" / "chapters" / "08_matrix.ipynb"
    ).read_bytes() == original


def test_a_cell_is_hidden_as_its_tags_say():
    chapter = first_chapter()
    code = "print(1)"
    said = {"name": "stdout", "text": "said"}
    for tag in ("colab", "remove-cell", "remove-output", "hide-input"):
        cell = new_code_cell(
            code, outputs=[new_output("stream", **said)], metadata={"tags": [tag]}
        )
        chapter.cells.append(cell)
    chapter.cells[1].metadata["tags"] = ["remove-output"]  # of the claim
    staged = stage.staged(in_memory(chapter))
    tags = [c.metadata.get("tags") for c in staged.cells if c.source == code]
    assert tags == [["remove-cell"], ["remove-cell"], ["remove-output"], ["hide-input"]]
    assert not any("::::{container} claim" in cell.source for cell in staged.cells)


@pytest.mark.parametrize("diff", ["", "- a\n+ b", "- ```\n+ ````"])
def test_the_banner_shows_what_differs(diff):
    text = stage.banner(diff)
    assert "outputs that differ" in text
    tokens = MarkdownIt().parse(text)
    shown = [token.content.strip() for token in tokens if token.info == "diff"]
    assert shown == ([diff] if diff else [])


def test_launch_buttons_appear_with_the_address_of_the_repository():
    assert launch_options("") == {}
    options = launch_options("https://example.org/a/bpbook/")
    assert options["repository_url"] == "https://example.org/a/bpbook"
    assert set(options["launch_buttons"]) >= {"binderhub_url", "colab_url"}


STOPS = {
    "an undefined macro": ("$\\undefinedmacro$", "undefinedmacro"),
    "a link to no chapter": ("[there](09_none.ipynb)", "leads to a chapter that does not exist"),
    "a link to no anchor": (
        "[(8.3)](#eq-8-3)",
        "leads to an anchor that chapters/08_matrix.ipynb",
    ),
    "another number": ("[(8.1)](#eq-8-2)", r"says \(8.1\), but its target bears .* \(8.2\)"),
    "a number of nothing": ("[(8.2)](#exercises)", r"says \(8.2\), but its target bears no"),
    "an anchor twice": ('<a id="eq-8-2"></a>\n\n$$\na \\tag{8.3}\n$$', "eq-8-2 is defined twice"),
    "a formula in a summary": (
        "<details>\n<summary>Why $x^2$?</summary>\n\ny\n\n</details>",
        r"raw TeX is left as text: Why \$x\^2",
    ),
    "a warning of Sphinx": ("![alt](nothing.png)", "Sphinx refuses the book"),
}


@pytest.mark.parametrize(("tail", "message"), STOPS.values(), ids=STOPS)
def test_a_fault_stops_the_press_and_keeps_the_old_site(book, tmp_path, tail, message):
    old = tmp_path / "site"
    old.mkdir()
    (old / "index.html").write_text("old", encoding="utf-8")
    before = digest(old)
    with pytest.raises(PressError, match=message):
        html.build(book(tail), old)
    assert digest(old) == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".html-")] == []


def test_the_command_says_what_is_wrong_in_one_line(tmp_path):
    command = [sys.executable, "-m", "publish.html", str(tmp_path), str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("no executed chapter is there; run `bpbook book`")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("page", "message"),
    {
        '<script src="https://cdn.example/x.js"></script>': "fetches https://cdn.example/x.js",
        '<link href="//fonts.example/a.css">': "fetches //fonts.example/a.css",
        '<a href="gone.html">': "the link gone.html leads nowhere",
        '<a href="#gone">': "the link #gone leads to an anchor that is not there",
        '<img src="a.png">': "1 pictures without text",
        '<p style="background: url(https://cdn.example/p.png)">': "fetches https://cdn.example/p",
        '<img alt="a figure" srcset="//cdn.example/p.png 2x">': "fetches //cdn.example/p.png",
        "<p>a $$ that is not closed</p>": "raw TeX is left as text: a",
        r"<li>\frac{1}{2}</li>": "raw TeX is left as text",
        '<button onclick="go()">': r"a tag executes onclick=go\(\)",
        '<a href="javascript:go()">': "a tag executes href=javascript",
        '<div class="math" id="eq-1-2"><span class="number">(1.2)</span></div>'
        '<a href="#eq-1-2"><span>(1.3)</span></a>': r"says \(1\.3\), but its target bears 1\.2",
        '<p id="eq-1-2"></p><a href="index.html#eq-1-2">(1.2)</a>': "its target bears no number",
    }.items(),
)
def test_a_page_that_is_not_whole_is_refused(tmp_path, page, message):
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    with pytest.raises(PressError, match=message):
        site_check.check(tmp_path)


def test_a_style_that_fetches_is_refused(tmp_path):
    for style in (
        "@import 'https://fonts.example/a.css';",
        "p {src: url(//fonts.example/a.woff)}",
    ):
        (tmp_path / "a.css").write_text(style, encoding="utf-8")
        with pytest.raises(PressError, match=r"a\.css fetches (https:)?//fonts\.example/a"):
            site_check.check(tmp_path)


def test_a_dollar_in_code_and_tex_in_a_formula_are_meant(tmp_path):
    page = r'<pre>a $$ b<br>\frac</pre> <span class="math"><b>\(\frac\)</b></span> costs $3'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    site_check.check(tmp_path)


def test_what_was_checked_is_told(tmp_path, capsys):
    equation = '<div class="math" id="eq-1-2">a<span class="number">(1.2)</span></div>'
    page = equation + '<a href="index.html#eq-1-2"><span>(1.2)</span></a> <a href="#eq-1-2">x</a>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert site_check.main([str(tmp_path)]) == 0
    said = "1 pages, 2 links, 1 references to equations, 0 broken\n"
    assert capsys.readouterr().out == said
    (tmp_path / "index.html").write_text('<a href="gone.html">x</a>', encoding="utf-8")
    assert site_check.main([str(tmp_path)]) == 1
    assert "the link gone.html leads nowhere" in capsys.readouterr().err


def test_links_out_are_allowed_for_the_reader_to_follow(tmp_path):
    (tmp_path / "index.html").write_text('<a href="https://example.org/">x</a>', encoding="utf-8")
    site_check.check(tmp_path)


def test_a_chapter_without_a_title_is_refused(tmp_path):
    path = tmp_path / "02_x.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("no heading")]), path)
    with pytest.raises(PressError, match="must begin with '# '"):
        _ = Chapter("chapters/02_x.ipynb", path).title


def test_references_are_checked_against_the_claims_that_are_displayed(book):
    check_references(read(book()))


def test_the_helpers_of_links():
    assert slug("Use: how many exponentials?") == "use-how-many-exponentials"
    assert target_name("chapters/solutions/08_x.ipynb", "../02_y.ipynb") == "chapters/02_y.ipynb"
    assert target_name("chapters/08_x.ipynb", "") == "chapters/08_x.ipynb"


def test_an_anchor_becomes_a_label_and_a_link_to_it_stays_inside_the_book():
    text = '<a id="eq-1-1"></a>\n\n$$\na = b \\tag{1.1}\n$$\n\n[(1.1)](01_x.ipynb#eq-1-1)\n'
    assert portable_to_myst(text) == ("(eq-1-1)=\n$$\na = b \\tag{1.1}\n$$\n\n[(1.1)](#eq-1-1)\n")

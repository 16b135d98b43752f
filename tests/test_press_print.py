"""The print edition: what TeX reads, what is asked of its log, and what is said without TeX."""

import os
from pathlib import Path

import nbformat
import pytest

from publish import print as printing
from publish import tex
from publish.manuscript import PressError
from publish.started import start_sphinx


def test_a_formula_with_a_number_leaves_room_for_it():
    printed = tex.on_paper("Look:\n\n$$\na = b \\tag{8.2}\n$$\n\nand\n\n$$\nc\n$$\n")
    assert "\\fitted{0.84}{a = b}\\tag{8.2}" in printed
    assert "\\fitted{1}{c}\n" in printed
    assert "$$" not in printed


def test_what_is_folded_on_a_screen_is_open_on_paper():
    folded = "<details>\n<summary>Hint</summary>\n\nTry $n = 1$.\n\n</details>"
    assert tex.on_paper(folded) == "**Hint.** Try $n = 1$.\n"


def test_a_cell_of_a_table_keeps_its_lines_and_may_have_more():
    row = "| 0.5<br>0.25 | $a=f(b)+cccccccccccc$ | δ=f(W1)+g(W2ᵀδ) |"
    there = tex.on_paper(f"| a | b | c |\n|--|--|--|\n{row}\n\nE=f(W1)+g(W2ᵀE2)<br>")
    assert f"| 0.5{tex.BREAK}0.25 | $a=f(b)+cccccccccccc$ |" in there
    assert f" δ={tex.OPENING}f{tex.OPENING}(W1)" in there
    assert there.endswith("\n\nE=f(W1)+g(W2ᵀE2)<br>")
    preamble = tex.settings("t", "s", "a")["latex_elements"]["preamble"]
    assert f"\\newunicodechar{{{tex.BREAK}}}" in preamble


def test_a_complaint_names_the_chapter_and_the_section(tmp_path):
    file = tmp_path / "book.tex"
    file.write_text("\\chapter{Chapter 1}\n\\section{Use}\nlong\n\\section{More}\n", "utf-8")
    complaint = "Overfull \\hbox (10.1pt too wide) in paragraph at lines 3--3"
    assert printing.located(complaint, file) == f"{complaint} (Chapter 1 / Use)"
    assert printing.located("Missing character: x", file) == "Missing character: x"


def test_drawings_become_pdf_and_nothing_is_hidden():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"/>'
    output = nbformat.v4.new_output("display_data", {tex.SVG: drawing})
    cell = nbformat.v4.new_code_cell("x", outputs=[output], metadata={"tags": ["hide-input"]})
    page = tex.printable(nbformat.v4.new_notebook(cells=[cell]))
    assert list(page.cells[0].outputs[0].data) == [tex.PDF]
    assert page.cells[0].metadata.tags == []


def test_wide_lines_and_missing_characters_are_complaints():
    log = (
        "Overfull \\hbox (10.1pt too wide) in paragraph at lines 3--4\n"
        "Overfull \\hbox (9.9pt too wide) in paragraph at lines 5--6\n"
        "Missing character: There is no 误 in font texgyrepagella!\n"
        "Missing character: There is no   (U+0020) in font NotoSansSC!\n"
    )
    assert printing.complaints(log) == [
        "Overfull \\hbox (10.1pt too wide) in paragraph at lines 3--4",
        "Missing character: There is no 误 in font texgyrepagella!",
    ]


def test_without_tex_the_message_says_what_to_install(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("PATH", str(tmp_path))
    out = tmp_path / "book.pdf"
    out.write_bytes(b"before")
    assert printing.main([str(tmp_path), str(out)]) == 1
    assert "xelatex and latexmk cannot be found" in capfd.readouterr().err
    assert out.read_bytes() == b"before"


def test_a_refusal_of_tex_is_shown_with_its_line(tmp_path, monkeypatch):
    fake = tmp_path / "latexmk"
    fake.write_text(
        "#!/bin/sh\nprintf '! Undefined control sequence.\\nl.7 \\\\wrong' > book.log\nexit 12\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(PressError, match=r"(?s)Undefined control sequence.*l\.7"):
        printing._latex(tmp_path)


def test_the_fonts_that_the_book_brings_are_there():
    preamble = tex.settings("t", "s", "a")["latex_elements"]["preamble"]
    assert f"Path={tex.FONTS.as_posix()}/" in preamble
    assert "NotoSansSC-subset.ttf" in preamble
    assert (tex.FONTS / "NotoSansSC-subset.ttf").is_file()


@pytest.mark.parametrize(("builder", "page"), [("html", "index.html"), ("latex", "book.tex")])
def test_sphinx_ends_with_the_press_and_not_with_who_called_it(
    builder, page, tmp_path, monkeypatch
):
    monkeypatch.setenv("BPBOOK_PARENT", str(os.getppid()))  # as the command line says
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "index.md").write_text("# Title\n\nText.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    start_sphinx(builder, Path("source"), Path("out"), Path("doctrees"))
    assert "Text." in (tmp_path / "out" / page).read_text(encoding="utf-8")

"""Slides: what stands on them, that nothing is lost or fetched, and the command."""

import html
import re
import shutil
from pathlib import Path

import pytest

from bpbook import cli
from bpbook.notebooks import book
from publish import slide_content, slides
from publish.manuscript import Chapter, PressError
from publish.sentences import gist, sentences
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
TITLE = (
    "# Chapter 1 — Sum\n\nIn this chapter you add.\n\n**You need** nothing.\n\n"
    "**You will be able to**\n\n- add;\n- subtract.\n\n**The question.** What is $1+1$?"
)
LONG = "A sentence that is the first of many. " + "It goes on and on. " * 12


def chapter(tmp_path, *cells):
    first = (nb.prose(TITLE, id="c01-title"), nb.code("import math", id="c01-imports"))
    path = nb.write(tmp_path / "01_sum.ipynb", nb.page(*first, *cells))
    return Chapter("chapters/01_sum.ipynb", path)


def cut(tmp_path, *cells):
    return slide_content.slides(chapter(tmp_path, *cells))


def text_of(slide):
    return " ".join(part.shown for part in slide.parts)


def test_a_title_makes_three_slides_and_imports_none(tmp_path):
    first, goals, question = cut(tmp_path)
    assert (first.heading, first.kind) == ("Chapter 1 — Sum", "title")
    assert "you add" in text_of(first)
    assert first.notes == ["**You need** nothing."]
    assert goals.heading == "You will be able to"
    assert "<li>subtract.</li>" in text_of(goals)
    assert question.heading == "The question"
    assert '<span class="tex">1+1</span>' in text_of(question)
    assert question.notes == ["import math"]


def test_a_title_alone_is_a_slide(tmp_path):
    path = nb.write(tmp_path / "01_sum.ipynb", nb.page(nb.prose("# Chapter 1 — Sum")))
    (slide,) = slide_content.slides(Chapter("chapters/01_sum.ipynb", path))
    assert (slide.heading, slide.parts) == ("Chapter 1 — Sum", [])


def test_a_heading_begins_a_slide_and_text_is_shortened(tmp_path):
    *_, slide = cut(tmp_path, nb.prose(f"## Derive\n\n{LONG}\n\nShort, and whole. It is."))
    assert slide.heading == "Derive"
    assert text_of(slide).count("It goes on") == 0
    assert "Short, and whole. It is." in text_of(slide)
    assert LONG.strip() in slide.notes


def test_a_claim_stands_with_its_code(tmp_path):
    *_, slide = cut(
        tmp_path,
        nb.prose("## Prove\n\nIt is:", id="c01-b"),
        nb.code('claim("eq-1-2", a, b)', nb.claim(), id="c01-c"),
    )
    shown = text_of(slide)
    assert shown.index("It is:") < shown.index("eq-1-2") < shown.index('class="claim"')
    assert "\\tag{1.2}" in shown
    assert '<a id="' not in shown


def test_a_figure_keeps_its_text_and_leaves_its_code_to_the_notes(tmp_path):
    *_, slide = cut(tmp_path, nb.prose("## Use"), nb.code("plots.show()", nb.picture(), id="c-f"))
    assert f'alt="{nb.ALT}"' in text_of(slide)
    assert "plots.show" not in text_of(slide)
    assert "plots.show()" in slide.notes


def test_what_does_not_fit_goes_to_the_next_slide_with_what_leads_to_it(tmp_path):
    code = "\n".join(f"x_{n} = {n}" for n in range(12))
    made = cut(
        tmp_path,
        nb.prose("## Long\n\nOne.", id="c01-p1"),
        nb.code(code, id="c01-c1"),
        nb.prose("Two, which leads on:", id="c01-p2"),
        nb.code(code, id="c01-c2"),
    )
    first, second = made[-2:]
    assert (first.heading, second.heading) == ("Long", "Long")
    assert "Two, which" not in text_of(first)
    assert text_of(second).index("Two, which") < text_of(second).index("x_0")
    assert all(slide.height <= slide_content.CROWDED for slide in made)


@pytest.mark.parametrize("rows", [3, 11, 40])
def test_a_long_table_goes_on_with_its_head(tmp_path, rows):
    lines = ["| row | meaning |", "|--|--|", *(f"| k{n:02} | word |" for n in range(rows))]
    made = cut(tmp_path, nb.prose("## List\n\n" + "\n".join(lines), id="c01-t"))
    tables = [slide for slide in made if "<table" in text_of(slide)]
    assert len(tables) == {3: 1, 11: 1, 40: 5}[rows]
    assert all(text_of(slide).count("<th>meaning</th>") == 1 for slide in tables)
    shown = "".join(map(text_of, tables))
    assert [shown.count(f"k{n:02}") for n in range(rows)] == [1] * rows
    assert all(slide.height <= slide_content.CROWDED for slide in made)


def test_each_exercise_has_a_slide_without_hint_and_sources_none(tmp_path):
    source = (
        "## Exercises\n\nSolutions are elsewhere.\n\n**Exercise 1.1.** Add.\n\n<details>\n"
        "<summary>Hint</summary>\n\nCount.\n\n</details>\n\n**Exercise 1.2.** Go.\n\n"
        "## Sources\n\n- A book."
    )
    made = cut(tmp_path, nb.prose(source))
    assert [s.heading for s in made[3:]] == ["Exercises", "Exercises"]
    shown = [text_of(slide) for slide in made[3:]]
    assert "Add." in shown[0]
    assert "Go." in shown[1]
    assert "Count" not in "".join(shown)
    assert "A book" not in "".join(shown)


def test_hidden_cells_stay_hidden(tmp_path):
    made = cut(tmp_path, nb.prose("## A\n\nB."), nb.code("secret", id="c-h", tags=["remove-cell"]))
    assert not any("secret" in text_of(slide) for slide in made)


def test_raw_html_and_links_do_not_get_through(tmp_path):
    *_, slide = cut(tmp_path, nb.prose('## A\n\n<b onclick="x">B</b> [C](02_d.ipynb#e).'))
    assert "<b" not in text_of(slide)
    assert "href" not in text_of(slide)
    assert "C." in text_of(slide)


@pytest.mark.parametrize(
    ("paragraph", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("See e.g. this, by A. et al. and so on.", ["See e.g. this, by A. et al. and so on."]),
        ("Is $a. B$ so? `c. D` is.", ["Is $a. B$ so?", "`c. D` is."]),
        ("**Answer.** It is. So.", ["**Answer.** It is.", "So."]),
        ("No end (here. Or there) at all", ["No end (here. Or there) at all"]),
        ("", []),
    ],
)
def test_sentences(paragraph, parts):
    assert sentences(paragraph) == parts


def test_the_gist_of_a_long_paragraph_leads_on():
    assert gist(LONG + "What now?") == "A sentence that is the first of many. What now?"
    assert gist("One. Two.") == "One. Two."


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    out = tmp_path_factory.mktemp("slides") / "02.html"
    assert slides.main([str(ROOT / "chapters" / "02_activations.ipynb"), str(out)]) == 0
    return out.read_text("utf-8")


def test_a_deck_needs_nothing_from_elsewhere(deck):
    page = re.sub(r"<script>.*?</script>", "", deck, flags=re.S)
    addresses = re.findall(r'(?:src|href)="([^"]*)"|url\(([^)]*)\)', page)
    assert addresses
    for address in (a or b for a, b in addresses):
        assert address.startswith(("data:", "#"))
    assert "sourceMappingURL" not in deck
    assert deck.count("</script>") == 1
    assert "Copyright (C) 2011" in deck


def test_a_deck_shows_every_claim_and_figure_of_its_chapter(deck):
    whole = Chapter("a", ROOT / "chapters" / "02_activations.ipynb")
    assert deck.count('class="claim"') == len(whole.claims)
    outputs = [o for cell in whole.notebook.cells for o in cell.get("outputs", [])]
    pictures = [o.data for o in outputs if "image/png" in o.get("data", {})]
    shown = re.findall(r'<img alt="([^"]*)"', deck)
    assert list(map(html.unescape, shown)) == [
        " ".join(data["text/plain"].split()) for data in pictures
    ]
    assert 'class="tex"' not in deck
    assert "(2.1)" in deck


def test_a_deck_has_the_letters_that_it_uses(deck):
    assert deck.count("@font-face") == 4
    assert "梯度" not in deck or "Book Chinese" in deck


def test_a_wrong_formula_stops_the_press(tmp_path, capsys):
    page = chapter(tmp_path, nb.prose("## A\n\n$\\nonsense$"))
    out = tmp_path / "deck.html"
    assert slides.main([str(page.path), str(out)]) == 1
    assert "publish.slides: " in capsys.readouterr().err
    assert not out.exists()


def test_a_notebook_without_a_title_is_refused(tmp_path):
    path = nb.write(tmp_path / "01_sum.ipynb", nb.page(nb.prose("no title\n\nhere")))
    with pytest.raises(PressError, match="the first cell must begin with '# '"):
        slides.build(path, tmp_path / "deck.html")


# the command


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A checkout with one chapter, and the press of this one."""
    shutil.copytree(ROOT / "publish", tmp_path / "publish", ignore=shutil.ignore_patterns("__py*"))
    shutil.copytree(ROOT / "bpbook", tmp_path / "bpbook", ignore=shutil.ignore_patterns("__py*"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    nb.write(tmp_path / "chapters" / "01_sum.ipynb", nb.page(nb.prose(TITLE, id="c01-title")))
    nb.write(tmp_path / "chapters" / "95_proofs.ipynb", nb.page(nb.prose("# Appendix E — P")))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(book, "require_own_package", lambda _: None)
    return tmp_path


def test_the_command_writes_and_never_overwrites_unasked(here, capsys):
    out = here / "_build" / "slides" / "01_sum.html"
    assert cli.main(["slides", "1"]) == 0
    assert f"wrote {out}" in capsys.readouterr().err
    assert out.read_text("utf-8").count("<section") == 4
    out.write_text("mine", "utf-8")
    assert cli.main(["slides", "1"]) == 2
    assert "say --force" in capsys.readouterr().err
    assert out.read_text("utf-8") == "mine"
    assert cli.main(["slides", "1", "--force"]) == 0
    assert out.read_text("utf-8") != "mine"


@pytest.mark.parametrize("word", ["E", "7"])
def test_what_is_no_chapter_is_wrong_input(here, word):
    assert cli.main(["slides", word]) == 2


def test_a_press_that_fails_is_quoted(here, capsys):
    page = nb.page(nb.prose("# Chapter 1 — Sum\n\n$\\nonsense$", id="c01-title"))
    nb.write(here / "chapters" / "01_sum.ipynb", page)
    assert cli.main(["slides", "1", "--out", str(here / "a.html")]) == 1
    assert "nonsense" in capsys.readouterr().err
    assert not (here / "a.html").exists()

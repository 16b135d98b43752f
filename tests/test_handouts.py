"""Handouts: no solution in them, each check says right, wrong or not yet."""

import shutil
import tomllib
from pathlib import Path

import pytest

from bpbook import cli
from bpbook.notebooks import book, canonical, handouts, sheets
from bpbook.notebooks.errors import BookError, NotebookError
from tests import handout_trial as trial
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
CHAPTERS = [n for n in book.notebooks(ROOT) if not (n.is_solution or n.is_appendix)]


# the lists of the book, without executing anything


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda n: n.stem)
def test_each_exercise_asks_for_something_or_says_that_it_does_not(chapter):
    handouts.job(*handouts.pair(ROOT, chapter.stem))  # raises if a list does not fit
    sheet = sheets.read(handouts.sheet_path(chapter))
    spoken = {one.exercise for one in sheet.asked} | set(sheet.alone)
    assert spoken == set(handouts.exercises(canonical.read(chapter.path)))


def test_every_chapter_has_a_list():
    stems = {path.stem for path in (ROOT / "chapters" / "handouts").glob("*")}
    assert stems == {chapter.stem for chapter in CHAPTERS}


# one chapter, made and tried out


def test_blank_solved_and_wrong_are_told_apart():  # for every chapter: make stress
    said = trial.verdicts(ROOT, "2")
    chapter, _ = handouts.pair(ROOT, "2")
    numbers = handouts.exercises(canonical.read(chapter.path))
    assert set(said) == {(p, n) for p in trial.PHASES for n in numbers}
    assert list(trial.complaints(said)) == []


def test_a_trial_finds_a_check_that_is_always_content():
    said = {("wrong", "2.1"): "a: right", ("blank", "2.1"): "a: right"}
    assert list(trial.complaints(said)) == ["2.1, wrong: a: right", "2.1, blank: a: right"]


# a small book: what a handout holds


LIST = """\
[[answer]]
exercise = "1.1"
name = "half"
asks = "the half of seven"
value = "secret / 2"

[[answer]]
exercise = "1.1"
name = "twice"
asks = "a function of a number"
value = "lambda z: 2 * z"
at = ["4.0"]

[alone]
"1.2" = "the drawing"
"""
EXERCISES = """\
Broken.

## Exercises

Solutions are in [Solutions to chapter 1](solutions/01_sum.ipynb).

**Exercise 1.1.** Halve seven as [chapter 2](02_product.ipynb#eq-2-1) does, [(1.1)](#eq-1-1).

<details>
<summary>Hint</summary>

Divide.

</details>

**Exercise 1.2.** Draw.

## Sources

- A book."""


@pytest.fixture
def small(tmp_path):
    return small_book(tmp_path / "book")


def small_book(root):
    page = nb.page(
        nb.prose("# Chapter 1 — Sum\n\nWe add.", id="c01-title"),
        nb.code("1 + 1", nb.result("2"), id="c01-a"),
        nb.prose(EXERCISES, id="c01-exercises"),
    )
    solved = nb.page(
        nb.prose("# Solutions to chapter 1", id="s01-title"),
        nb.code("secret = 7", id="s01-a"),
        nb.prose("## Exercise 1.1\n\nHalf of it.", id="s01-1"),
        nb.code("secret / 2", nb.result("3.5"), id="s01-b"),
        nb.prose("A drawing.\n\n## Exercise 1.2", id="s01-2"),
    )
    nb.write(root / "chapters" / "01_sum.ipynb", page)
    nb.write(root / "chapters" / "solutions" / "01_sum.ipynb", solved)
    (root / "chapters" / "handouts").mkdir()
    (root / "chapters" / "handouts" / "01_sum.toml").write_text(LIST, "utf-8")
    (root / "bpbook").mkdir()
    (root / "pyproject.toml").write_text("", "utf-8")
    return root


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The solutions of the small book, executed once with their probes."""
    root = small_book(tmp_path_factory.mktemp("executed"))
    return trial.run(handouts.job(*handouts.pair(root, "1")))


@pytest.fixture
def made(small, executed):
    return handouts.make(handouts.pair(small, "1")[0], executed)


def test_a_handout_has_a_blank_and_a_check_for_each_exercise(made):
    assert [cell.id for cell in made.cells] == [
        "c01-title",
        "c01-a",
        "c01-exercises",
        "c01-exercises-sheet",
        "c01-exercises-1-1",
        "c01-exercises-1-1-answer",
        "c01-exercises-1-1-check",
        "c01-exercises-1-2",
        "c01-exercises-1-2-answer",
        "c01-exercises-1-2-check",
        "c01-exercises-after",
    ]
    source = {cell.id: cell.source for cell in made.cells}
    assert source["c01-exercises"] == "Broken.\n\n## Exercises"
    assert source["c01-exercises-1-1"].endswith("Divide.\n\n</details>")
    assert source["c01-exercises-1-1-answer"].endswith(
        "# the half of seven\nhalf = ...\n\n# a function of a number\ntwice = ..."
    )
    assert "twice=handout.tried(twice, 4.0)" in source["c01-exercises-1-1-check"]
    assert source["c01-exercises-1-2-check"] == 'sheet.check("1.2")'
    assert handouts.unchecked(made) == ["1.2"]
    assert source["c01-exercises-after"].startswith("## Sources")
    assert source["c01-title"].startswith("# Chapter 1 — Sum\n\n*A handout.")
    canonical.text(made)  # valid, or it raises


def test_a_handout_holds_no_solution(made):
    text = canonical.text(made)
    for given_away in ("secret", "3.5", "lambda", "Half of it", "Solutions", "solutions/"):
        assert given_away not in text.replace("It holds no solutions", "")


def test_what_was_stored_stays_and_blanks_were_never_run(made):
    assert made.cells[1].outputs[0].data["text/plain"] == "2"
    added = [cell for cell in made.cells[3:] if cell.cell_type == "code"]
    assert {cell.execution_count for cell in added} == {None}


def test_links_lead_to_the_book_or_are_plain_text(small, made, executed):
    source = made.cells[4].source
    assert "as chapter 2 does, [(1.1)](#eq-1-1)" in source
    chapter, _ = handouts.pair(small, "1")
    source = handouts.make(chapter, executed, "https://example.org/me/book/").cells[4].source
    address = "https://example.org/me/book/blob/main/chapters/02_product.ipynb"
    assert f"[chapter 2]({address})" in source


def rewritten(root, old, new):
    path = root / "chapters" / "handouts" / "01_sum.toml"
    path.write_text(LIST.replace(old, new), "utf-8")
    return handouts.job(*handouts.pair(root, "1"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            '"1.1"\nname = "half"',
            '"1.7"\nname = "half"',
            "the chapter has no exercise 1.7; it has",
        ),
        ('"1.2" =', '"1.8" =', "the chapter has no exercise 1.8"),
        ('name = "twice"', 'name = "half"', "exercise 1.1 half is asked for twice"),
        ('name = "half"', 'name = "a half"', "none that Python takes for a variable"),
        ('asks = "the half of seven"\n', "", "'half' to exercise 1.1: asks is missing"),
        ('value = "secret / 2"\n', "", "give either value or cell"),
        ('value = "secret / 2"', 'value = "1"\ncell = "s01-b"', "give either value or cell"),
        ('value = "secret / 2"', 'cell = "s01-z"', "the solutions have no cell 's01-z'"),
        ('value = "secret / 2"', 'worth = "1"', "worth means nothing"),
        ("[alone]", "[also]", "also means nothing"),
        ("[alone]", "[alone", "not valid TOML"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(small, old, new, complaint):
    with pytest.raises(NotebookError) as refused:
        rewritten(small, old, new)
    assert complaint in str(refused.value)


def test_a_cell_of_the_solutions_can_be_the_answer(small):
    rewritten(small, 'value = "secret / 2"', 'cell = "s01-b"')
    said = trial.verdicts(small, "1")
    assert list(trial.complaints(said)) == []
    assert said["solved", "1.1"] == "half: right\ntwice: right"


def test_a_chapter_without_a_list_has_blanks_all_the_same(small):
    shutil.rmtree(small / "chapters" / "handouts")
    page = handouts.make(handouts.pair(small, "1")[0], nb.page())
    assert handouts.unchecked(page) == ["1.1", "1.2"]
    assert page.cells[5].source == "# Exercise 1.1: your work"


def test_a_chapter_without_exercises_has_no_handout(small):
    path = small / "chapters" / "01_sum.ipynb"
    page = canonical.read(path)
    page.cells = page.cells[:2]
    nb.write(path, page)
    shutil.rmtree(small / "chapters" / "handouts")
    with pytest.raises(NotebookError, match=r"no paragraph begins with \*\*Exercise"):
        handouts.make(handouts.pair(small, "1")[0], nb.page())


def test_more_than_one_chapter_or_an_appendix_is_refused(small):
    nb.write(small / "chapters" / "95_proofs.ipynb", nb.page(nb.prose("# Appendix E — Proofs")))
    with pytest.raises(BookError, match=r"95_proofs.ipynb: a handout is made of one chapter"):
        handouts.pair(small, "E")
    with pytest.raises(BookError, match="no chapter '7'"):
        handouts.pair(small, "7")
    nb.write(small / "chapters" / "02_none.ipynb", nb.page(nb.prose("# Chapter 2 — None")))
    with pytest.raises(BookError, match=r"write chapters/solutions/02_none.ipynb"):
        handouts.pair(small, "2")


# the command


@pytest.fixture
def here(small, monkeypatch):
    monkeypatch.chdir(small)
    monkeypatch.setattr(book, "require_own_package", lambda _: None)
    return small


def test_the_command_writes_and_never_overwrites_unasked(here, capsys):
    path = here / "_build" / "handouts" / "01_sum.ipynb"
    assert cli.main(["handout", "1"]) == 0
    said = capsys.readouterr().err
    assert f"wrote {path}" in said
    assert "exercise 1.2 asks for nothing" in said
    path.write_text("a student's work", "utf-8")
    assert cli.main(["handout", "1"]) == 2
    assert f"{path} is there already: move it, or say --force" in capsys.readouterr().err
    assert path.read_text("utf-8") == "a student's work"
    assert cli.main(["handout", "1", "--force"]) == 0
    assert canonical.read(path).cells[0].id == "c01-title"


def test_the_command_writes_where_it_is_told(here, tmp_path):
    assert cli.main(["handout", "1", "--out", str(tmp_path / "course")]) == 0
    assert (tmp_path / "course" / "01_sum.ipynb").is_file()
    assert not (here / "_build" / "handouts").exists()


@pytest.mark.parametrize("value", ["nowhere", "1 / 0", "print"])
def test_an_answer_that_cannot_be_found_stops_the_command(here, capsys, value):
    path = here / "chapters" / "handouts" / "01_sum.toml"
    path.write_text(LIST.replace("secret / 2", value), "utf-8")
    assert cli.main(["handout", "1"]) == 1
    said = capsys.readouterr().err
    assert "handout-probe-1-1" in said
    assert "no handout was written" in said
    assert not (here / "_build" / "handouts").exists()


def test_an_unknown_chapter_is_wrong_input(here, capsys):
    assert cli.main(["handout", "7"]) == 2
    assert "no chapter '7'" in capsys.readouterr().err


def test_a_setting_is_read_from_the_project_file(here):
    assert book.setting(here, "repository") == ""
    (here / "pyproject.toml").write_text('[tool.bpbook]\nrepository = "https://a.b"\n', "utf-8")
    assert book.setting(here, "repository") == "https://a.b"
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["bpbook"]
    assert book.setting(ROOT, "title") == declared["title"]

"""The chapters as they are stored: canonical, and true to the rules of the book."""

import ast
import contextlib
from pathlib import Path

import pytest

from bpbook.notebooks import book, canonical, rules
from bpbook.notebooks.rules import claims, code, prose
from publish import manuscript
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
NOTEBOOKS = book.notebooks(ROOT)
CHAPTERS = [notebook for notebook in NOTEBOOKS if not notebook.is_solution]
each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.name)


def read(notebook):
    return canonical.read(notebook.path)


def test_the_book_has_chapters_and_each_has_solutions():
    assert CHAPTERS
    solved = {n.stem for n in NOTEBOOKS if n.is_solution}
    assert {chapter.stem for chapter in CHAPTERS if not chapter.is_appendix} == solved


@each_notebook
def test_is_canonical(notebook):
    assert canonical.problems(notebook.path) == []


@each_notebook
@pytest.mark.parametrize("rule", rules.STYLE + rules.SAFETY, ids=lambda rule: rule.__name__)
def test_keeps_to(rule, notebook):
    assert rules.complaints(rule, read(notebook)) == []


def package_functions():
    found = {}
    for path in (ROOT / "bpbook" / "nn").rglob("*.py"):
        for name, shape in code.functions(ast.parse(path.read_text(encoding="utf-8"))).items():
            found.setdefault(name, set()).add(shape)
    return found


@each_notebook
def test_a_function_on_the_page_is_the_one_of_the_package(notebook):
    assert list(code.differing_functions(read(notebook), package_functions())) == []


def test_cell_ids_are_unique_in_the_book():
    ids = [cell.id for notebook in NOTEBOOKS for cell in read(notebook).cells]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


def numbers(notebook):
    stored = read(notebook)
    claimed = [data[claims.CLAIM]["number"] for _, data in claims.displayed(stored)]
    return claimed + prose.typed_numbers(stored)


@pytest.mark.parametrize("notebook", CHAPTERS, ids=lambda n: n.name)
def test_equations_bear_numbers_of_their_chapter(notebook):
    assert {n.partition(".")[0] for n in numbers(notebook)} <= {notebook.number}


def test_each_equation_has_a_number_of_its_own():
    found = [number for notebook in CHAPTERS for number in numbers(notebook)]
    assert sorted({n for n in found if found.count(n) > 1}) == []


def test_links_between_notebooks_lead_to_what_they_say():
    manuscript.check_references(manuscript.read(ROOT))


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ("[(1.2)](#eq-1-2)", None),
        ("[(1.2)](01_sum.ipynb#eq-1-2)", None),
        ("[the sum](01_sum.ipynb)", None),
        ("[(1.3)](#eq-1-2)", "says (1.3)"),
        ("[(1.3)](#eq-1-3)", "an anchor that"),
        ("[(9.1)](09_none.ipynb#eq-9-1)", "a chapter that does not exist"),
    ],
)
def test_a_link_that_misleads_is_found(tmp_path, link, complaint):
    page = nb.page(nb.prose(f"# Chapter 1 — Sum\n\n{link}"), nb.code("x", nb.claim()))
    nb.write(tmp_path / "chapters" / "01_sum.ipynb", page)
    with pytest.raises(manuscript.PressError) if complaint else contextlib.nullcontext() as found:
        manuscript.check_references(manuscript.read(tmp_path))
    assert complaint is None or complaint in str(found.value)

"""How to run a page: said in its first cell, and true to the one setting."""

import re
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from bpbook import cli
from bpbook.notebooks import book, canonical, launch, rules
from bpbook.notebooks.rules import code
from publish.launch import launch_options
from tests import checkout
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
CHAPTERS = [n for n in book.notebooks(ROOT) if not n.is_appendix]
GITHUB = "https://github.com/me/book"
TITLE = "# Chapter 1 — Sum\n\nYou add.\n\n**The question.** What?"


def page(source=TITLE):
    cells = (nb.prose(source, id="c01-title"), nb.code("1 + 1", nb.result("2"), id="c01-a"))
    return nb.page(*cells)


CHAPTER = book.Notebook(Path(), "chapters/01_sum.ipynb")
SOLUTION = book.Notebook(Path(), "chapters/solutions/01_sum.ipynb")
APPENDIX = book.Notebook(Path(), "chapters/95_proofs.ipynb")


@pytest.mark.parametrize("notebook", CHAPTERS, ids=lambda n: n.name)
def test_each_page_says_how_to_run_it(notebook):
    stored = canonical.read(notebook.path)
    assert launch.problems(notebook, stored, book.setting(ROOT, "repository")) == []


def test_without_an_address_there_is_a_line_and_no_cell():
    made = launch.up_to_date(CHAPTER, page(), "")
    assert made.cells[0].source.startswith(TITLE + "\n\n*To run this page: open it in JupyterLab")
    assert made.cells[0].source.endswith(".*")
    assert [cell.id for cell in made.cells] == ["c01-title", "c01-a"]
    assert "http" not in made.cells[0].source


def test_with_an_address_there_are_links_and_one_guarded_line():
    made = launch.up_to_date(CHAPTER, page(), GITHUB)
    assert f"mybinder.org/v2/gh/me/book/main?labpath={CHAPTER.name})" in made.cells[0].source
    assert f"github/me/book/blob/main/{CHAPTER.name})" in made.cells[0].source
    cell = made.cells[1]
    assert (cell.id, cell.metadata["tags"]) == ("c01-colab", ["colab"])
    installs = [line for line in cell.source.splitlines() if "%pip" in line]
    assert installs == [f'    %pip install --quiet "git+{GITHUB}"']
    python = TransformerManager().transform_cell(cell.source)
    ran = []

    class Shell:
        def run_line_magic(self, *what):
            ran.append(what)

    exec(compile(python, "cell", "exec"), {"get_ipython": Shell})
    assert ran == []  # bpbook is there
    exec(python.replace('"bpbook"', '"no_such_book"'), {"get_ipython": Shell})
    assert ran == [("pip", f'install --quiet "git+{GITHUB}"')]


def test_a_change_of_the_setting_replaces_and_adds_nothing_twice():
    first = launch.up_to_date(CHAPTER, page(), GITHUB)
    assert launch.up_to_date(CHAPTER, first, GITHUB) == first
    other = launch.up_to_date(CHAPTER, first, "https://github.com/you/text.git")
    assert "me/book" not in canonical.text(other)
    assert "gh/you/text/main" in other.cells[0].source
    assert launch.up_to_date(CHAPTER, other, "") == launch.up_to_date(CHAPTER, page(), "")


def test_solutions_and_appendices_install_and_say_nothing():
    for notebook in (SOLUTION, APPENDIX):
        assert launch.up_to_date(notebook, page(), "").cells == page().cells
        made = launch.up_to_date(notebook, page(), GITHUB)
        assert made.cells[0].source == TITLE
        assert made.cells[1].id == "c01-colab"


def test_another_host_than_github_installs_and_has_no_links():
    made = launch.up_to_date(CHAPTER, page(), "https://git.example.org/book/")
    assert "Binder" not in made.cells[0].source
    assert '"git+https://git.example.org/book"' in made.cells[1].source


def test_a_page_that_lags_behind_is_told_what_to_do():
    said = ["it does not say how to run it: `bpbook run 01_sum` puts that in"]
    assert launch.problems(CHAPTER, page(), "") == said
    assert launch.problems(CHAPTER, launch.up_to_date(CHAPTER, page(), ""), GITHUB) == said
    assert launch.problems(CHAPTER, launch.up_to_date(CHAPTER, page(), GITHUB), GITHUB) == []


def test_the_cell_keeps_the_rules_of_the_book():
    made = canonical.canonical(launch.up_to_date(CHAPTER, page(), GITHUB))
    for rule in rules.STYLE + rules.SAFETY:
        assert rules.complaints(rule, made) == []
    assert code.COLAB in made.cells[1].metadata["tags"]


def test_the_runner_and_new_put_it_in(tmp_path, monkeypatch):
    root = checkout.make(tmp_path / "book")
    monkeypatch.chdir(root)
    monkeypatch.setattr(book, "require_own_package", lambda _: None)
    setting = f'[tool.bpbook]\nrepository = "{GITHUB}"\n'
    (root / "pyproject.toml").write_text(setting, "utf-8")
    assert cli.main(["run", "1"]) == 0
    assert cli.main(["new", "03_losses"]) == 0
    for notebook in book.notebooks(root):
        if notebook.number in ("1", "3"):
            stored = canonical.read(notebook.path)
            assert launch.problems(notebook, stored, GITHUB) == []
            assert canonical.problems(notebook.path) == []
            assert stored.cells[1].id.endswith("-colab")
            assert stored.cells[1].outputs == []


def test_the_buttons_of_the_site_appear_with_the_setting():
    assert launch_options("") == {}
    options = launch_options(GITHUB + "/")
    assert options["repository_url"] == GITHUB
    assert options["launch_buttons"]["colab_url"].startswith("https://colab.")
    assert options["launch_buttons"]["binderhub_url"].startswith("https://mybinder.")


def test_nobody_types_an_address_into_a_chapter():
    for notebook in book.notebooks(ROOT):
        for cell in canonical.read(notebook.path).cells:
            assert not re.search(r"mybinder\.org|colab\.research", cell.source) or book.setting(
                ROOT, "repository"
            )

"""Finding notebooks, their canonical form, their comparison, and how they are stored."""

import io
import json
import os
import stat
import subprocess
import sys

import pytest

from bpbook.notebooks import book, canonical, compare, store, template
from bpbook.notebooks.errors import BookError, BusyError, NotebookError
from bpbook.notebooks.progress import Progress
from tests import notebook_builder as nb

STEMS = ("02_activations", "08_matrix_form", "11_training_loop")


@pytest.fixture
def root(tmp_path):
    """A checkout with three chapters and the solutions of two."""
    (tmp_path / "bpbook" / "data").mkdir(parents=True)
    (tmp_path / "bpbook" / "data" / "digits.npz").write_bytes(b"digits")
    (tmp_path / "bpbook" / "nn.py").write_text("x = 1\n", encoding="utf-8")
    for name in ("pyproject.toml", "requirements.lock"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for stem in STEMS:
        nb.write(tmp_path / "chapters" / f"{stem}.ipynb", nb.page(nb.code("1")))
    for stem in STEMS[:2]:
        nb.write(tmp_path / "chapters" / "solutions" / f"{stem}.ipynb", nb.page(nb.code("2")))
    return tmp_path


def names(notebooks):
    return [n.name.removeprefix("chapters/").removesuffix(".ipynb") for n in notebooks]


# which notebooks there are


def test_the_root_is_found_from_any_folder_below(root):
    assert book.find_root(root / "chapters" / "solutions") == root
    with pytest.raises(BookError, match="run bpbook inside a checkout"):
        book.find_root(root.parent)


def test_the_package_of_another_checkout_is_refused(root):
    with pytest.raises(BookError, match=r"use \.venv/bin/bpbook"):
        book.require_own_package(root)


def test_chapters_come_in_order_then_solutions(root):
    solutions = ["solutions/02_activations", "solutions/08_matrix_form"]
    assert names(book.notebooks(root)) == [*STEMS, *solutions]
    first = book.notebooks(root)[0]
    assert (first.number, first.noun, first.is_solution) == ("2", "activations", False)


def test_a_page_finds_its_book_from_any_folder(root, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(root / "chapters")
    assert book.checkout() == root.resolve()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert (book.checkout() / "bpbook" / "notebooks" / "book.py").samefile(book.__file__)


def test_an_appendix_has_a_letter_and_can_be_chosen_by_it(root):
    nb.write(root / "chapters" / "95_proofs.ipynb", nb.page(nb.code("1")))
    (appendix,) = book.select(root, ["E"])
    assert book.select(root, ["95"]) == [appendix]
    assert (appendix.stem, appendix.number, appendix.is_appendix) == ("95_proofs", "E", True)
    assert sum(n.is_appendix for n in book.notebooks(root)) == 1


@pytest.mark.parametrize("name", ["Untitled.ipynb", "2_x.ipynb", "02-x.ipynb", "02_X.ipynb"])
def test_a_notebook_with_another_name_is_refused(root, name):
    nb.write(root / "chapters" / name, nb.page(nb.code("1")))
    with pytest.raises(BookError, match=r"named NN_noun\.ipynb"):
        book.notebooks(root)


@pytest.mark.parametrize(
    "word", ["8", "08", "matrix_form", "08_matrix_form", "chapters/08_matrix_form.ipynb"]
)
def test_a_chapter_is_chosen_by_number_name_or_path(root, word):
    assert names(book.select(root, [word])) == ["08_matrix_form", "solutions/08_matrix_form"]


def test_solutions_can_be_chosen_alone_from_any_folder(root, monkeypatch):
    monkeypatch.chdir(root / "chapters" / "solutions")
    chosen = book.select(root, ["08_matrix_form.ipynb", "11"])
    assert names(chosen) == ["11_training_loop", "solutions/08_matrix_form"]


def test_nothing_chosen_means_everything_and_nothing_comes_twice(root):
    assert book.select(root, []) == book.notebooks(root)
    assert len(book.select(root, ["2", "02_activations", "activations"])) == 2


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("7", "there are 02_activations, 08_matrix_form, 11_training_loop"),
        ("activatoins", "did you mean 02_activations?"),
        ("nowhere/08_matrix_form.ipynb", "did you mean 08_matrix_form?"),
        ("", "there are 02_activations"),
    ],
)
def test_an_unknown_chapter_is_named_with_what_there_is(root, word, said):
    with pytest.raises(BookError) as refusal:
        book.select(root, [word])
    assert repr(word) in str(refusal.value)
    assert said in str(refusal.value)


def test_an_empty_book_says_how_to_begin(tmp_path):
    with pytest.raises(BookError, match="bpbook new"):
        book.select(tmp_path, ["1"])


@pytest.mark.parametrize("stem", ["losses", "3_losses", "03_Losses", "03_losses.ipynb", "../03_x"])
def test_a_wrong_name_for_a_new_chapter_is_refused(root, stem):
    with pytest.raises(BookError, match="as in 03_losses"):
        book.places_for(root, stem)


def test_a_new_chapter_takes_a_free_number(root):
    with pytest.raises(BookError, match="chapter 8 exists"):
        book.places_for(root, "08_other")
    assert names(book.places_for(root, "03_losses")) == ["03_losses", "solutions/03_losses"]


# what decides whether a notebook runs again


@pytest.mark.parametrize(
    "path",
    [
        "bpbook/nn.py",
        "bpbook/data/digits.npz",
        "requirements.lock",
        "chapters/02_activations.ipynb",
    ],
)
def test_the_key_changes_with_all_that_an_output_depends_on(root, path):
    notebook = book.notebooks(root)[0]
    before = book.key(notebook, book.package_digest(root))
    assert before == book.key(notebook, book.package_digest(root))
    with (root / path).open("ab") as file:
        file.write(b" ")
    assert before != book.key(notebook, book.package_digest(root))


def test_the_key_changes_with_a_new_file_and_with_python(root, monkeypatch):
    before = book.package_digest(root)
    (root / "bpbook" / "new.py").touch()
    assert before != (after := book.package_digest(root))
    monkeypatch.setattr(book.platform, "python_version", lambda: "3.99.0")
    assert after != book.package_digest(root)


def test_the_key_does_not_change_with_compiled_files_and_other_chapters(root):
    before = book.package_digest(root)
    (root / "bpbook" / "__pycache__").mkdir()
    (root / "bpbook" / "__pycache__" / "nn.cpython-311.pyc").write_bytes(b"x")
    nb.write(root / "chapters" / "03_losses.ipynb", nb.page(nb.code("1")))
    assert before == book.package_digest(root)


@pytest.mark.parametrize("name", ["95_proofs", "20_history"])
def test_the_key_of_a_notebook_that_reads_the_others_changes_with_them(root, name):
    reader = nb.page(nb.code("from bpbook.notebooks import concordance"))
    nb.write(root / "chapters" / f"{name}.ipynb", reader)
    *_, notebook = [n for n in book.notebooks(root) if n.stem == name]
    before = book.key(notebook, "")
    nb.write(root / "chapters" / "03_losses.ipynb", nb.page(nb.code("1")))
    assert before != book.key(notebook, "")


# canonical form


def test_canonical_form_keeps_what_a_run_decides_and_nothing_else():
    messy = nb.page(nb.code("1", nb.result("1"), tags=["hide-input"]), nb.code("2", id="c01-b"))
    messy.metadata["widgets"] = {}
    messy.cells[0].metadata |= {"execution": {"at": "noon"}, "exception": "why", "collapsed": True}
    messy.cells[0].execution_count = messy.cells[0].outputs[0].execution_count = 17
    messy.cells[0].outputs[0].metadata["isolated"] = True
    before = json.dumps(messy)
    clean = canonical.canonical(messy)
    assert json.dumps(messy) == before
    assert [cell.execution_count for cell in clean.cells] == [1, 2]
    assert clean.cells[0].outputs[0].execution_count == 1
    assert clean.cells[0].outputs[0].metadata == {}
    assert clean.cells[0].metadata == {"exception": "why", "tags": ["hide-input"]}
    assert set(clean.metadata) == {"kernelspec", "language_info"}
    assert canonical.text(canonical.canonical(clean)) == canonical.text(clean)


def test_pictures_keep_their_size_and_svg_is_for_the_press():
    picture = nb.picture()
    picture.data["image/svg+xml"] = "<svg/>"
    picture.metadata = {"image/png": {"width": 640, "dpi": 200}, "image/svg+xml": {"width": 1}}
    page = nb.page(nb.code("x"))
    page.cells[0].outputs = [picture]
    stored = canonical.canonical(page).cells[0].outputs[0]
    assert stored.metadata == {"image/png": {"width": 640}}
    assert set(stored.data) == {"image/png", "text/plain", nb.FIGURE}
    pressed = canonical.canonical(page, keep_svg=True).cells[0].outputs[0]
    assert pressed.data["image/svg+xml"] == "<svg/>"


def test_cells_are_named_as_a_reader_sees_them():
    page = nb.page(
        nb.prose("a"), nb.code("1"), nb.prose("b", id="c01-q"), nb.code("2", id="c01-b")
    )
    labels = [canonical.label(page, index) for index in range(4)]
    expected = ["cell 1 (c01-p)", "cell In[1] (c01-a)", "cell 3 (c01-q)", "cell In[2] (c01-b)"]
    assert labels == expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda cell: cell.update(execution_count=None), "execution count is None, not 1"),
        (lambda cell: cell.update(execution_count=3), "execution count is 3, not 1"),
        (lambda cell: cell.metadata.update(scrolled=True), "not canonical"),
    ],
)
def test_what_is_not_canonical_is_said_with_what_to_do(tmp_path, change, said):
    page = nb.page(nb.code("1"))
    path = nb.write(tmp_path / "02_x.ipynb", page)
    assert canonical.problems(path) == []
    change(page.cells[0])
    (problem,) = canonical.problems(nb.write(path, page))
    assert said in problem
    assert "`bpbook run 02_x`" in problem


def test_another_layout_is_not_canonical(tmp_path):
    path = nb.write(tmp_path / "02_x.ipynb", nb.page(nb.code("1")))
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))), encoding="utf-8")
    assert "layout" in canonical.problems(path)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("[]", "format None"),
        ('{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}', "format (4, 4)"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}', "not a valid"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}', "not a valid"),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path, text, said):
    path = tmp_path / "02_x.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotebookError) as refusal:
        canonical.read(path)
    assert said in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_two_cells_with_one_id_are_refused(tmp_path):
    raw = json.loads(canonical.text(nb.page(nb.code("1"), nb.code("2", id="c01-b"))))
    raw["cells"][1]["id"] = "c01-a"
    path = tmp_path / "02_x.ipynb"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(NotebookError, match="two cells have the id c01-a"):
        canonical.read(path)


# comparison


def differs(stored, fresh, **more):
    old = nb.page(nb.code("x", *stored, **more))
    new = nb.page(nb.code("x", *fresh, **more))
    return compare.notebook_diff("chapters/02_x.ipynb", old, new)


def test_a_curve_that_differs_is_shown_as_one_line_of_numbers():
    lines = differs([nb.picture()], [nb.picture(y=(0.0, 0.51, 1.0))]).splitlines()
    changed = [line.split(": ")[1] for line in lines[2:] if line[0] in "-+"]
    assert changed == ["[ 0.0, 0.5, 1.0 ]", "[ 0.0, 0.51, 1.0 ]"]


def test_equal_outputs_do_not_differ_however_they_are_cut():
    assert differs([nb.printed("a\nb\n")], [nb.printed("a\n"), nb.printed("b\n")]) == ""
    assert differs([nb.claim()], [nb.claim()]) == ""
    in_file = nb.claim()
    in_file.data["text/markdown"] = in_file.data["text/markdown"].splitlines(keepends=True)
    assert differs([nb.claim()], [in_file]) == ""


@pytest.mark.parametrize(
    ("stored", "fresh"),
    [
        ([nb.printed("a")], [nb.printed("b")]),
        ([nb.printed("a")], [nb.printed("a", "stderr")]),
        ([nb.printed("a"), nb.result("1")], [nb.result("1"), nb.printed("a")]),
        ([nb.result("1")], []),
        ([], [nb.result("1")]),
        ([nb.claim()], [nb.claim(latex="a = d")]),
        ([nb.claim()], [nb.claim(**{"text/latex": "$$a = d \\tag{1.2}$$"})]),
        ([nb.claim()], [nb.claim(refuted=2)]),
        ([nb.picture()], [nb.picture(alt="Another sentence with as many words in it.")]),
        ([nb.picture()], [nb.picture(y=(0.0, 0.51, 1.0))]),
        ([nb.picture()], [nb.picture(y=(0.0, 0.5))]),
        ([nb.picture()], [nb.shown({"text/plain": nb.ALT, nb.FIGURE: {"lines": []}})]),
    ],
)
def test_what_a_reader_would_see_differs(stored, fresh):
    diff = differs(stored, fresh)
    assert diff.startswith(
        "--- chapters/02_x.ipynb, cell In[1] (c01-a): stored\n+++ chapters/02_x"
    )
    assert any(line[:1] in "+-" for line in diff.splitlines()[2:])
    assert differs(stored, fresh, tags=["nbval-ignore-output"]) == ""


def test_of_an_unstable_run_the_numbers_of_a_figure_are_not_compared():
    other = nb.picture(y=(0.0, 0.51, 1.0))
    assert differs([nb.picture()], [other], tags=["unstable-run"]) == ""
    assert differs([nb.picture()], [nb.picture(y=(0.0, 0.5))], tags=["unstable-run"])
    assert differs([nb.claim()], [nb.claim(refuted=2)], tags=["unstable-run"])
    assert differs([nb.printed("0.5")], [nb.printed("0.51")], tags=["unstable-run"])


def test_pixels_are_not_compared_and_svg_counts_as_the_same_picture():
    other = nb.picture()
    other.data["image/png"] = "iVBORw0KGgo="
    other.data["image/svg+xml"] = "<svg/>"
    assert differs([nb.picture()], [other]) == ""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (1.0, 1.0001, True),
        (1.0, 1.0003, False),
        (1e-30, 1.0001e-30, True),
        (1, 1.0, True),
        (True, 1, False),
        (None, None, True),
        (None, 0.0, False),
        (float("nan"), float("nan"), True),
        (float("inf"), float("-inf"), False),
        ("a", "b", False),
        ([0.0, 1000.0], [1e-5, 1000.0], True),
        ([0.0, 1.0], [1e-2, 1.0], False),
        ([1.0], [1.0, 1.0], False),
        ({"a": [1.0]}, {"a": [1.00005]}, True),
        ({"a": 1}, {"b": 1}, False),
        ({"a": 1}, [1], False),
    ],
)
def test_figure_data_is_compared_with_a_small_tolerance(old, new, same):
    assert compare.close(old, new) is same
    assert compare.close(new, old) is same


# storing


def test_a_file_is_replaced_as_a_whole_and_keeps_its_mode(tmp_path):
    path = tmp_path / "a" / "x.txt"
    assert store.write(path, "ü\n")
    assert path.read_bytes() == "ü\n".encode()
    path.chmod(0o640)
    before = path.stat().st_mtime_ns
    assert not store.write(path, "ü\n")
    assert path.stat().st_mtime_ns == before
    assert store.write(path, "b\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in path.parent.iterdir()] == ["x.txt"]


def test_a_new_file_has_the_mode_that_the_user_wants(tmp_path):
    before = os.umask(0o027)
    try:
        store.write(tmp_path / "x", "a")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, fault):
    path = tmp_path / "x"
    store.write(path, "old")

    def fail(_):
        raise fault

    monkeypatch.setattr(store.os, "fsync", fail)
    with pytest.raises(type(fault)):
        store.write(path, "new")
    assert path.read_text("utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


HOLD = """
import sys, pathlib
from bpbook.notebooks import store
with store.alone(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_is_at_work(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path / "_build")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline().strip() == b"held"
        said = f"process {holder.pid}.* is at work in {tmp_path}"
        with pytest.raises(BusyError, match=said), store.alone(tmp_path / "_build"):
            pass
        holder.kill()
    with store.alone(tmp_path / "_build"):
        assert (tmp_path / "_build" / "lock").read_text("utf-8") == str(os.getpid())


# progress, template


class Terminal(io.StringIO):
    def isatty(self):
        return True


def report(stream):
    progress = Progress(stream, {"chapters/02_a.ipynb": 3, "chapters/08_b.ipynb": 1})
    progress.start("chapters/02_a.ipynb")
    progress.cell("chapters/02_a.ipynb")
    bar = progress.bar()
    progress.finish("chapters/02_a.ipynb", "FAILED")
    progress.close()
    return bar


def test_outside_a_terminal_each_notebook_is_one_line():
    stream = io.StringIO()
    report(stream)
    (line,) = stream.getvalue().splitlines()
    assert line.split() == ["chapters/02_a.ipynb", "0.0", "s", "FAILED"]


def test_in_a_terminal_a_bar_shows_how_far_all_is():
    stream = Terminal()
    assert report(stream) == "[######..................] 1/4 cells  0 s  02_a 1/3"
    assert "\r" in stream.getvalue()
    assert stream.getvalue().endswith("\r")


def test_the_template_has_the_sections_of_a_page():
    page = template.chapter("03_losses")
    assert page.cells[0].source.startswith("# Chapter 3 — Losses\n")
    headings = [c.source.split("\n")[0] for c in page.cells if c.cell_type == "markdown"][1:]
    assert [h.split()[1] for h in headings] == [
        *("What", "Derive", "Translate", "Check", "Use", "Break", "Exercises", "Sources")
    ]
    solutions = template.solutions("03_losses")
    assert solutions.cells[0].source.startswith("# Solutions to chapter 3\n")
    ids = [cell.id for cell in (*page.cells, *solutions.cells)]
    assert len(set(ids)) == len(ids)

"""The glossary: every term where it says, in both languages, and no word that it avoids."""

import functools
import re
from pathlib import Path

import pytest

from bpbook.notebooks import book, canonical, glossary, tables
from bpbook.notebooks.rules import prose
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
NOTEBOOKS = book.notebooks(ROOT)
CHAPTERS = {n.number: n for n in NOTEBOOKS if not n.is_solution and not n.is_appendix}
TERMS = glossary.terms()

# the list that the book was asked for
ASKED = """error backpropagation; forward propagation; artificial neural network; neuron, unit; M-P
neuron; perceptron; multilayer perceptron; multilayer feed-forward network; input layer; hidden
layer; output layer; weight; threshold; bias; activation function; sigmoid (logistic); hyperbolic
tangent; rectified linear unit; loss function; mean squared error; cross-entropy; softmax;
gradient; directional derivative; steepest descent; gradient descent; batch gradient descent;
stochastic gradient descent; mini-batch; learning rate; momentum term; adaptive learning rate;
steepness factor; chain rule; vanishing gradient; exploding gradient; dying ReLU; gradient
clipping; local minimum; global minimum; saddle point; plateau; convergence; stopping criterion;
epoch; generalisation; overfitting; regularisation; weight decay; catastrophic forgetting; fault
tolerance; computational graph; local computation; automatic differentiation; reverse mode;
forward mode; numerical differentiation; gradient checking; Jacobian; numerator layout;
denominator layout; weight initialisation; recurrent neural network; recursive neural network;
backpropagation through time; convolution; pooling; batch normalisation; residual connection;
sparse autoencoder; credit assignment"""


@functools.cache
def page_of(number):
    return canonical.read(CHAPTERS[str(number)].path)


def named(english):
    (term,) = [term for term in TERMS if term.english == english]
    return term


def test_every_term_that_was_asked_for_is_there():
    asked = " ".join(ASKED.split()).split("; ")
    assert len(asked) == 71  # 68 entries, of which three name two terms
    assert sorted(set(asked) - {term.english for term in TERMS}) == []


def test_every_term_and_definition_is_there_once():
    for column in ("english", "definition"):
        values = [getattr(term, column).lower() for term in TERMS]
        assert sorted({v for v in values if values.count(v) > 1}) == []


def test_a_definition_is_one_sentence():
    for text in (term.definition for term in TERMS):
        assert text.endswith("."), text
        assert not re.search(r"[.?!] [A-Z]", text), text
        assert text.count("$") % 2 == 0, text
        assert text.isprintable(), text
        assert not prose.EMPTY_WORDS.search(text), text


def test_the_chinese_names_are_chinese():
    for term in TERMS:
        assert term.chinese, term
        assert len(set(term.chinese)) == len(term.chinese), term
        for name in set(term.chinese) - {"Softmax"}:
            assert re.search(r"[\u4e00-\u9fff]", name), term


def test_the_chapter_uses_the_term():
    unused = [t.english for t in TERMS if glossary.section(t, page_of(t.chapter)) is None]
    assert unused == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_names_a_term_in_chinese_as_the_glossary_does(chapter):
    """Where a chapter prints ``*bias* (偏置)``, the glossary has that name, or a longer one."""
    by_name = {name.lower(): t for t in TERMS for name in (t.written, t.english)}
    text = " ".join(cell.source for _, cell in prose.markdown_cells(page_of(chapter)))
    for english, chinese in re.findall(r"\*+([\w -]+)\*+ \(([\u4e00-\u9fff ,]+)\)", text):
        term = by_name.get(english.lower())
        if term and term.chapter == int(chapter):
            for name in re.split(", ?", chinese):
                assert any(name in known for known in term.chinese), (english, name)


def own_prose(page):
    """Return what the book says itself: no sources, titles, quotations, code or formulas."""
    text = "\n\n".join(prose.words_only(cell.source) for _, cell in prose.markdown_cells(page))
    text = text.partition("\n## Sources")[0]
    for quoted in (r"《.*?》", r"\*[^*\n]+\*", r'"[^"\n]*"', r"“[^”\n]*”"):
        text = re.sub(quoted, " ", text)
    return text


def test_what_others_wrote_is_not_the_books_own_prose():
    page = nb.page(nb.prose('a *b* 《c》 "d" `e` $f$ **g** h\n\n## Sources\n\ni'))
    assert own_prose(page).split() == ["a", "*", "*", "h"]


def avoided(page):
    words = [word for term in TERMS for word in term.avoid]
    return [word for word in words if re.search(rf"\b{word}\b", own_prose(page), re.IGNORECASE)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.name)
def test_a_fixed_term_has_no_other_name(notebook):
    assert avoided(canonical.read(notebook.path)) == []


def test_an_avoided_word_is_found():
    assert avoided(nb.page(nb.prose("the Sigmod of a minibatch"))) == ["sigmod", "minibatch"]


# where a term is introduced


def test_the_section_is_the_one_that_sets_the_term_apart():
    term = named("plateau")
    above = "# Chapter 1 — X\n\nwhat a plateau is"
    page = nb.page(nb.prose(f"{above}\n\n## One\n\na plateau\n\n## Two\n\na *plateau* is"))
    assert glossary.section(term, page) == "Two"
    page = nb.page(nb.prose(f"{above}\n\n## One\n\na Plateau"))
    assert glossary.section(term, page) == "One"
    assert glossary.section(term, nb.page(nb.prose(above))) == ""
    assert glossary.section(term, nb.page(nb.prose("the plateaus\n\n## One\n\nnone"))) == ""
    assert glossary.section(term, nb.page(nb.prose("nothing"))) is None


@pytest.fixture
def library(tmp_path):
    text = "# Chapter 11 — X\n\n## When to stop?\n\na *plateau*"
    nb.write(tmp_path / "chapters" / "11_x.ipynb", nb.page(nb.prose(text)))
    (tmp_path / "chapters" / "solutions").mkdir()
    return book.notebooks(tmp_path)


def test_the_table_links_to_the_section(library):
    lines = glossary.table(library).splitlines()
    (line,) = [line for line in lines if line.startswith("| **plateau**")]
    head = "| **plateau** [11](11_x.ipynb#when-to-stop)<br>平台 / 平坦区 | A wide stretch"
    assert line.startswith(head)
    (line,) = [line for line in lines if line.startswith("| **nat**")]
    assert line.startswith("| **nat** 3<br>奈特 |")  # a chapter that is not there
    assert len(lines) == 2 + len(TERMS)
    assert lines[2].startswith("| **activation**")


def test_chinese_names_stand_in_the_order_of_pinyin(library):
    text = glossary.by_chinese(library)
    assert "; 平台 plateau [11](11_x.ipynb#when-to-stop); 平坦区 plateau [11](" in text
    order = ["M-P神经元模型", "阿达马积", "梯度", "学习率", "阈值", "注意力"]
    places = [text.index(name) for name in order]
    assert places == sorted(places)
    assert text.count("; ") == sum(len(term.chinese) for term in TERMS) - 1


# the letters


def formulas_of(number):
    """Return the formulas of a chapter's own text, exercises and sources left out."""
    cells = [cell.source for _, cell in prose.markdown_cells(page_of(number))]
    text = "\n\n".join(cells).partition("\n## Exercises")[0]
    return " ".join(prose.formulas(text))


SMALL = """alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi
chi psi omega"""
GREEK = re.compile(rf"\\((?:var)?(?:{'|'.join(SMALL.split())})|Delta)(?![a-zA-Z])")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_letters_of_a_chapter_are_those_of_the_table(chapter):
    """If this fails, add the chapter to the row of the letter in ``letters.csv``, or a row."""
    listed = {r["symbol"] for r in tables.stored("letters") if chapter in r["chapters"].split()}
    used = {f"\\{letter}" for letter in GREEK.findall(formulas_of(chapter))}
    assert used == listed


def test_the_notation_is_complete_and_its_formulas_closed():
    assert len(glossary.symbols()) >= 25
    for symbol in glossary.symbols():
        assert symbol.english
        assert symbol.chinese
        assert str(symbol.chapter) in CHAPTERS
        assert (symbol.shape + symbol.elsewhere).count("$") % 2 == 0
    assert glossary.notation().count("\n") == 2 + len(glossary.symbols())
    assert glossary.letters().count("\n") == 2 + len(tables.stored("letters"))

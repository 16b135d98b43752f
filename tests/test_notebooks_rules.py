"""Each rule for chapters is seen to fail on a page that breaks it, and to let a good page pass."""

import ast

import pytest

from bpbook.notebooks import rules
from bpbook.notebooks.rules import claims, code, outputs, prose
from tests import notebook_builder as nb

TITLE = nb.prose("# Chapter 1 — Neurons\n\nIn this chapter you add.", id="c01-title")
GOOD = nb.page(
    TITLE,
    nb.code("import math", id="c01-imports"),
    nb.prose("A sum of three:\n\n$$\na = b + c\n$$\n\nand what follows.", id="c01-sum"),
    nb.code("math.pi", nb.result("3.14159"), id="c01-pi"),
    nb.code("draw()", nb.picture(), id="c01-picture"),
    nb.prose(
        'We define the sum by\n\n<a id="eq-1-1"></a>\n\n$$\ns = a + b \\tag{1.1}\n$$\n\nfor two.',
        id="c01-definition",
    ),
    nb.code("claim(...)", nb.claim(), id="c01-claim"),
)


def said(rule, *cells):
    return rules.complaints(rule, nb.page(*cells))


def outputs_of(*shown, **more):
    return nb.code("x", *shown, **more)


LONG = "\n".join(f"a{n} = {n}" for n in range(16))
BROKEN = {
    code.cells_are_short: ([nb.code(LONG)], "16 lines of code"),
    code.few_cells_in_a_row: ([nb.code("1", id=f"c01-{n}") for n in "abc"], "3 in a row"),
    code.imports_come_first: ([nb.code("a = 1"), nb.code("import os", id="c01-b")], "import os"),
    code.imports_fill_lines: ([nb.code("from math import (\n    pi,\n)")], "takes 3 lines"),
    code.no_magic_lines: ([nb.code("%time x")], "begins with %"),
    code.no_way_around: ([nb.code("quit()")], "quit acts on the kernel"),
    code.only_known_tags: ([nb.code("x", tags=["nbval-skip"])], "'nbval-skip'"),
    code.no_test_comments: ([nb.code("# NBVAL_IGNORE_OUTPUT\nx")], "switches nbval"),
    code.no_empty_cells: ([nb.code(" \n")], "empty"),
    outputs.no_errors: (
        [
            outputs_of(
                nb.new_output("error", ename="ValueError", evalue="no", traceback=["Traceback"])
            )
        ],
        "ValueError",
    ),
    outputs.no_stderr: ([outputs_of(nb.printed("warning: slow", "stderr"))], "warning: slow"),
    outputs.no_time_or_place: ([outputs_of(nb.printed("took 12.5 ms"))], "'12.5 ms'"),
    outputs.no_bare_numpy_scalar: (
        [outputs_of(nb.result("np.float64(0.25)"))],
        "np.float64(0.25)",
    ),
    outputs.pictures_are_described: (
        [outputs_of(nb.picture(alt="<Figure size 640x480 with 1 Axes>"))],
        "no sentence",
    ),
    outputs.nothing_active: ([nb.prose("a <script>alert(1)</script>")], "a script"),
    prose.no_empty_words: ([nb.prose("It is simply a sum.")], "'simply'"),
    prose.title_says_where: ([nb.prose("# Neurons")], "# Chapter 8"),
    prose.plain_mathematics: ([nb.prose("$$\n\\label{x} a\n$$")], "\\label"),
    prose.typed_numbers_are_definitions: (
        [nb.prose('Hence\n\n<a id="eq-1-3"></a>\n\n$$\na = b \\tag{1.3}\n$$\n\nas was found.')],
        "typed",
    ),
    claims.one_a_cell: ([outputs_of(nb.claim(), nb.claim(number="1.4"))], "displays 2 claims"),
    claims.what_is_shown_was_proved: (
        [outputs_of(nb.claim(**{"text/latex": "$$a = c \\tag{1.2}$$"}))],
        "text/latex does not show",
    ),
    claims.defended: ([outputs_of(nb.claim(refuted=0))], "refuted no wrong version"),
}
RULES = rules.STYLE + rules.SAFETY


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_passes_a_good_page_and_refuses_a_broken_one(rule):
    assert rules.complaints(rule, GOOD) == []
    cells, expected = BROKEN[rule]
    found = said(rule, *cells)
    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_an_exception_bends_style_and_never_safety(rule):
    cells, _ = BROKEN[rule]
    for cell in cells:
        cell.metadata["exception"] = "the subject needs it"
    try:
        assert bool(said(rule, *cells)) == (rule in rules.SAFETY)
    finally:
        for cell in cells:
            del cell.metadata["exception"]


def test_alternative_texts_imports_and_blank_lines_are_not_counted_as_code():
    lines = [f"a{n} = {n}\n" for n in range(15)]
    source = "import os\n\n" + "\n".join(lines) + 'show(alt="one "\n"two "\n"three.")'
    assert said(code.cells_are_short, nb.code(source)) == []
    assert said(code.cells_are_short, nb.code(source + "\nb = 1")) != []


def test_three_cells_in_a_row_are_allowed_where_something_is_derived():
    three = [nb.code("1", id=f"c01-{n}") for n in "abc"]
    assert said(code.few_cells_in_a_row, nb.prose("## Derive the bound"), *three) == []
    four = [*three, nb.code("1", id="c01-d")]
    assert len(said(code.few_cells_in_a_row, nb.prose("## Derive the bound"), *four)) == 1
    after = [nb.prose("## Derive", id="c01-x"), nb.prose("## Use", id="c01-y"), *three]
    assert len(said(code.few_cells_in_a_row, *after)) == 1


def test_the_colab_cell_may_install_and_stands_apart():
    colab = nb.code("%pip install bpbook", id="c01-colab", tags=["colab"])
    cells = [colab, nb.code("import os", id="c01-i"), nb.code("os", id="c01-j")]
    for rule in (code.no_magic_lines, code.imports_come_first, code.few_cells_in_a_row):
        assert said(rule, *cells) == []


@pytest.mark.parametrize(
    "text",
    [
        "<object at 0x7f1203ab>",
        "3.2 s",
        "1e-05 seconds",
        "12 µs",
        "see /home/ada/book",
        "C:\\Users\\ada",
        "2026-11-21",
    ],
)
def test_outputs_show_no_time_and_no_place(text):
    assert len(said(outputs.no_time_or_place, outputs_of(nb.printed(text)))) == 1
    ignored = outputs_of(nb.printed(text), tags=["nbval-ignore-output"])
    assert said(outputs.no_time_or_place, ignored) == []


@pytest.mark.parametrize(
    "text",
    ["5 samples", "W has shape (3, 4)", "0x1f", "3 steps", "a[0.5 seen]", "1.5e-3", "chapter 2"],
)
def test_numbers_and_words_are_no_time_and_no_place(text):
    assert said(outputs.no_time_or_place, outputs_of(nb.printed(text))) == []


def test_a_picture_needs_its_data():
    bare = nb.shown({"image/png": nb.PNG, "text/plain": nb.ALT})
    assert "no data beside it" in said(outputs.pictures_are_described, outputs_of(bare))[0]


@pytest.mark.parametrize(
    "html",
    ["<img src=x onerror=alert(1)>", "<iframe src=x>", "[x](javascript:alert(1))", "<SCRIPT>"],
)
def test_active_content_is_found_in_prose_and_in_outputs(html):
    assert said(outputs.nothing_active, nb.prose(html))
    assert said(outputs.nothing_active, outputs_of(nb.shown({"text/html": html})))


def test_code_formulas_and_links_may_hold_any_word():
    text = "`just` and $x_{just}$ and [it](just.html) and\n\n$$\n\\text{just}\n$$\n"
    assert said(prose.no_empty_words, nb.prose(text)) == []
    assert len(said(prose.no_empty_words, nb.prose("Obviously, it is just so."))) == 2


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("$\\eqref{x}$", "\\eqref"),
        ("$a \\\\cdot b$", "one backslash"),
        ("$误差$", "误"),
        ("$$\na\n", "not closed"),
    ],
)
def test_formulas_are_plain(formula, expected):
    assert expected in said(prose.plain_mathematics, nb.prose(formula))[0]


def test_a_definition_needs_its_anchor_and_a_proper_number():
    typed = "This defines\n\n$$\na = b \\tag{1.3}\n$$"
    assert "block <a id" in said(prose.typed_numbers_are_definitions, nb.prose(typed))[0]
    odd = 'This defines\n\n<a id="eq-x"></a>\n\n$$\na = b \\tag{x}\n$$'
    assert "form (8.2)" in said(prose.typed_numbers_are_definitions, nb.prose(odd))[0]
    proof = '<a id="eq-1-3"></a>\n\n$$\na = b \\tag{1.3}\n$$\n\n*Written proof.* By induction.'
    assert said(prose.typed_numbers_are_definitions, nb.prose(proof)) == []


def test_one_letter_changed_in_a_displayed_claim_is_found():
    for mime in ("text/latex", "text/markdown"):
        output = nb.claim()
        output.data[mime] = output.data[mime].replace("a = b", "a = d")
        assert len(said(claims.what_is_shown_was_proved, outputs_of(output))) == 1
    output = nb.claim()
    output.data[nb.CLAIM]["latex"] = "a = d"
    assert len(said(claims.what_is_shown_was_proved, outputs_of(output))) == 2
    output = nb.claim()
    output.data[nb.CLAIM]["id"] = "eq-1-9"
    found = said(claims.what_is_shown_was_proved, outputs_of(output))
    assert [text.rpartition(": ")[2] for text in found] == [
        "the anchor of claim eq-1-9 is missing",
        "claim eq-1-9 bears the number (1.2)",
    ]


PACKAGE = 'def relu(z):\n    """Return it."""\n    return max(z, 0)\n'


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("def relu(z):\n    return max(z, 0)", None),
        ("def relu(z: float) -> float:\n    return max(z, 0)  # same", None),
        ("def other(z):\n    return z", None),
        ("def relu(z):\n    return max(0, z)", "relu differs"),
        ("def relu(x):\n    return max(x, 0)", "relu differs"),
    ],
)
def test_a_function_of_the_page_is_the_package_s(source, complaint):
    package = {name: {shape} for name, shape in code.functions(ast.parse(PACKAGE)).items()}
    found = list(code.differing_functions(nb.page(nb.code(source)), package))
    assert [complaint in text for text in found] == ([True] if complaint else [])
    excepted = nb.page(nb.code(source, exception="the package's is written for speed"))
    assert list(code.differing_functions(excepted, package)) == []

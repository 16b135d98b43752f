"""Formulas become pictures, or stop the press with their place; none is typeset twice."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from publish import formulas
from publish.formulas import Formula, FormulaError, check, formulas_in, split_tag, typeset
from publish.manuscript import PressError

ROOT = Path(__file__).parent.parent
CHAPTER = r"""
The slope $f'(z)$ costs \$3, and `$code$` is no formula.

<a id="eq-8-2"></a>

$$
\delta = w\, e \tag{8.2}
$$

<details>
<summary>Hint: use $w^{\top}$</summary>

- in a list, $\kappa_s$

</details>

| $a$ | $\lvert b\rvert$ |
|:--|:--|
| $c$ | `|` |
"""


@pytest.fixture
def store(tmp_path):
    return tmp_path / "formulas"


def only(tex, store, display=False):
    return typeset([Formula(tex, display, "here")], store)[tex, display]


def test_every_formula_of_a_page_is_found_and_nothing_else():
    inline = ["f'(z)", r"\kappa_s", "a", r"\lvert b\rvert", "c"]
    found = list(formulas_in(CHAPTER))
    assert [tex for tex, display in found if not display] == inline
    assert [tex for tex, display in found if display] == [r"\delta = w\, e \tag{8.2}"]


def test_a_picture_knows_its_size(store):
    formulas = [*map(Formula, ("x", "y", "x+x+x+x", r"\sum_k")), Formula(r"\sum_k", True)]
    letter, deep, wide, inline, display = typeset(formulas, store).values()
    assert letter.width == pytest.approx(0.572)  # TeX's own: x of cmmi10 is 0.5715 em wide
    assert letter.height == pytest.approx(0.442)
    assert letter.depth < 0.02 < 0.2 < deep.depth
    assert wide.width > 4 * letter.width
    assert display.height > inline.height


DRAWN = [
    r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"\begin{pmatrix} 1 & \cdots \\ \vdots & \ddots \end{pmatrix} \odot \mathsf{T}",
    r"\begin{array}{|c|c|} \hline a & b \\ \hdashline c & \boxed{d} \end{array}",
    r"\begin{cases} 1 & z > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\underbrace{x}_{\text{a word}} \xrightarrow{n \to \infty} \mathbb{E} \cancel{x}",
]


def test_a_picture_is_black_svg_without_hairlines_or_outside_fonts(store):
    pictures = typeset([Formula(tex, True, "here") for tex in DRAWN], store)
    for svg in (pictures[tex, True].svg for tex in DRAWN):
        assert svg.startswith("<svg")
        assert "currentColor" not in svg
        assert 'stroke-width="0"' not in svg
        assert "<text" not in svg
        drawn = re.findall(r"<(?:line|rect)[^>]*>", svg)
        assert all("class=" not in mark for mark in drawn)


REFUSED = {
    r"\undefinedmacro x": r"Undefined control sequence \undefinedmacro",
    r"\frac{a}": r"Missing argument for \frac",
    r"\left( a": r"Extra \left or missing \right",
    r"\begin{aligned} a": r"Missing \end{aligned}",
    r"\newcommand{\q}{1} \q": r"Undefined control sequence \newcommand",
    r"\text{误差}": "no '误差'; write it outside",
    r"a \tag{1.1} b": r"\tag{...} must be the last thing of its display",
    r"\begin{aligned} a \tag{1.1} \end{aligned}": r"\tag not allowed in aligned environment",
}


def test_every_formula_that_cannot_be_is_named_with_its_place(store):
    good = Formula("x", False, "chapter 1")
    bad = [Formula(tex, True, f"chapter {n}") for n, tex in enumerate(REFUSED, 2)]
    with pytest.raises(FormulaError) as refusal:
        typeset([good, *bad, Formula(r"\frac{a}", True, "chapter 99")], store)
    lines = str(refusal.value).splitlines()
    assert len(lines) == len(REFUSED) + 1
    for n, (tex, reason) in enumerate(REFUSED.items(), 2):
        (line,) = [line for line in lines if line.startswith(f"chapter {n}: ")]
        assert reason in line
        assert tex in line
    assert lines[-1].startswith("chapter 99: ")
    assert isinstance(refusal.value, PressError)


def test_a_page_is_checked_formula_by_formula(store):
    check([("chapter 8, cell a", CHAPTER)], store)
    with pytest.raises(FormulaError, match=r"chapter 8, cell b: .*\\nope"):
        check([("chapter 8, cell a", CHAPTER), ("chapter 8, cell b", "See $\\nope$.")], store)


def test_what_was_typeset_is_not_typeset_again(store, monkeypatch):
    asked = []
    ask = formulas._ask_mathjax
    monkeypatch.setattr(formulas, "_ask_mathjax", lambda keys: (asked.append(keys), ask(keys))[1])
    first = only("x", store)
    assert only("x", store) == first
    assert asked == [[("x", False)], []]


def test_a_picture_cut_short_is_made_again(store):
    whole = only("x", store)
    (file,) = store.iterdir()
    file.write_text(file.read_text(encoding="utf-8")[:40], encoding="utf-8")
    assert only("x", store) == whole
    file.write_text(json.dumps({"svg": "of another version"}), encoding="utf-8")
    assert only("x", store) == whole


def test_the_number_is_taken_only_from_the_end():
    assert split_tag("a = b \\tag{8.2}\n") == ("a = b", "8.2")
    assert split_tag(r"\tag{8.2} a") == (r"\tag{8.2} a", None)


def test_python_ends_after_typesetting(tmp_path):
    program = (
        "from pathlib import Path; from publish.formulas import *; "
        f"typeset([Formula('x')], Path({str(tmp_path)!r}))"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, cwd=ROOT, timeout=60).returncode == 0

"""The ledger is read from stored notebooks, without executing them."""

import json

import pytest

from bpbook.symbolic import array, claim, index, scalar, sigmoid, total, width
from bpbook.symbolic.ledger import LedgerError, read, table, totals

z = scalar("z")
n = width("n")
i, j = index("i j", n)
v = array("v")


def notebook(path, *claims):
    """Store a notebook that displays claims."""
    cells = [{"cell_type": "markdown", "source": ["text"]}]
    for c in claims:
        data = c._repr_mimebundle_()
        cells.append({"cell_type": "code", "outputs": [{"output_type": "stream"}, {"data": data}]})
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


@pytest.fixture
def claims():
    return (
        claim("eq-2-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(z)), wrong={"tanh's": 1 - z}),
        claim("eq-8-1", total(2 * v[i], i), 2 * total(v[j], j)),
    )


def test_records_survive_storing(tmp_path, claims):
    paths = [notebook(tmp_path / f"{r}.ipynb", c) for r, c in enumerate(claims)]
    assert read(paths) == [c.record() for c in claims]


def test_two_claims_with_one_id_are_refused(tmp_path, claims):
    paths = [notebook(tmp_path / f"{r}.ipynb", claims[0]) for r in range(2)]
    with pytest.raises(LedgerError, match="eq-2-1 is already used"):
        read(paths)


def test_what_is_no_notebook_is_refused(tmp_path):
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{", encoding="utf-8")
    for path in (broken, tmp_path / "missing.ipynb"):
        with pytest.raises(LedgerError, match="not a notebook"):
            read([path])


def test_table_and_totals(claims):
    records = [c.record() for c in claims]
    text = table([*records, {**records[0], "id": "other", "chapter": None}])
    assert text.index("Chapter 2") < text.index("Chapter 8") < text.index("Elsewhere")
    assert "every width; wrong versions refuted: 4 generated, 0 authored" in text
    generated = sum(c.wrong_refuted["generated"] for c in claims)
    assert totals(records) == {
        "claims": 2, "every_width": 1, "wrong_generated": generated, "wrong_authored": 1,
    }  # fmt: skip

"""The ledger of claims is read from notebooks, and proved again on request."""

import json

import pytest

from bpbook import cli
from bpbook.notebooks import book, claims
from bpbook.notebooks.errors import NotebookError
from bpbook.symbolic import array, claim, index, scalar, sigmoid, total, width
from tests import checkout
from tests import notebook_builder as nb

z = scalar("z")
n = width("n")
i, j = index("i j", n)
v = array("v")

PROVING = """\
from bpbook.symbolic import claim, scalar, sigmoid
z = scalar("z")
claim("eq-3-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(z)))"""


def written(root, name, *outputs):
    cells = [nb.code("x", output, id=f"c03-{k}") for k, output in enumerate(outputs)]
    nb.write(root / "chapters" / name, nb.page(nb.prose("# Chapter"), *cells))


def displayed(proved):
    return nb.result(json.loads(json.dumps(proved._repr_mimebundle_())))


@pytest.fixture
def root(tmp_path):
    (tmp_path / "chapters" / "solutions").mkdir(parents=True)
    return tmp_path


def ledger(root):
    return claims.ledger(book.notebooks(root))


def test_records_survive_storing(root):
    proved = (
        claim("eq-3-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(z)), wrong={"tanh's": 1 - z}),
        claim("eq-3-2", total(2 * v[i], i), 2 * total(v[j], j)),
    )
    written(root, "03_losses.ipynb", *map(displayed, proved))
    records = ledger(root)
    for record, c in zip(records, proved, strict=True):
        assert record.pop("notebook") == "chapters/03_losses.ipynb"
        assert record.pop("statement") == c.statement.plain
        assert record == c.record()


def test_a_claim_of_the_solutions_belongs_to_their_chapter(root):
    proved = claim("sol-3-1", total(2 * v[i], i), 2 * total(v[j], j))
    written(root, "solutions/03_losses.ipynb", displayed(proved))
    assert [(r["id"], r["chapter"]) for r in ledger(root)] == [("sol-3-1", 3)]


def test_two_claims_with_one_id_are_refused(root):
    written(root, "02_activations.ipynb", nb.claim())
    written(root, "03_losses.ipynb", nb.claim())
    message = "chapters/03_losses.ipynb: the id eq-1-2 is already used in chapters/02_activ"
    with pytest.raises(NotebookError, match=message):
        ledger(root)


def test_the_table_goes_by_notebook_and_ends_with_the_totals(root):
    written(root, "02_activations.ipynb", nb.claim(), nb.claim("c = d", "1.3", refuted=2))
    written(root, "03_losses.ipynb", nb.claim(number="3.1"))
    text = claims.table(ledger(root))
    assert text.splitlines()[:3] == [
        "chapters/02_activations.ipynb",
        "  eq-1-2     a = b",
        "             every real z; wrong versions refuted: 3",
    ]
    assert text.index("eq-1-3     c = d") < text.index("chapters/03_losses") < text.index("eq-3-1")
    assert text.splitlines()[-1] == (
        "3 claims, 0 of them for every width; 8 wrong versions refuted: "
        "8 generated, 0 written by the authors"
    )
    assert " s;" not in text
    timed = [{**record, "seconds": 0.5} for record in ledger(root)]
    assert claims.table(timed).endswith("again in 1.5 s; the median claim takes 0.500 s\n")


def test_what_holds_for_every_width_is_counted(root):
    proved = claim("eq-3-2", total(2 * v[i], i), 2 * total(v[j], j), wrong={"one": total(v[j], j)})
    written(root, "03_losses.ipynb", displayed(proved), nb.claim(number="3.1"))
    count = claims.totals(ledger(root))
    generated = proved.wrong_refuted["generated"] + 3
    assert count == {
        "claims": 2,
        "every_width": 1,
        "wrong_generated": generated,
        "wrong_authored": proved.wrong_refuted["authored"],
    }


# the command


@pytest.fixture
def here(root, monkeypatch):
    checkout.write(root / "pyproject.toml", "")
    (root / "bpbook").mkdir()
    monkeypatch.setattr(book, "require_own_package", lambda root: None)
    monkeypatch.chdir(root)
    return root


def test_the_command_lists_a_table_or_json(here, capsys):
    written(here, "03_losses.ipynb", nb.claim())
    assert cli.main(["claims"]) == 0
    assert "1 claims, 0 of them for every width; 3 wrong" in capsys.readouterr().out
    assert cli.main(["claims", "--json", "3"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    asked = ("id", "chapter", "latex", "scope", "method", "assumptions", "wrong_refuted")
    assert all(key in found for key in asked)
    assert "seconds" not in found


def test_with_time_every_claim_is_proved_again_and_nothing_is_stored(here, capsys):
    path = here / "chapters" / "03_losses.ipynb"
    nb.write(path, nb.page(nb.prose("# Chapter"), nb.code(PROVING, nb.claim())))
    before = path.read_bytes()
    assert cli.main(["claims", "--time", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["id"] == "eq-3-1"  # the fresh one, not the stored one
    assert 0 < found["seconds"] < 30
    assert path.read_bytes() == before


def test_with_time_a_claim_that_fails_lists_nothing(here, capsys):
    wrong = PROVING.replace("(1 - sigmoid(z))", "(1 + sigmoid(z))")
    nb.write(here / "chapters" / "03_losses.ipynb", nb.page(nb.code(wrong, nb.claim())))
    assert cli.main(["claims", "--time"]) == 1
    out, said = capsys.readouterr()
    assert out == ""
    assert said.count("FalseClaim: eq-3-1 is false") == 1  # the message is not said twice
    assert "no claim is listed" in said

"""The tables of the appendices, as data and as Markdown."""

from pathlib import Path

import pytest

from bpbook.notebooks import tables

DATA = Path(__file__).parent.parent / "bpbook" / "data"
NAMES = sorted(path.stem for path in DATA.glob("*.csv"))


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_table_has_every_cell_of_every_row(name):
    rows = tables.stored(name)
    assert rows
    for row in rows:
        assert None not in row  # more cells than columns
        assert all(isinstance(cell, str) and cell == cell.strip() for cell in row.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_table_ends_its_lines_as_everywhere(name):
    assert b"\r" not in (DATA / f"{name}.csv").read_bytes()


def test_signs_of_markdown_are_kept():
    assert tables.plain("a|b *c* [d] $e$ `f` <g>") == r"a\|b \*c\* \[d\] \$e\$ \`f\` \<g\>"
    assert tables.plain("误差 (1.5 = x)") == "误差 (1.5 = x)"


def test_a_table_is_laid_out():
    assert tables.markdown("ab", []) == "| a | b |\n|:--|:--|\n"
    assert tables.markdown("ab", ["12", "34"], "cr").splitlines() == [
        "| a | b |",
        "|:-:|--:|",
        "| 1 | 2 |",
        "| 3 | 4 |",
    ]

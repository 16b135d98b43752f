"""What the README shows is what the book holds: figure, equation, numbers, links, commands."""

import base64
import re
from pathlib import Path

import pytest

from bpbook.cli import main
from bpbook.notebooks import published
from publish.manuscript import read

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chapters():
    return {chapter.name: chapter for chapter in read(ROOT)}


def claims(chapters):
    return [claim for c in chapters.values() if not c.is_solutions for claim in c.claims]


def test_the_figure_and_its_text_are_those_of_chapter_11(chapters):
    cells = chapters["chapters/11_training_loop.ipynb"].notebook.cells
    (cell,) = [cell for cell in cells if cell.id == "c11-three"]
    (data,) = [o.data for o in cell.outputs if "image/png" in o.get("data", {})]
    figure = re.search(r"!\[(?P<alt>.+)\]\((?P<path>.+)\)", README)
    assert (ROOT / figure["path"]).read_bytes() == base64.b64decode(data["image/png"])
    assert figure["alt"] == data["text/plain"]


def test_the_equation_is_the_one_that_was_proved(chapters):
    (proved,) = [claim for claim in claims(chapters) if claim["id"] == "eq-8-2"]
    (shown,) = re.findall(r"\$\$\n(.+)\n\$\$", README)
    assert shown == proved["latex"]
    assert proved["scope"] == "every width and every layer, any differentiable f and C"
    assert "every width and every layer, for any differentiable $f$ and $C$" in README


def test_the_numbers_are_those_of_the_ledger(chapters):
    ledger = claims(chapters)
    refuted = sum(sum(claim["wrong_refuted"].values()) for claim in ledger)
    said = re.search(r"displays (\d+) claims, and ([\d,]+) wrong versions", README)
    assert (int(said[1]), int(said[2].replace(",", ""))) == (len(ledger), refuted)


def test_the_published_digits_are_those_of_the_data():
    count = published.totals()
    exact = count["reproduced"] + count["with the bug"]
    said = re.search(r"Of (\d+) numbers .* (\d+) to the last digit, (\w+) of these only", README)
    assert (int(said[1]), int(said[2])) == (sum(count[s] for s in published.COMPUTED), exact)
    assert (said[3], count["with the bug"]) == ("eight", 8)


def test_every_chapter_is_in_the_table_of_contents(chapters):
    listed = re.findall(r"^\| \w+ \| \[(.+?)\]\((.+?)\)", README, re.M)
    there = [(c.title.split(" — ")[1], n) for n, c in chapters.items() if not c.is_solutions]
    assert listed == there


def test_every_link_leads_to_a_file():
    links = re.findall(r"\]\(([^)\s]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_of_the_readme_exists(capsys):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z]+)", README):
        assert target in {"and"} or re.search(rf"^.*\b{target}\b.*:", makefile, re.M), target
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert all(command in text for command in set(re.findall(r"bpbook (book|claims)", README)))

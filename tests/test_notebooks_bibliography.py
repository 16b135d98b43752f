"""The bibliography: what the chapters and the package cite, and whether each source is there."""

import re
from pathlib import Path

import pytest

from bpbook.notebooks import bibliography, book, citations
from bpbook.notebooks.errors import NotebookError
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
NOTEBOOKS = book.notebooks(ROOT)
SOURCES = bibliography.entries()
WORKS = [entry for entry in SOURCES if not entry.is_article]
ARTICLES = [entry for entry in SOURCES if entry.is_article]
MAZUR = "M. Mazur (2015), *A Step by Step Backpropagation Example*"
RHW = "D. Rumelhart, G. Hinton and R. Williams (1986)"
NATURE = "*Learning Representations by Back-Propagating Errors*"


def page(sources):
    return nb.page(nb.prose(f"## Exercises\n\n*hard* (2015)\n\n## Sources\n\n- {sources}: why."))


def keys(sources):
    return [entry.key for entry in citations.cited("chapters/02_x.ipynb", page(sources))]


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "chapters" / "solutions").mkdir(parents=True)

    def write(name, sources):
        nb.write(tmp_path / "chapters" / name, page(sources))
        return book.notebooks(tmp_path)

    return write


# The data


def test_each_source_stands_once_and_in_order():
    works = [entry.key for entry in WORKS]
    assert works == sorted(set(works))
    articles = [tuple(map(int, re.findall(r"\d+", entry.key))) for entry in ARTICLES]
    assert articles == sorted(set(articles))
    assert [*WORKS, *ARTICLES] == list(SOURCES)
    assert len({(e.families[0], e.year, e.title.lower()) for e in SOURCES}) == len(SOURCES)


@pytest.mark.parametrize("entry", WORKS, ids=lambda entry: entry.key)
def test_a_work_is_complete(entry):
    family = re.sub(r"[^a-z]", "", entry.families[0].partition("-")[0].lower())
    assert re.fullmatch(family + entry.year + "[a-z]?", entry.key)
    assert re.fullmatch(r"(?:1[89]|20)\d\d|", entry.year)
    assert all((entry.authors, entry.title, entry.published, entry.confirmed))
    assert entry == type(entry)(**{k: v.strip().rstrip(".") for k, v in vars_of(entry).items()})


def vars_of(entry):
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


def test_works_of_one_author_and_year_bear_letters():
    plain = [entry.key for entry in WORKS if entry.key[-1].isdigit()]
    lettered = [entry.key for entry in WORKS if entry.year and not entry.key[-1].isdigit()]
    assert {key[:-1] for key in lettered} == {"chen2016", "he2016", "rumelhart1986"}
    assert {key[-1] for key in lettered} == {"a", "b"}
    assert not {key[:-1] for key in lettered} & set(plain)


def test_an_article_has_a_title_and_no_author():
    assert all(re.fullmatch(r"S[0-3]:\d+", entry.key) for entry in ARTICLES)
    assert {(entry.authors, entry.year, entry.identifier) for entry in ARTICLES} == {("", "", "")}
    assert len(ARTICLES) == 24


def test_an_identifier_has_one_of_four_forms():
    forms = r"doi:10\.\d{4,}/\S+|arXiv:\d{4}\.\d{4,5}|isbn:97[89][-\d]{14}|https?://\S+|"
    assert [e.identifier for e in SOURCES if not re.fullmatch(forms, e.identifier)] == []
    named = [e.identifier for e in SOURCES if e.identifier]
    assert len(named) == len(set(named))


def test_the_check_digit_of_each_isbn_is_right():
    isbns = [e.identifier for e in SOURCES if e.identifier.startswith("isbn:")]
    assert len(isbns) > 4
    for isbn in isbns:
        digits = [int(d) for d in isbn if d.isdigit()]
        assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0, isbn


# The book


def test_the_chapters_cite_only_what_is_there_and_nothing_is_there_for_nobody():
    where = citations.places(NOTEBOOKS)
    assert [key for key, places in where.items() if not (places.notebooks or places.modules)] == []
    cited_by = {n.stem for places in where.values() for n in places.notebooks}
    assert cited_by >= {n.stem for n in NOTEBOOKS if not n.is_appendix}


def test_the_package_cites_only_what_is_there():
    assert [(module, words) for module, words, found in citations.in_modules() if not found] == []


def test_every_article_is_cited_by_a_chapter():
    where = citations.places(NOTEBOOKS)
    assert [entry.title for entry in ARTICLES if not where[entry.key].notebooks] == []


# Citations


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (MAZUR, ["mazur2015"]),
        (f"On page 4. {MAZUR}, and *Perceptrons* is not meant"[:-29], ["mazur2015"]),
        ("A. Ng and others (2011), *UFLDL Tutorial*", ["ng2011"]),
        ("J. L. Ba, J. R. Kiros and G. E. Hinton (2016), *Layer Normalization*", ["ba2016"]),
        ("J. Ba, J. Kiros and G. Hinton (2016), *Layer Normalization*", ["ba2016"]),
        ("M. Minsky and S. Papert (1969), *Perceptrons*", ["minsky1969"]),
        ("Zhou Zhihua 周志华 (2016), 《机器学习》, section 5.3", ["zhou2016"]),
        ("Saito Kōki 斎藤康毅 (2018), 《深度学习入门》", ["saito2018"]),
        (
            "L. Kruglyak (1990), *How to Solve the N Bit Encoder Problem with […] Hidden Units*",
            ["kruglyak1990"],
        ),
        (
            f"{RHW}, *Learning Internal Representations by Error Propagation*. The same authors "
            f"(1986), {NATURE}. The same (1986), {NATURE}",
            ["rumelhart1986a", "rumelhart1986b", "rumelhart1986b"],
        ),
        ("《反向传播BP算法》: a bias. 《BP(back propagation)反向传播》", ["S2:17", "S2:21"]),
        ("C. MacLeod (no year), *An Introduction to […] Scientists*", ["macleod"]),
        ("no source at all", []),
    ],
)
def test_a_citation_is_found(sources, expected):
    assert keys(sources) == expected


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (MAZUR.replace("2015", "2016"), "it has M. Mazur .2015., "),
        (MAZUR.replace("M. M", "N. M"), "no source for 'N. Mazur .2015., "),
        (MAZUR.replace("Step by Step", "Step by step"), "it has no such title"),
        (MAZUR.replace(" Example", ""), "it has no such title"),
        (MAZUR.replace("(2015), ", ""), r"no source for 'M. Mazur \*A Step"),
        (MAZUR.replace("*", '"'), r"and not '\(2015\), \"A Step by Step Backpropagation Ex"),
        (MAZUR.replace("(2015)", "(no year)"), "no source for"),
        (MAZUR.replace("Step by", "Step […]by"), "it has no such title"),
        ("C. MacLeod *An Introduction to […] Scientists*", "no source for"),
        ("M. Mazur (2015): a page", r"a comma and a title, .* and not '\(2015\): a page"),
        (f"{MAZUR}. The same (1986), {NATURE}", "no source for"),
        (f"The same (1986), {NATURE}", "no source for"),
        ("G. Hinton and others (1986), *Learning Representations by […]*", "no source for"),
        ("《机器学习》", "it has Zhou Zhihua"),
        ("X. Y (2018), 《反向传播BP算法》", "it has 《反向传播BP算法》, S2:17"),
        (f"{MAZUR}, a *very* good page", r"no source for .*\*very\*"),
    ],
)
def test_what_is_cited_in_another_form_is_refused(sources, message):
    with pytest.raises(NotebookError, match=rf"^chapters/02_x\.ipynb: .*{message}"):
        keys(sources)


def test_only_the_sources_are_read():
    text = (
        f"*Other*, 《other》 and (2015).\n\n## Sources\n\n- {MAZUR}\n\n## Later\n\n*Other* (2015)"
    )
    found = citations.cited("x", nb.page(nb.prose(text)))
    assert [entry.key for entry in found] == ["mazur2015"]


def test_a_module_cites_by_names_and_year(tmp_path):
    (tmp_path / "pack" / "notebooks").mkdir(parents=True)
    code = (
        '"""The heavy ball (Polyak 1964; Igel and\n    Huesken 2000): Ba, Kiros and Hinton (2016).'
        '\n\n    Vaswani et al. 2017, Vaswani and others 2018, He, Zhang, Ren and Sun 2016."""\n'
        "# Size 2000.5\n"
    )
    (tmp_path / "pack" / "ball.py").write_text(code, encoding="utf-8")
    (tmp_path / "pack" / "__init__.py").write_text("# Nobody 1999\n", encoding="utf-8")
    (tmp_path / "pack" / "notebooks" / "page.py").write_text("# Else 1999\n", encoding="utf-8")
    found = [(m, w, [e.key for e in f]) for m, w, f in citations.in_modules(tmp_path / "pack")]
    assert found == [
        ("pack", "Nobody 1999", []),
        ("pack.ball", "Polyak 1964", ["polyak1964"]),
        ("pack.ball", "Igel and Huesken 2000", ["igel2000"]),
        ("pack.ball", "Ba, Kiros and Hinton (2016", ["ba2016"]),
        ("pack.ball", "Vaswani et al. 2017", ["vaswani2017"]),
        ("pack.ball", "He, Zhang, Ren and Sun 2016", ["he2016a", "he2016b"]),
    ]


# The list


def lines_of(notebooks, articles):
    return citations.listing(citations.places(notebooks), articles).splitlines()


def test_the_list_names_each_source_with_links_to_its_chapters(checkout):
    checkout("02_x.ipynb", f"{MAZUR}. The same (2015), {MAZUR.partition(', ')[2]}")
    notebooks = checkout("95_y.ipynb", f"{MAZUR}; 《反向传播BP算法》")
    (line,) = [line for line in lines_of(notebooks, articles=False) if "Mazur (2015)" in line]
    assert line.startswith("- M. Mazur (2015), *A Step by Step Backpropagation Example*, ")
    assert ", [mattmazur.com](https://mattmazur.com/2015/03/17/" in line
    assert "Cited in [2](02_x.ipynb#sources), [E](95_y.ipynb#sources). Confirmed by " in line
    assert (
        "- 《反向传播BP算法》, S2:17, article on the web. Cited in [E](95_y.ipynb#sources)."
        in lines_of(notebooks, articles=True)
    )


def test_the_list_is_whole_and_says_what_is_not_confirmed(checkout):
    works, articles = (lines_of(checkout("02_x.ipynb", MAZUR), kind) for kind in (False, True))
    assert (len(works), len(articles)) == (len(WORKS), len(ARTICLES))
    assert any(line.startswith("- C. MacLeod (no year), *An Int") for line in works)
    unsure = [entry for entry in WORKS if entry.confirmed == "from memory"]
    assert sum(line.endswith(" Not confirmed.") for line in works) == len(unsure)
    usual = [entry for entry in WORKS if entry.confirmed == citations.USUAL]
    assert sum("Confirmed by" in line for line in works) == len(works) - len(unsure) - len(usual)


def test_a_module_is_named_once(checkout, monkeypatch):
    twice = [("bpbook.x", "Polyak 1964", [e for e in SOURCES if e.key == "polyak1964"])] * 2
    monkeypatch.setattr(citations, "in_modules", lambda: twice)
    assert citations.places(checkout("02_x.ipynb", MAZUR))["polyak1964"].modules == ["bpbook.x"]


def test_a_solution_cites_nothing(checkout, tmp_path):
    nb.write(tmp_path / "chapters" / "solutions" / "02_x.ipynb", page("X. Y (1999), *Nothing*"))
    where = citations.places(checkout("02_x.ipynb", MAZUR))
    assert [n.name for n in where["mazur2015"].notebooks] == ["chapters/02_x.ipynb"]

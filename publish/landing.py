"""The first page of the site: one equation proved, its misprint refused, and the ways into it."""

import re

from bpbook.notebooks.claims import refuted
from publish.front.chapter_map import drawing
from publish.front.citation import citation
from publish.front.needs import main_chapters
from publish.front.paths import ways
from publish.manuscript import ANCHOR, CLAIM, Chapter, settings
from publish.site_check import BESIDE

SHOWN = "eq-8-2"  # the claim that stands for the book: how an error passes to the layer below
PRINTED = "as-printed"  # the id under which the same chapter offers a misprint of it
REFUSAL = re.compile(
    r"(?P<id>\S+) is false\.\n"
    r"  stated +(?P<stated>.+)\n  at +(?P<at>.+)\n"
    r"  left side +(?P<left>\S+)\n  right side +(?P<right>\S+)"
)


def landing_page(chapters: list[Chapter], pdf: bool = False) -> str:
    """Return the landing page, in the markdown of the notebooks.

    Parameters
    ----------
    chapters : list of Chapter
    pdf : bool
        Whether the book as PDF stands beside the site, so that a link to it leads somewhere.
    """
    book = settings()
    pages = [chapter for chapter in chapters if not chapter.is_solutions]
    parts = [
        f"# {book['title']}",
        f":::{{container}} lead\n{book['subtitle']}\n:::",
        WHAT_IT_IS,
        _lesson(pages),
        _doors(pages, pdf),
        _map(chapters),
        READING,
        _contents(chapters),
        citation(),
        _trees(chapters),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


WHAT_IT_IS = """A network makes an error at its output. How much of it is the fault of one weight,
many layers below? *Error backpropagation* (误差反向传播) answers this for all weights at once, in
about the time that the network takes to answer. It trains nearly every neural network there is.
This is its central step, and beside it a version that an article printed:"""


def _lesson(pages: list[Chapter]) -> str:
    """Return one claim of the book, and one refusal, as the chapter printed them."""
    claims = [(chapter, data) for chapter in pages for data in chapter.displayed_claims]
    if not claims:
        return ""
    chapter, data = next((c for c in claims if c[1][CLAIM]["id"] == SHOWN), claims[0])
    equation = ANCHOR.sub("", data["text/markdown"]).strip()
    cards = [f":::::{{container}} claim\n{equation}\n:::::", _refusal(chapter)]
    link = f"[Chapter {chapter.number}]({chapter.name}#{data[CLAIM]['id']})"
    count = sum(refuted(d[CLAIM]) for _, d in claims)
    return f"""::::::{{container}} lesson
{chr(10).join(card for card in cards if card)}
::::::

{IN_WORDS if cards[1] else ""}Neither card was typed. {link} proved the equation and then displayed
it, from the same expression, and it made the machine look at the misprint. So does every page: the
book displays {_many(len(claims), "claim")}, and {_many(count, "wrong version")} of them
{"has" if count == 1 else "have"} been refuted. Change one letter of an equation, and its page
stops there."""


IN_WORDS = r"""In words: send the errors $\delta$ of the layer above back through the same weights
$W$, and multiply by the slope of the activation function $f$ at its input $z$. The misprint takes
the slope at the output $f(z)$. It has the right shape, and it runs. It is wrong all the same.

"""


def _refusal(chapter: Chapter) -> str:
    """Return what the chapter's misprint came to, from the output of its cell."""
    texts = [o.get("text", "") for cell in chapter.notebook.cells for o in cell.get("outputs", [])]
    refusals = [found for text in texts for found in REFUSAL.finditer(text)]
    found = next((found for found in refusals if found["id"] == PRINTED), None)
    if found is None:
        return ""
    rows = [("stated", found["stated"]), ("for", found["at"])]
    rows += [("left side", found["left"]), ("right side", found["right"])]
    told = "\n".join(f"{name:<11} {value}" for name, value in rows)
    verdict = "*✗ Refused: the sides differ.*"
    return f":::::{{container}} refused\n```text\n{told}\n```\n\n{verdict}\n:::::"


def _doors(pages: list[Chapter], pdf: bool) -> str:
    first = main_chapters(pages)[:1]
    links = [f"[Begin with chapter {c.number}]({c.name})" for c in first]
    links += ["[Look up a term](glossary.md)", "[All claims](claims.md)"]
    links += [f'<a href="{BESIDE}">The book as PDF</a>'] * pdf
    return f"::::{{container}} doors\n{' '.join(links)}\n::::"


def _map(chapters: list[Chapter]) -> str:
    raw = f"```{{raw}} html\n{drawing(chapters)}\n```"
    return f"""## The chapters, and ways through them

:::::{{container}} ways
::::{{container}} way-map
{raw}
::::
::::{{container}} way-list
An arrow leads from what is needed, by the chapters' own word. A way takes as long as its words and
its code take to read, exercises not counted.

{ways(chapters)}
::::
:::::"""


READING = """## How to read

Each chapter asks one question. It states its claims, derives them by hand and with SymPy,
translates them into a few lines of NumPy, checks those by finite differences, and uses them. The
code cells ran when this page was made; below each stands what it printed. A chapter ends with
exercises, their hints are folded, and their solutions are chapters of their own.

Better than reading is breaking. `make lab` opens the chapters in JupyterLab: change a letter of an
equation, and run its cell."""


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _contents(chapters: list[Chapter]) -> str:
    answers = {chapter.path.name: chapter for chapter in chapters if chapter.is_solutions}
    pages = [chapter for chapter in chapters if not chapter.is_solutions]
    listed = "\n".join(_entry(chapter, answers.get(chapter.path.name)) for chapter in pages)
    return f"## Contents\n\n::::{{container}} contents-list\n{listed}\n::::"


def _entry(chapter: Chapter, answers: Chapter | None) -> str:
    kind = "appendix" if chapter.is_appendix else "chapter"
    promise = chapter.promise.replace(f"In this {kind} you ", "You ", 1)
    link = f" [Solutions {chapter.number}]({answers.name})" if answers else ""
    return f"- **[{chapter.number} · {chapter.subject}]({chapter.name})**<br>{promise}{link}"


def _trees(chapters: list[Chapter]) -> str:
    """Return what Sphinx makes the sidebar of, and the links to the previous and next page."""
    main = main_chapters(chapters)
    appendices = [chapter for chapter in chapters if chapter.is_appendix]
    solutions = [chapter for chapter in chapters if chapter.is_solutions]
    trees = [
        _tree("Chapters", [f"{c.number} · {c.subject} <{_page(c)}>" for c in main]),
        _tree("Appendices", [f"{c.number} · {c.subject} <{_page(c)}>" for c in appendices]),
        _tree("Look up", ["Glossary <glossary>", "Index of claims <claims>"]),
        _tree("Solutions", [f"Solutions {c.number} <{_page(c)}>" for c in solutions]),
    ]
    return "\n\n".join(tree for tree in trees if tree)


def _page(chapter: Chapter) -> str:
    return chapter.name.removesuffix(".ipynb")


def _tree(caption: str, entries: list[str]) -> str:
    if not entries:
        return ""
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```"])

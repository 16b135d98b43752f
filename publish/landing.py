"""The first page of the site: one equation, what its small line means, and the contents."""

from publish.manuscript import ANCHOR, CLAIM, Chapter, settings

SHOWN = "eq-8-2"  # the claim that stands for the book: how an error passes to the layer below


def landing_page(chapters: list[Chapter]) -> str:
    """Return the landing page, in the markdown of the notebooks."""
    book = settings()
    pages = [chapter for chapter in chapters if not chapter.is_solutions]
    main = [chapter for chapter in pages if not chapter.is_appendix]
    appendices = [chapter for chapter in pages if chapter.is_appendix]
    solutions = [chapter for chapter in chapters if chapter.is_solutions]
    parts = [
        f"# {book['title']}",
        f":::{{container}} lead\n{book['subtitle']}\n:::",
        _opening(pages),
        READING,
        f"## Contents\n\n::::{{container}} contents-list\n{_contents(pages, solutions)}\n::::",
        _tree("Chapters", [f"{c.number} · {c.subject} <{_page(c)}>" for c in main]),
        _tree("Appendices", [f"{c.number} · {c.subject} <{_page(c)}>" for c in appendices]),
        _tree("Solutions", [f"{_number_of(c)} <{_page(c)}>" for c in solutions]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(main: list[Chapter]) -> str:
    claims = [(chapter, data) for chapter in main for data in chapter.displayed_claims]
    if not claims:
        return WHAT_IT_IS
    shown = next((c for c in claims if c[1][CLAIM].get("id") == SHOWN), claims[0])
    chapter, data = shown
    equation = ANCHOR.sub("", data["text/markdown"]).strip()
    refuted = sum(sum(d[CLAIM].get("wrong_refuted", {}).values()) for _, d in claims)
    source = f"[chapter {chapter.number}]({chapter.name}#{data[CLAIM]['id']})"
    return f"""{WHAT_IT_IS} Here is an equation of this book, as {source} prints it:

::::{{container}} claim
{equation}
::::

The small line is the point of this book. An equation with a green rule was not typed: the cell
above it proved it and then displayed it, from the same expression. It was also put beside wrong
versions, such as a lost transpose, a flipped sign, or a misprint of a published text. Each of them
must be refuted with a counterexample. Change one letter of an equation, and its page stops there.

So far the book displays {_many(len(claims), "claim")}, and {_many(refuted, "wrong version")} of
them {"has" if refuted == 1 else "have"} been refuted."""


WHAT_IT_IS = """A network makes an error at its output. How much of it is the fault of one weight,
many layers below? *Error backpropagation* (误差反向传播) answers this for all weights at once, in
about the time that the network takes to answer. It trains nearly every neural network there is."""

READING = """## How to read

Each chapter asks one question. It states its claims, derives them by hand and with SymPy,
translates them into a few lines of NumPy, checks those by finite differences, and uses them. The
code cells ran when this page was made; below each stands what it printed. A chapter ends with
exercises, their hints are folded, and their solutions are chapters of their own.

Better than reading is breaking. `make lab` opens the chapters in JupyterLab: change a letter of an
equation, and run its cell. The same text is in the PDF."""


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _contents(main: list[Chapter], solutions: list[Chapter]) -> str:
    answers = {chapter.path.name: chapter for chapter in solutions}
    return "\n".join(_entry(chapter, answers.get(chapter.path.name)) for chapter in main)


def _entry(chapter: Chapter, answers: Chapter | None) -> str:
    kind = "appendix" if chapter.is_appendix else "chapter"
    promise = chapter.promise.replace(f"In this {kind} you ", "You ", 1)
    link = f" [Solutions]({answers.name})" if answers else ""
    return f"- **[{chapter.number} · {chapter.subject}]({chapter.name})**<br>{promise}{link}"


def _number_of(chapter: Chapter) -> str:
    return f"Solutions {chapter.number}"


def _page(chapter: Chapter) -> str:
    return chapter.name.removesuffix(".ipynb")


def _tree(caption: str, entries: list[str]) -> str:
    if not entries:
        return ""
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```"])

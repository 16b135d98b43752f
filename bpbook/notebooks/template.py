"""The skeleton of a new chapter and of its solutions: the sections of a page, in order."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from bpbook.notebooks.canonical import canonical

_CHAPTER = (
    (
        "title",
        "# Chapter {number} — {title}\n\n"
        "In this chapter you … (one sentence: what you will do).\n\n"
        "**You need** … (chapters).\n\n"
        "**You will be able to**\n\n- … (verbs; *about* is no goal).\n\n"
        "**The question.** … (one that the chapter answers)?",
    ),
    ("imports", None),
    (
        "state",
        "## What is claimed\n\nThe claim in words and symbols, with the shape of everything.",
    ),
    (
        "derive",
        "## Derive\n\nFirst by hand, step by step, each step with its reason. Then in SymPy, then "
        "`claim` for every width. One claim a cell.",
    ),
    ("translate", "## Translate to NumPy\n\nAt most 8 lines that read as the formula does."),
    (
        "check",
        "## Check\n\nEvery derivative meets `gradcheck`, published numbers meet the digits.",
    ),
    ("use", "## Use\n\nAn experiment with a measurable outcome and a figure."),
    ("break", "## Break it\n\nOne thing that goes wrong, shown and explained."),
    (
        "exercises",
        "## Exercises\n\nSolutions are in "
        "[Solutions to chapter {number}](solutions/{stem}.ipynb).\n\n"
        "**Exercise {number}.1** (warm-up). …\n\n"
        "<details>\n<summary>Hint</summary>\n\n…\n\n</details>",
    ),
    (
        "sources",
        "## Sources\n\n- Author, *Title*, year, section.\n\nPassages of the seeds that this "
        "chapter covers or corrects: …",
    ),
)
_SOLUTIONS = (
    (
        "title",
        "# Solutions to chapter {number}\n\n"
        "The exercises stand at the end of [chapter {number}](../{stem}.ipynb#exercises).",
    ),
    ("imports", None),
    ("1", "## Exercise {number}.1\n\n…"),
)
_IMPORTS = "import numpy as np\n\nnp.zeros((1, 1)).shape"


def chapter(stem: str) -> NotebookNode:
    """Return the skeleton of a chapter.

    Parameters
    ----------
    stem : str
        The file's name without its ending, ``03_losses``.

    Returns
    -------
    NotebookNode
        Its sections with a line on what belongs there, not executed yet.
    """
    return _notebook("c", stem, _CHAPTER)


def solutions(stem: str) -> NotebookNode:
    """Return the skeleton of the solutions of a chapter; see `chapter`."""
    return _notebook("s", stem, _SOLUTIONS)


def _notebook(prefix: str, stem: str, cells: tuple) -> NotebookNode:
    number, _, noun = stem.partition("_")
    words = {
        "number": number.lstrip("0") or "0",
        "title": noun.replace("_", " ").capitalize(),
        "stem": stem,
    }
    made = []
    for name, text in cells:
        id = f"{prefix}{number}-{name}"
        if text is None:
            made.append(new_code_cell(_IMPORTS, id=id))
        else:
            made.append(new_markdown_cell(text.format(**words), id=id))
    return canonical(new_notebook(cells=made))

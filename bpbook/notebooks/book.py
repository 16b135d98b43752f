"""The checkout: its chapters, their solutions, and what decides whether one runs again."""

import difflib
import hashlib
import platform
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bpbook.notebooks.errors import BookError

NAME = re.compile(r"(?P<number>\d\d)_(?P<noun>[a-z][a-z0-9]*(?:_[a-z0-9]+)*)")
APPENDICES = 90  # 91_notation.ipynb is Appendix A
_MARKS = ("chapters", "bpbook", "pyproject.toml")


@dataclass(frozen=True, order=True)
class Notebook:
    """One notebook of the book.

    Attributes
    ----------
    root : Path
        The checkout.
    name : str
        The path from there with forward slashes, ``chapters/02_activations.ipynb``.
    """

    root: Path
    name: str

    @property
    def path(self) -> Path:
        """Where the stored notebook lies."""
        return self.root / self.name

    @property
    def stem(self) -> str:
        """The chapter's name, ``02_activations``; a chapter and its solutions share it."""
        return self.path.stem

    @property
    def number(self) -> str:
        """The chapter's number as it stands in the equations: ``2``; of an appendix ``A``."""
        return number_of(self.stem)

    @property
    def noun(self) -> str:
        """The name without its number."""
        return self.stem.partition("_")[2]

    @property
    def is_appendix(self) -> bool:
        """Whether it is an appendix, which has no exercises."""
        return self.number.isalpha()

    @property
    def is_solution(self) -> bool:
        """Whether it holds the solutions of a chapter."""
        return self.path.parent.name == "solutions"


def number_of(stem: str) -> str:
    """Return the number that the name of a notebook gives to its equations.

    Examples
    --------
    >>> number_of("02_activations"), number_of("95_proofs")
    ('2', 'E')
    """
    number = int(stem.partition("_")[0])
    return chr(ord("A") + number - APPENDICES - 1) if number > APPENDICES else str(number)


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and MyST make it.

    Examples
    --------
    >>> slug("Derive: the sigmoid")
    'derive-the-sigmoid'
    """
    plain = re.sub(r"[^\w\s-]", "", heading.strip().lower())
    return re.sub(r"\s", "-", plain)


def find_root(start: Path) -> Path:
    """Find the checkout that holds a folder.

    Parameters
    ----------
    start : Path
        The folder where the search begins; its parents follow.

    Returns
    -------
    Path
        The first folder upwards that holds ``chapters``, ``bpbook`` and ``pyproject.toml``.

    Raises
    ------
    BookError
        If there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if all((folder / mark).exists() for mark in _MARKS):
            return folder
    raise BookError(
        f"no book in {start} or above it: run bpbook inside a checkout, "
        "the folder that holds chapters, bpbook and pyproject.toml"
    )


def checkout() -> Path:
    """Return the checkout around the working folder, or else the one that this package is part of.

    For pages that read the book and may be opened from anywhere.

    Raises
    ------
    BookError
        If there is neither.
    """
    try:
        return find_root(Path.cwd())
    except BookError:
        return find_root(Path(__file__).parent)


def setting(root: Path, name: str) -> str:
    """Return a setting of the table [tool.bpbook] in pyproject.toml; nothing if it is not there.

    Parameters
    ----------
    root : Path
        The checkout.
    name : str
        Of the setting, such as ``repository``: the address where the book is published.
    """
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text).get("tool", {}).get("bpbook", {}).get(name, "")


def require_own_package(root: Path) -> None:
    """Refuse to run the notebooks of one checkout with the package of another.

    Raises
    ------
    BookError
        If this program was installed from another checkout.
    """
    home = Path(__file__).resolve().parents[2]
    if home != root:
        raise BookError(
            f"this bpbook belongs to {home}, and you are in {root}: "
            "run `make setup` here and use .venv/bin/bpbook"
        )


def notebooks(root: Path) -> list[Notebook]:
    """List the chapters in their order, then the solutions.

    Raises
    ------
    BookError
        If a notebook is not named ``NN_noun.ipynb``.
    """
    found = []
    for folder in ("chapters", "chapters/solutions"):
        for path in sorted((root / folder).glob("*.ipynb")):
            if not NAME.fullmatch(path.stem):
                raise BookError(
                    f"{folder}/{path.name}: a chapter is named NN_noun.ipynb, as in "
                    "02_activations.ipynb; rename it, or move it out of chapters"
                )
            found.append(Notebook(root, f"{folder}/{path.name}"))
    return found


def select(root: Path, wanted: list[str]) -> list[Notebook]:
    """Choose notebooks by number, name or path; a chapter brings its solutions along.

    Parameters
    ----------
    root : Path
        The checkout.
    wanted : list of str
        For each chapter ``8``, ``08``, ``matrix_form``, ``08_matrix_form`` or a path; an
        empty list means every notebook. The path of a solutions notebook means it alone.

    Returns
    -------
    list of Notebook
        In the order of the book, each once.

    Raises
    ------
    BookError
        If a word names no chapter.
    """
    everything = notebooks(root)
    if not wanted:
        return everything
    chosen = {notebook for word in wanted for notebook in _matching(everything, word)}
    return [notebook for notebook in everything if notebook in chosen]


def one_chapter(root: Path, word: str, made: str, command: str) -> Notebook:
    """Choose one chapter.

    Parameters
    ----------
    root : Path
        The checkout.
    word : str
        As for `select`.
    made, command : str
        What is to be made of it and by which command, for the message.

    Raises
    ------
    BookError
        If the word names no chapter, an appendix, or several chapters.
    """
    found = [n for n in select(root, [word]) if not n.is_solution]
    if len(found) != 1 or found[0].is_appendix:
        names = ", ".join(notebook.name for notebook in found) or "solutions alone"
        raise BookError(
            f"{word!r} means {names}: {made} is made of one chapter; "
            f"give its number, as in `bpbook {command} 8`"
        )
    return found[0]


def _matching(everything: list[Notebook], word: str) -> list[Notebook]:
    if word.endswith(".ipynb"):
        at = [
            n
            for n in everything
            if n.path.resolve() in (Path(word).resolve(), (n.root / word).resolve())
        ]
        if at and at[0].is_solution:
            return at
        found = [n for n in everything if at and n.stem == at[0].stem]
    else:
        number = word.lstrip("0") or "0" if word.isdecimal() else word
        found = [n for n in everything if number in (n.number, n.noun, n.stem, n.stem[:2])]
    if not found:
        raise BookError(_unknown(everything, word))
    return found


def _unknown(everything: list[Notebook], word: str) -> str:
    stems = sorted({notebook.stem for notebook in everything})
    if not stems:
        return f"no chapter {word!r}: the book has no chapters yet (bpbook new NN_noun makes one)"
    names = {name: stem for stem in stems for name in (stem, stem.partition("_")[2])}
    close = difflib.get_close_matches(Path(word).stem, names, n=1)
    if close:
        return f"no chapter {word!r}; did you mean {names[close[0]]}?"
    return f"no chapter {word!r}; there are {', '.join(stems)}"


def package_digest(root: Path) -> str:
    """Digest what every notebook stands on.

    Parameters
    ----------
    root : Path
        The checkout.

    Returns
    -------
    str
        A hash of every file of the package, data included, of ``requirements.lock`` and of
        the Python that runs.
    """
    digest = hashlib.sha256(f"{sys.platform} {platform.python_version()}".encode())
    add_files(digest, root, [root / "requirements.lock", *(root / "bpbook").rglob("*")])
    return digest.hexdigest()


def add_files(digest: "hashlib._Hash", root: Path, paths: list[Path]) -> None:
    """Add names and contents of files to a digest, whatever their order.

    Folders, missing files and what Python compiled are left out.
    """
    for path in sorted(paths):
        if path.is_file() and path.suffix != ".pyc":
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
            digest.update(content)


def key(notebook: Notebook, package: str) -> str:
    """Return what decides whether a notebook runs again.

    Parameters
    ----------
    notebook : Notebook
        The stored notebook.
    package : str
        The digest of `package_digest`.

    Returns
    -------
    str
        A hash that changes with the notebook, the package, the data, the lock and Python; for
        one that reads the others, as appendices do, with any chapter too.
    """
    content = notebook.path.read_bytes()
    digest = hashlib.sha256(package.encode() + content)
    if notebook.is_appendix or b"bpbook.notebooks" in content:
        add_files(digest, notebook.root, list((notebook.root / "chapters").glob("*.ipynb")))
    return digest.hexdigest()


def places_for(root: Path, stem: str) -> tuple[Notebook, Notebook]:
    """Say where a new chapter and its solutions go.

    Parameters
    ----------
    root : Path
        The checkout.
    stem : str
        The chapter's name, ``03_losses``.

    Returns
    -------
    tuple of Notebook
        The chapter and the solutions; neither exists.

    Raises
    ------
    BookError
        If the name is not of this form or that of an appendix, or its number is taken.
    """
    if not NAME.fullmatch(stem):
        raise BookError(
            f"{stem!r} is no name for a chapter: two digits, an underscore and a noun in small "
            "letters, as in 03_losses"
        )
    if int(stem[:2]) > APPENDICES:
        raise BookError(
            f"{stem} would be Appendix {number_of(stem)}, which has no sections or solutions to "
            "begin with: copy another appendix, or choose a number up to 90"
        )
    for notebook in notebooks(root):
        if notebook.stem[:2] == stem[:2]:
            raise BookError(f"chapter {notebook.number} exists: {notebook.name}")
    names = (f"chapters/{stem}.ipynb", f"chapters/solutions/{stem}.ipynb")
    return Notebook(root, names[0]), Notebook(root, names[1])

"""Copies of the checkout as it stands, each with an environment of its own.

A row never touches the working tree, and an edit that is made while rows run does not reach
them: all work on copies of one snapshot. The environment of a copy holds no packages. A file
``.pth`` names the copy first and then the folder where the packages lie, so that its kernels
import the package of the copy.
"""

import functools
import hashlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from bpbook.notebooks import book
from tests.stress.commands import ROOT

PACKAGES = Path(sysconfig.get_paths()["purelib"])
UMLAUTS = "Rück führung, größer als ½"  # a folder that a person may have


def listed(root: Path) -> list[Path]:
    """List the files of a checkout that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    names = said.decode("utf-8", "surrogateescape").split("\0")
    return sorted({root / name for name in names if name and (root / name).is_file()})


def tree_key(root: Path) -> str:
    """Digest everything that a row can depend on: the files, and the Python that runs."""
    digest = hashlib.sha256(f"{sys.platform} {sys.version}".encode())
    book.add_files(digest, root, listed(root))
    return digest.hexdigest()


@functools.cache
def room() -> Path:
    """Return the folder of all copies, which goes when this process ends."""
    _HELD.append(tempfile.TemporaryDirectory(prefix="bpbook-stress-", ignore_cleanup_errors=True))
    folder = Path(_HELD[0].name)
    folder.chmod(0o755)  # an ordinary user may look into it
    return folder


_HELD: list[tempfile.TemporaryDirectory] = []


@functools.cache
def snapshot() -> Path:
    """Return the one copy of the working tree that the others are made from."""
    return _copy(ROOT, listed(ROOT), room() / "snapshot")


def copy(name: str) -> Path:
    """Make another copy of the snapshot."""
    source = snapshot()
    files = [p for p in source.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return _copy(source, files, room() / name)


def _copy(source: Path, files: list[Path], target: Path) -> Path:
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return target


def environment(folder: Path, python: str = sys.executable, packages: Path = PACKAGES) -> Path:
    """Make an environment for a copy, and return its interpreter.

    Parameters
    ----------
    folder : Path
        The copy. The environment lies beside it, so that the copy holds what git holds.
    python : str
        The interpreter it is made with.
    packages : Path
        The site-packages that hold what the book needs.
    """
    place = folder.with_name(folder.name + ".venv")
    command = [python, "-m", "venv", "--without-pip", "--clear", place]
    subprocess.run(command, check=True, capture_output=True)
    interpreter = place / "bin" / "python"
    (site := site_packages(interpreter)).mkdir(parents=True, exist_ok=True)
    (site / "bpbook-stress.pth").write_text(f"{folder}\n{packages}\n", encoding="utf-8")
    return interpreter


def site_packages(interpreter: Path) -> Path:
    """Ask an interpreter where its packages lie."""
    program = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    done = subprocess.run([interpreter, "-c", program], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())

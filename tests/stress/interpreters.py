"""The Pythons of this machine, and packages for them at the ends of what is permitted."""

import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.stress import commands, copies

STORE = commands.ROOT / "_build" / "stress"
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
TOOLS = ("test", "press", "build")  # the extras that no chapter imports
_PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/opt/*/bin",
    "~/.pyenv/versions/*/bin",
    "~/.local/share/uv/python/*/bin",
    "~/miniforge3/envs/*/bin",
)
_QUESTION = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"


class MissingError(RuntimeError):
    """Something that the machine or the network does not offer."""


@functools.cache
def found(version: str, user: str | None = None) -> tuple[str, ...]:
    """Find the interpreters of a version that run, as a certain user if need be."""
    candidates = [sys._base_executable, shutil.which(f"python{version}")]
    for place in _PLACES:
        folder = Path(place).expanduser()
        matches = Path(folder.anchor).glob(str(folder.relative_to(folder.anchor)))
        candidates += [match / f"python{version}" for match in matches]
    unique = dict.fromkeys(str(c) for c in candidates if c)
    return tuple(path for path in unique if _answers(path, version, user))


def _answers(path: str, version: str, user: str | None) -> bool:
    command = [path, "-c", _QUESTION if user is None else _QUESTION.replace("ensurepip, ", "")]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, user=user)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def packages(version: str, age: str) -> tuple[str, Path]:
    """Install what the book needs for a Python, all at the oldest or the newest version.

    Parameters
    ----------
    version : str
        Of Python, as in ``3.12``.
    age : {"oldest", "newest"}
        Which end of what pyproject.toml permits.

    Returns
    -------
    tuple of str and Path
        The interpreter, and the folder of its packages. They are kept in ``_build/stress``
        for the next run; what is newest is asked again each time.

    Raises
    ------
    MissingError
        If there is no such interpreter.
    """
    interpreters = found(version)
    if not interpreters:
        raise MissingError(f"no Python {version} on this machine")
    needed = requirements()
    digest = hashlib.sha256("\n".join(needed).encode()).hexdigest()[:8]
    place = STORE / f"python{version}-{age}-{digest}"
    python = place / "bin" / "python"
    note = place / "complete"
    if age == "newest" or not note.exists():
        _uv("venv", "--quiet", "--clear", "--python", interpreters[0], place)
        chosen = ["--resolution", RESOLUTIONS[age], "--only-binary", ":all:"]
        _uv("pip", "install", "--quiet", "--python", python, *chosen, *needed)
        note.touch()
    return interpreters[0], copies.site_packages(python)


def requirements() -> list[str]:
    """Return what pyproject.toml says that the package and the chapters need to run."""
    with (commands.ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"]
    used = [name for name in extras if name not in TOOLS]
    return [*project["dependencies"], *(line for name in used for line in extras[name])]


def _uv(*arguments: str | Path) -> None:
    variables = {"UV_PYTHON_DOWNLOADS": "never"}
    done = commands.run([uv(), *arguments], variables=variables, limit=900)
    if done.code:
        raise RuntimeError(f"uv {arguments[0]} failed:\n{commands.end_of(done.said)}")


@functools.cache
def uv() -> str:
    """Return a uv that runs: the one on the path, or one installed for this purpose."""
    own = STORE / "uv" / "bin" / "uv"
    for path in (shutil.which("uv"), str(own)):
        if path and not subprocess.run([path, "--version"], capture_output=True).returncode:
            return path
    environment = os.environ | {"PIP_USER": "0"}
    for command in (
        [sys.executable, "-m", "venv", STORE / "uv"],
        [STORE / "uv" / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"],
    ):
        subprocess.run(command, check=True, env=environment)
    return str(own)

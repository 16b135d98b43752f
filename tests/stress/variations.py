"""The whole book executed in altered surroundings, and compared with the stored outputs."""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.stress import (
    Outcome,
    commands,
    copies,
    failed,
    interpreters,
    not_run,
    passed,
    replay,
    shaken,
)

ORDINARY = "nobody"  # an account that every Unix has
CHAPTERS = "BPBOOK_STRESS_CHAPTERS"  # a choice of chapters, for those who work on a row
_LIMIT = 3600  # seconds
_SHOWN = 3000  # characters of each difference


@dataclass(frozen=True)
class Variation:
    """What is altered, and how the probe can tell.

    Attributes
    ----------
    kernel : dict of str to str
        Environment variables of the kernels, and of the runner that starts them.
    flags : frozenset of str
        ``umlauts``: the copy lies in a folder whose name a careless program cannot read;
        ``elsewhere``: runner and kernels work in another folder; ``ordinary``: neither is root
        and the copy cannot be written; ``offline``, ``twice``, ``shaken``.
    python, packages : str, Path
        Another interpreter with other versions of the packages.
    expected : dict
        What the probe must say, as far as it is known before.
    """

    kernel: dict = field(default_factory=dict)
    flags: frozenset = frozenset()
    python: str | None = None
    packages: Path = copies.PACKAGES
    expected: dict = field(default_factory=dict)

    def __or__(self, other: "Variation") -> "Variation":
        """Return both at once."""
        return Variation(
            self.kernel | other.kernel,
            self.flags | other.flags,
            self.python or other.python,
            self.packages,
            self.expected | other.expected,
        )


def outcome(name: str, variation: Variation) -> Outcome:
    """Execute the book under a variation, and judge what came of it."""
    try:
        return judged(report(name, variation), variation)
    except interpreters.MissingError as reason:
        return not_run(str(reason))


def judged(found: dict, variation: Variation) -> Outcome:
    """Judge a report of `replay`: nothing fails, nothing differs, and the probe agrees."""
    figure = f"{found['notebooks']} notebooks, {found['cells']} cells, "
    figure += f"{found['differing cells']} differ"
    if found["failed"]:
        figure += f", {len(found['failed'])} notebooks failed"
    wrong = contradictions(found["probe"], variation)
    if wrong:
        figure += f"; {len(wrong)} of the surroundings not as wanted"
    if found["failed"] or found["differ"] or wrong or not found["cells"]:
        parts = [diff[:_SHOWN] for diff in (*found["failed"].values(), *found["differ"].values())]
        return failed(figure, "\n".join([*wrong, *parts]))
    return passed(figure + versions(found["probe"], variation))


def versions(probe: dict, variation: Variation) -> str:
    """Say which packages it was, if they were not the locked ones."""
    if variation.packages == copies.PACKAGES:
        return ""
    return ", " + ", ".join(f"{k} {probe[k]}" for k in ("Python", "NumPy", "SymPy", "Matplotlib"))


def contradictions(probe: dict, variation: Variation) -> list[str]:
    """Say where the probe found other surroundings than the row wanted."""
    wanted = {"own package": True} | variation.expected
    return [
        f"{what}: wanted {wanted[what]!r}, the probe found {probe.get(what)!r}"
        for what in wanted
        if probe.get(what) != wanted[what]
    ]


def report(name: str, variation: Variation) -> dict:
    """Run `replay` in a copy under a variation, and return its report."""
    flags = variation.flags
    place = copies.copy(f"{name} {copies.UMLAUTS}" if "umlauts" in flags else _plain(name))
    work = place.with_name(place.name + ".work")  # what the run itself may write
    work.mkdir()
    try:
        user = ordinary_user() if "ordinary" in flags else None
        python = copies.environment(place, variation.python or _python(user), variation.packages)
        if "shaken" in flags:
            shake(python)
        with _surroundings(place, work, user, read_only="ordinary" in flags) as options:
            options["env"] |= variation.kernel
            return _replayed(python, variation, place, work, options)
    finally:
        for folder in (place, work):
            shutil.rmtree(folder, ignore_errors=True)


def _replayed(python: Path, variation: Variation, place: Path, work: Path, options: dict) -> dict:
    told = work / "report.json"
    command = [python, "-m", "tests.stress.replay", told, *_arguments(variation, work)]
    cwd = work if "elsewhere" in variation.flags else place
    done = commands.run(command, cwd=cwd, limit=_LIMIT, **options)
    last = done.said.strip().rpartition("\n")[2]
    if done.code == replay.CANNOT:
        raise interpreters.MissingError(last)
    if not told.exists():
        raise RuntimeError(f"no report: {last}\n{commands.end_of(done.said)}")
    return json.loads(told.read_text(encoding="utf-8"))


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name)


def _arguments(variation: Variation, work: Path) -> list[str]:
    arguments = [f"--{flag}" for flag in ("twice", "offline") if flag in variation.flags]
    if "elsewhere" in variation.flags:
        arguments.append(f"--folder={work}")
    arguments += [f"--variable={name}={value}" for name, value in variation.kernel.items()]
    chapters = os.environ.get(CHAPTERS, "").split()
    return [*arguments, "--chapters", *chapters]


def shake(python: Path) -> None:
    """Let everything that an environment's Python draws be shaken."""
    site = copies.site_packages(python)
    shutil.copy(shaken.__file__, site / "bpbook_shaken.py")
    with (site / "bpbook-stress.pth").open("a", encoding="utf-8") as file:
        file.write("import bpbook_shaken; bpbook_shaken.install()\n")


def ordinary_user() -> str | None:
    """Return whom to become so as not to be root; None if this is nobody special."""
    return ORDINARY if os.geteuid() == 0 else None


def _python(user: str | None) -> str:
    """Return an interpreter like this one that a user may execute."""
    if user is None:
        return sys.executable
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for path in interpreters.found(version, user):
        return path
    raise interpreters.MissingError(f"no Python {version} that {user} may execute")


@contextlib.contextmanager
def _surroundings(place: Path, work: Path, user: str | None, *, read_only: bool) -> Iterator[dict]:
    """Give what `subprocess` needs: the environment variables, and whom to become."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_"))}
    options: dict = {"env": environment | {"HOME": str(work)}}
    if user is not None:
        import pwd  # not on Windows

        work.chmod(0o777)
        group = pwd.getpwnam(user).pw_gid
        options |= {"user": user, "group": group, "extra_groups": []}
    if not read_only:
        yield options
        return
    _allow_writing(place, allowed=False)
    try:
        yield options
    finally:
        _allow_writing(place, allowed=True)


def _allow_writing(place: Path, *, allowed: bool) -> None:
    for path in [place, *place.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | 0o200 if allowed else mode & ~0o222)

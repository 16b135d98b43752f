r"""Make .venv with everything the book needs; nothing to do if it is there and complete.

    python3 tools/bootstrap.py            (Windows: py tools\bootstrap.py)

Any Python from 3.6 on can read this file, so that one that is too old gets a clear answer.
It uses the standard library alone. What is complete is said by a note inside .venv, written
last: an interrupted set-up is made again, and so is one that was moved to another folder, was
made by another Python, or from another requirements.lock.
"""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent.parent
NOTE = "bpbook.json"
ROUTINE = ("Collecting", "Looking in", "Processing", "Requirement already", "  Using", "  Down")
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
# once, on all cores: where PYTHONDONTWRITEBYTECODE is set, every kernel would do it again
COMPILE = (
    "import compileall, sysconfig;"
    "compileall.compile_dir(sysconfig.get_path('purelib'), quiet=2, workers=0)"
)


class SetupError(Exception):
    """What is wrong, in one line, with what to do."""


def main(arguments=None):
    """Set up, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--keep-python",
        action="store_true",
        help="a complete .venv of another Python version will do",
    )
    options = parser.parse_args(arguments)
    with contextlib.suppress(ValueError):  # not in the main thread: a test
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        set_up(ROOT, options.keep_python)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the next run begins again", file=sys.stderr)
        return 130
    return 0


def set_up(root, keep_python=False):
    """Bring .venv up to date; raise SetupError if that cannot be."""
    if missing_step(root, keep_python) is None:
        return
    require_python(sys.version_info)
    with alone():
        step = missing_step(root, keep_python)  # another set-up may have ended meanwhile
        began = time.time()
        if step == "everything":
            make_environment(root)
        if step is not None:
            install_package(root)
            say(f"ready in {time.time() - began:.0f} s")


def missing_step(root, keep_python=False):
    """Return "everything", "package", or None if .venv is complete."""
    note, wanted = read_note(root), expected_note(root)
    if keep_python and "python" in note:
        wanted["python"] = note["python"]
    if not python_of(root).exists() or any(
        note.get(k) != wanted[k] for k in wanted if k != "package"
    ):
        return "everything"
    return None if note.get("package") == wanted["package"] else "package"


def read_note(root):
    """Return what .venv says of itself; an empty dict if it says nothing."""
    try:
        note = json.loads((root / ".venv" / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        note = None
    return note if isinstance(note, dict) else {}


def expected_note(root):
    """Return what a complete .venv of this checkout and this Python says."""
    return {
        "place": str(root / ".venv"),
        "python": dotted(sys.version_info[:2]),
        "lock": digest(root / "requirements.lock"),
        "package": digest(root / "pyproject.toml"),
    }


def digest(path):
    """Return the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def python_of(root):
    """Return where the environment's Python lies."""
    windows = Path("Scripts", "python.exe")
    return root / ".venv" / (windows if os.name == "nt" else Path("bin", "python"))


def require_python(version):
    """Raise SetupError if this Python cannot run the book or make an environment."""
    this = f"{dotted(version[:3])} ({sys.executable})"
    if not OLDEST <= tuple(version[:2]) <= NEWEST:
        found = other_python()
        advice = f"Say: make PYTHON={found} ..." if found else "Install one of those."
        raise SetupError(
            f"bpbook needs Python {dotted(OLDEST)} to {dotted(NEWEST)}; this is {this}. {advice}"
        )
    try:
        import ensurepip  # noqa: F401 -- is it there?
        import venv  # noqa: F401
    except ImportError:
        raise SetupError(
            f"Python {this} cannot make virtual environments. Install its venv module (Debian, "
            "Ubuntu: apt install python3-venv), or say: make PYTHON=python3.12 ..."
        ) from None


def dotted(version):
    """Return 3.12 for (3, 12)."""
    return ".".join(map(str, version))


def other_python():
    """Return the name of a Python on the path that would do, or None."""
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    return next((name for name in names if shutil.which(name)), None)


def make_environment(root):
    """Make .venv from nothing and install what the lock names."""
    folder = root / ".venv"
    if folder.exists() and not (folder / NOTE).exists():
        raise SetupError(
            f"{folder} was not made by this program. Rename it, or remove it: make distclean"
        )
    say(f"making .venv with Python {dotted(sys.version_info[:3])} (a minute or two, once)")
    remove(folder)
    folder.mkdir()
    write_note(root, {})
    run([sys.executable, "-m", "venv", str(folder)], "a virtual environment")
    lock = root / "requirements.lock"
    # wheels only: a package is unpacked, and no program of it runs
    wanted = ["--require-hashes", "--only-binary", ":all:", "--no-compile", "-r", str(lock)]
    run([str(python_of(root)), *PIP, *wanted], "the packages", Progress(lock))
    run([str(python_of(root)), "-c", COMPILE], "the packages, compiled")
    write_note(root, dict(expected_note(root), package=None))


def install_package(root):
    """Install the book's own package, so that a change of its files counts at once."""
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "-e", str(root)]
    run([str(python_of(root)), *PIP, *offline], "the book's package")
    write_note(root, expected_note(root))


def write_note(root, note):
    """Write the note as a whole or not at all."""
    path = root / ".venv" / NOTE
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(note, indent=1), encoding="utf-8")
    temporary.replace(path)


def remove(folder):
    """Remove a folder; the note goes last, so that a rest is known for what it is."""
    if not folder.exists():
        return
    for entry in sorted(folder.iterdir(), key=lambda path: path.name == NOTE):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(str(entry))
        else:
            entry.unlink()
    folder.rmdir()


def run(command, what, progress=None):
    """Run a program quietly; raise SetupError with what it said if it fails."""
    environment = dict(os.environ, PYTHONUNBUFFERED="1", PIP_USER="0")
    environment.pop("PYTHONPATH", None)
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        close_fds=False,  # it holds the lock too, should this program be killed
    )
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if progress:
                progress.see(line)
        process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        process.stdout.close()
        if progress:
            progress.close()
    if process.returncode:
        telling = [line for line in said if not line.startswith(ROUTINE)]
        rest = "".join(telling[-15:]).rstrip()
        raise SetupError(f"{what} could not be installed:\n{rest}")


class Progress:
    """How far pip is, on one line of a terminal, or a line now and then elsewhere."""

    def __init__(self, lock):
        lines = lock.read_text(encoding="utf-8").splitlines()
        self.total = sum("==" in line and not line.startswith((" ", "#")) for line in lines)
        self.found = 0
        self.began = time.time()
        self.live = sys.stderr.isatty()

    def see(self, line):
        """Take note of a line of pip's."""
        if line.startswith(("Collecting ", "Processing ")):
            self.found += 1
            if self.live or self.found % 40 == 0:
                self.show(f"{self.found} of {self.total} packages found")
        elif line.startswith("Installing "):
            self.show(f"installing {self.found} packages")

    def show(self, text):
        """Show how far it is."""
        text = f"  {text:<32} {time.time() - self.began:4.0f} s"
        sys.stderr.write("\r" + text if self.live else text + "\n")
        sys.stderr.flush()

    def close(self):
        """End the line of the terminal."""
        if self.live:
            sys.stderr.write("\n")


def say(text):
    """Tell the user something."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


@contextlib.contextmanager
def alone():
    """Wait until no other set-up runs in this folder. The lock is this very file."""
    with Path(__file__).open("rb") as file:
        os.set_inheritable(file.fileno(), True)
        lock(file)
        yield


def lock(file):
    """Lock a file, and say so if that means to wait."""
    try:
        lock_now(file)
    except OSError:
        say("another set-up is at work in this folder: waiting for it")
        while True:
            time.sleep(0.5)
            with contextlib.suppress(OSError):
                lock_now(file)
                return


def lock_now(file):
    """Lock a file until this process ends, or raise OSError."""
    if os.name == "nt":
        import msvcrt

        file.seek(1 << 30)  # far behind the text, which stays readable
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


if __name__ == "__main__":
    sys.exit(main())

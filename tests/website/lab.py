"""JupyterLab as `make lab` starts it: bound to this machine, and closed without its token."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.stress import Outcome, failed, passed

PATIENCE = 60.0  # seconds until the server answers


def command(root: Path) -> list[str]:
    """Return what `make lab` runs, from the Makefile itself."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    line = re.search(r"^lab:.*\n\t@?\$\(BIN\)/jupyter (?P<rest>.+)$", makefile, re.M)
    return [sys.executable, "-m", "jupyter", *shlex.split(line["rest"])]


def refuses_strangers(root: Path) -> Outcome:
    """Start it without a browser, and try to enter with and without its token."""
    with tempfile.TemporaryDirectory() as folder:
        places = {f"JUPYTER_{kind}_DIR": folder for kind in ("RUNTIME", "CONFIG", "DATA")}
        server = subprocess.Popen(
            [*command(root), "--no-browser", "--ServerApp.port=0", "--allow-root"],
            cwd=root,
            env=os.environ | places,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return _judged(_told(Path(folder), server))
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _told(folder: Path, server: subprocess.Popen) -> dict:
    """Return what the server writes down of itself."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        for file in folder.glob("jpserver-*.json"):
            told = json.loads(file.read_text(encoding="utf-8"))
            if _answer(told["url"] + "api", "") == 200:
                return told
        time.sleep(0.2)
    raise TimeoutError(f"JupyterLab did not answer in {PATIENCE:g} s")


def _judged(told: dict) -> Outcome:
    listening = _listening(told["port"])
    inside = _answer(told["url"] + "api/contents", told["token"])
    outside = _answer(told["url"] + "api/contents", "")
    figure = (
        f"listens on {', '.join(listening)}; a token of {len(told['token'])} characters; "
        f"answers {inside} with it, {outside} without"
    )
    safe = set(listening) <= {"127.0.0.1", "::1"} and len(told["token"]) >= 32
    return passed(figure) if safe and (inside, outside) == (200, 403) else failed(figure)


def _answer(url: str, token: str) -> int | None:
    headers = {"Authorization": f"token {token}"} if token else {}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=5
        ) as got:
            return got.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def _listening(port: int) -> list[str]:
    """Return the addresses on which this machine listens at a port, as Linux tells."""
    found = []
    for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]:
        address, state = line.split()[1], line.split()[3]
        number, _, at = address.partition(":")
        if state == "0A" and int(at, 16) == port:
            found.append(".".join(str(byte) for byte in bytes.fromhex(number)[::-1]))
    return found

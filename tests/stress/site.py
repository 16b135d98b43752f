"""The finished site: its links, and in a browser what a reader meets; two clones, one result."""

import functools
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.stress import Outcome, Row, commands, copies, failed, not_run, passed
from tests.stress.commands import ROOT
from tests.website.lab import refuses_strangers

BROWSE = ROOT / "tests" / "website" / "browse.py"
WANTED = ROOT / "tests" / "website" / "requirements.txt"
PLACE = ROOT / "_build" / "site-venv"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def press(kind: str, checkout: Path, out: Path) -> commands.Done:
    """Print the stored notebooks of a checkout with its own press."""
    python = copies.environment(checkout)
    command = [python, "-m", f"publish.{kind}", checkout, out]
    return commands.run(command, cwd=checkout)


@functools.cache
def site() -> Path:
    """Return the site of the working tree, made from the stored notebooks."""
    out = copies.room() / "site"
    done = press("html", copies.copy("site-source"), out)
    if done.code:
        raise RuntimeError(done.said)
    return out


@functools.cache
def interpreter() -> Path | str:
    """Return the Python that can drive a browser, or why there is none."""
    if not any(map(shutil.which, BROWSERS)):
        return "no Chromium is installed"
    python = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", PLACE], check=True)
    install = [python, "-m", "pip", "install", "-q", "-r", WANTED]
    done = commands.run(install, limit=300)
    return python if not done.code else f"pip cannot install {WANTED.relative_to(ROOT)}"


def browsed(check: str, figure: str, limit: float = 1800.0) -> Outcome:
    """Run one check of the browser on the site."""
    python = interpreter()
    if isinstance(python, str):
        return not_run(python)
    return commands.outcome([python, BROWSE, check, site()], figure=figure, limit=limit)


def links() -> Outcome:
    """Every link and anchor of every page leads somewhere; nothing is fetched from outside."""
    return commands.outcome(
        [sys.executable, "-m", "publish.site_check", site()],
        figure=r"\d+ pages, [\d,]+ links, .*",
        cwd=ROOT,
    )


def clones() -> Outcome:
    """Two checkouts in different folders give the same bytes, site and PDF."""
    told = []
    for kind, name in (("html", "site"), ("pdf", "book.pdf")):
        digests = []
        for place in ("one", f"two, {copies.UMLAUTS}"):
            checkout = copies.room() / place
            checkout = checkout if checkout.exists() else copies.copy(place)
            out = checkout / "out" / name
            done = press(kind, checkout, out)
            if done.code:
                return failed(f"the press of {kind} fails in {place}", done.said)
            digests.append(_digest(out))
        one, two = digests
        if one != two:
            other = sorted(
                str(name) for name in one.keys() | two if one.get(name) != two.get(name)
            )
            return failed(f"{len(other)} files of {kind} differ", "\n".join(other[:50]))
        told.append(f"{kind}: {len(one)} file{'s' if len(one) > 1 else ''}")
    return passed(f"{', '.join(told)}, 0 differ")


def _digest(out: Path) -> dict[Path, str]:
    files = [path for path in out.rglob("*") if path.is_file()] if out.is_dir() else [out]
    return {p.relative_to(out): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files)}


def lab() -> Outcome:
    """`make lab` answers this machine alone, and nobody without the token."""
    return refuses_strangers(ROOT)


BAD = """<!DOCTYPE html><html lang="en"><head><title>Bad</title></head><body><main>
<script src="https://cdn.example/x.js"></script>
<div class="bd-article"><p style="color:#999;background:#aaa">Grey on grey.</p>
<div style="overflow-x:auto;width:9em"><p style="width:99em">Scrolls.</p></div>
<p style="width:4000px">Wide.</p></div>
<ul id="search-results"></ul><p>Your search did not match any documents.</p>
<script>const pad = "{pad}";</script>
</main></body></html>"""


def bad_site() -> Outcome:
    """Each check of the browser notices a page that is made to fail it."""
    python = interpreter()
    if isinstance(python, str):
        return not_run(python)
    bad = copies.room() / "bad-site"
    bad.mkdir()
    for name in ("index.html", "search.html"):
        (bad / name).write_text(BAD.replace("{pad}", "x" * 1_600_000), encoding="utf-8")
    checks = ("offline", "accessible", "keyboard", "narrow", "search", "weight")
    ends = {check: commands.run([python, BROWSE, check, bad], limit=300) for check in checks}
    blind = [check for check, done in ends.items() if done.code != 1]
    said = "\n".join(f"{check}:\n{ends[check].said}" for check in blind)
    if blind:
        return failed(f"not noticed by {', '.join(blind)}", said)
    return passed(f"noticed by all {len(checks)} checks")


def _row(name: str, check: str, minutes: float) -> Row:
    return Row(f"site: {name}", lambda: browsed(check, r"\d+ (?:pages|terms), .*"), minutes)


ROWS = [
    Row("site: links and anchors", links, minutes=1),
    Row("site: JupyterLab is for this machine", lab, minutes=0.2),
    Row("site: two clones, the same bytes", clones, minutes=3),
    Row("site: a bad page is noticed", bad_site, minutes=0.5),
    _row("Chinese and English search", "search", 0.3),
    _row("network cut, console quiet", "offline", 1),
    _row("375, 768 and 1440 px", "narrow", 2),
    _row("weight and first paint", "weight", 1),
    _row("tab key reaches everything", "keyboard", 4),
    _row("WCAG 2.1 AA, light and dark", "accessible", 8),
]

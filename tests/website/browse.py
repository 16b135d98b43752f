"""Open every page of a site in Chromium: ``python tests/website/browse.py CHECK SITE``.

It runs in an environment of its own, tests/website/requirements.txt, which has no bpbook. A check
prints what is wrong, then its figure in a line, and its exit code tells whether all is well.
"""

import argparse
import importlib.util
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTHS = (375, 768, 1440)  # pixels: a phone, a tablet, a desk
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
CUT = ["--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking"]
MOST_TABS = 600
MOST_TOLD = 200  # problems
TERMS = ("误差反向传播", "反向传播", "梯度", "传播", "交叉熵", "learning rate", "chain rule")

Problems = list[str]


class Site:
    """A finished site and the browser that looks at it."""

    def __init__(self, folder: Path, browser: Browser, pages: str = "*.html"):
        self.folder = folder.resolve()
        self.browser = browser
        self.pages = sorted(self.folder.rglob(pages))

    def name(self, path: Path) -> str:
        """Return how a page is called in messages."""
        return path.relative_to(self.folder).as_posix()

    @contextmanager
    def open(self, path: Path, width=1440, scheme="light", query="") -> Iterator[Page]:
        """Open a page with the network cut; ``page.complaints`` collects what goes wrong."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",  # a colour on its way from light to dark is none of ours
            offline=True,
        )
        page = context.new_page()
        page.complaints = []
        page.requests = 0
        page.on("request", lambda request: self._count(page, request))
        page.on("requestfailed", lambda request: page.complaints.append(f"failed: {request.url}"))
        page.on("pageerror", lambda error: page.complaints.append(f"error: {error}"))
        page.on("console", lambda message: _console(page, message))
        try:
            page.goto(path.as_uri() + query, wait_until="load")
            yield page
        finally:
            context.close()

    def _count(self, page: Page, request) -> None:
        page.requests += 1
        if not request.url.startswith((self.folder.as_uri(), "data:")):
            page.complaints.append(f"leaves the site: {request.url}")


def _console(page: Page, message) -> None:
    if message.type in ("error", "warning"):
        page.complaints.append(f"console: {message.text}")


def offline(site: Site) -> tuple[Problems, str]:
    """No page asks for anything outside the site, or complains on the console."""
    problems, requests = [], 0
    for path in site.pages:
        with site.open(path) as page:
            page.wait_for_timeout(300)
            problems += [f"{site.name(path)}: {text}" for text in page.complaints]
            requests += page.requests
    return problems, f"{len(site.pages)} pages, {requests} requests, {len(problems)} complaints"


def accessible(site: Site) -> tuple[Problems, str]:
    """No page violates WCAG 2.1 AA as far as axe-core can tell, in light and in dark."""
    spec = importlib.util.find_spec("axe_playwright_python")
    axe = (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    problems, passes = [], 0
    for path in site.pages:
        for scheme in ("light", "dark"):
            with site.open(path, scheme=scheme) as page:
                found, held = _axe(page, axe)
                problems += [f"{site.name(path)}, {scheme}: {text}" for text in found]
                passes += held
    count = f"{len(problems)} violations of WCAG 2.1 AA"
    return problems, f"{len(site.pages)} pages, light and dark, {passes} rules held, {count}"


def _axe(page: Page, axe: str) -> tuple[Problems, int]:
    page.evaluate(axe)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    found = [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
    return found, len(result["passes"])


REACHED = """() => {
  const active = document.activeElement;
  if (!active || active === document.body) return null;
  const all = window.__all ??= [...document.querySelectorAll('*')];
  const style = getComputedStyle(active);
  const box = active.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    || active.closest('svg') !== null;
  const shown = box.width > 0 && box.height > 0;
  return [all.indexOf(active), shown, seen, active.outerHTML.slice(0, 120)];
}"""
WANTED = """() => {
  const all = window.__all ??= [...document.querySelectorAll('*')];
  const shown = (e) => e.checkVisibility({checkVisibilityCSS: true, checkOpacity: false});
  return [...document.querySelectorAll('main a[href], main button, main summary, main input')]
    .filter((e) => shown(e) && !e.classList.contains('headerlink') && e.tabIndex >= 0)
    .map((e) => [all.indexOf(e), e.outerHTML.slice(0, 120)]);
}"""
SCROLLING = """() => [...document.querySelectorAll('.bd-article *')]
  .filter((e) => e.scrollWidth > e.clientWidth + 1
    && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
    && e.tabIndex < 0)
  .map((e) => e.outerHTML.slice(0, 120))"""


def keyboard(site: Site) -> tuple[Problems, str]:
    """The tab key reaches every link, button, fold and scrolling part of the text."""
    problems, reached = [], 0
    for path in site.pages:
        with site.open(path, width=768) as page:
            page.wait_for_timeout(200)
            found = _tabbed(page)
            reached += len(found)
            wanted = page.evaluate(WANTED)
            problems += [
                f"{site.name(path)}: not reached: {html}" for i, html in wanted if i not in found
            ]
            problems += [
                f"{site.name(path)}: cannot be scrolled by keys: {html}"
                for html in page.evaluate(SCROLLING)
            ]
            problems += [
                f"{site.name(path)}: focus is not seen: {html}"
                for visible, seen, html in found.values()
                if visible and not seen
            ]
    return (
        problems,
        f"{len(site.pages)} pages, {reached} stops of the tab key, {len(problems)} wrong",
    )


def _tabbed(page: Page) -> dict[int, tuple[bool, bool, str]]:
    found: dict[int, tuple[bool, bool, str]] = {}
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(REACHED)
        if stop is None or stop[0] in found:
            break
        found[stop[0]] = tuple(stop[1:])
    return found


def narrow(site: Site) -> tuple[Problems, str]:
    """No page is wider than its window, and every picture is there."""
    problems, views = [], 0
    for path in site.pages:
        for width in WIDTHS:
            with site.open(path, width=width) as page:
                page.wait_for_timeout(100)
                views += 1
                over, broken = page.evaluate(
                    "async () => [document.documentElement.scrollWidth - innerWidth,"
                    "(await Promise.all([...document.images].map((i) => {"
                    "i.loading = 'eager'; return i.decode().then(() => 0, () => 1)})))"
                    ".reduce((a, b) => a + b, 0)]"
                )
                where = f"{site.name(path)} at {width} px"
                problems += [f"{where}: {over} px too wide"] if over > 0 else []
                problems += [f"{where}: {broken} pictures are broken"] if broken else []
    return problems, f"{len(site.pages)} pages, {views} views, {len(problems)} wrong"


def search(site: Site) -> tuple[Problems, str]:
    """The search finds Chinese terms, parts of them, and English ones."""
    problems, hits = [], 0
    for term in (*TERMS, "不存在词"):
        with site.open(site.folder / "search.html", query=f"?q={term}") as page:
            page.wait_for_function("!document.querySelector('#search-progress')?.textContent")
            page.wait_for_function("/finished|not match/.test(document.body.innerText)")
            found = page.locator("#search-results li").count()
            hits += found
            problems += [f"{term}: {found} results"] if bool(found) != (term in TERMS) else []
            problems += [f"{term}: {text}" for text in page.complaints]
    return problems, f"{len(TERMS)} terms, {hits} results, {len(problems)} wrong"


PAINT = """() => [
  performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  performance.getEntriesByType('navigation')[0].loadEventEnd,
  document.querySelectorAll('*').length]"""


def weight(site: Site) -> tuple[Problems, str]:
    """Print what each page loads and when it is painted; wrong is what is above 1.5 MB."""
    problems, sizes, paints = [], [], []
    for path in site.pages:
        with site.open(path) as page:
            loaded: Counter[str] = Counter()
            page.on("response", lambda response, loaded=loaded: _weigh(response, loaded))
            page.reload(wait_until="load")
            page.wait_for_timeout(300)
            paint, done, elements = page.evaluate(PAINT)
        total = sum(loaded.values()) / 1000
        sizes.append(total)
        paints.append(paint)
        parts = ", ".join(f"{kind} {size / 1000:.0f}" for kind, size in loaded.most_common())
        tell(
            f"{site.name(path):<44} {total:6.0f} kB ({parts}); painted {paint:.0f} ms, "
            f"loaded {done:.0f} ms, {elements} elements"
        )
        problems += [f"{site.name(path)}: {total:.0f} kB"] if total > 1500 else []
    paints.sort()
    middle = paints[len(paints) // 2]
    figure = (
        f"{len(site.pages)} pages, at most {max(sizes):.0f} kB, median first paint {middle:.0f} ms"
    )
    return problems, figure


def _weigh(response, loaded: Counter) -> None:
    path = Path(response.url.removeprefix("file://").partition("?")[0])
    if path.is_file():
        loaded[path.suffix[1:]] += path.stat().st_size


CHECKS: dict[str, Callable[[Site], tuple[Problems, str]]] = {
    check.__name__: check for check in (offline, accessible, keyboard, narrow, search, weight)
}


def tell(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


def chromium() -> str | None:
    """Return where the system's browser is."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def main() -> int:
    """Run one check from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("site", type=Path)
    parser.add_argument("--pages", default="*.html", help="only those with such names")
    options = parser.parse_args()
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*CUT, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        problems, figure = CHECKS[options.check](Site(options.site, browser, options.pages))
        browser.close()
    for problem in problems[:MOST_TOLD]:
        tell(problem)
    tell(figure)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

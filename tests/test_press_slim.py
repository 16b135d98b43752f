"""What a page does not need is gone, and what it needs is there."""

import re
import struct
from pathlib import Path

import pytest

from publish import slim
from publish.manuscript import PressError

HEAD = """<meta name="viewport" content="a" /><meta name="viewport" content="b" />
<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<script src="../_static/searchtools.js"></script>
<script src="../searchindex.js"></script>
<script src="../_static/doctools.js"></script>
<meta name="viewport" content="c"/>
"""


def test_a_page_of_text_loads_no_icons_and_no_search():
    page = slim.page(Path("08.html"), HEAD)
    assert re.findall(r"(\w+)\.js", page) == ["doctools"]
    assert page.count("viewport") == 1


def test_the_page_of_search_keeps_its_index():
    page = slim.page(Path("search.html"), HEAD)
    assert re.findall(r"(\w+)\.js", page) == ["searchtools", "searchindex", "doctools"]


def test_an_icon_that_nobody_drew_stops_the_press():
    slim.page(Path("a.html"), '<i class="fa-solid fa-moon fa-lg"></i>')
    with pytest.raises(PressError, match=r"a\.html shows fa-cat: draw it in icons\.css"):
        slim.page(Path("a.html"), '<span class="btn fa-solid fa-cat"></span>')


def test_a_picture_tells_its_size_before_it_comes(tmp_path):
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480)
    (tmp_path / "a.png").write_bytes(png)
    (tmp_path / "a.svg").write_text('<svg viewBox="0 0 72 36"/>', encoding="utf-8")
    for name, width, height in [("a.png", 320, 240), ("a.svg", 96, 48)]:
        page = slim.page(tmp_path / "x.html", f'<img alt="A curve." src="{name}" />')
        assert f'width="{width}" height="{height}"' in page
        assert 'loading="lazy"' in page
        assert 'alt="A curve."' in page


def test_what_no_page_loads_is_not_in_the_site(tmp_path):
    static = tmp_path / "_static"
    kept = ["scripts/bootstrap.js", "images/logo_shown.svg", "styles/pydata-sphinx-theme.css"]
    dead = ["scripts/bootstrap.js.map", "scripts/fontawesome.js", "locales/de/a.po"]
    dead += ["images/logo_colab.png", "vendor/fontawesome/webfonts/fa.woff2"]
    for name in kept + dead:
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text('.fa-cat{--fa:"c"}.fa-lg{width:1em}', encoding="utf-8")
    (tmp_path / "a.html").write_text('<img src="_static/images/logo_shown.svg">', encoding="utf-8")
    slim.slim(tmp_path)
    left = sorted(path.relative_to(static).as_posix() for path in static.rglob("*.*"))
    assert left == sorted(kept)
    assert not (static / "locales").exists()
    assert (static / kept[2]).read_text(encoding="utf-8") == ".fa-lg{width:1em}"

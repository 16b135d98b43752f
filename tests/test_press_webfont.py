"""The Chinese characters of the site come with it, and only those that it uses."""

import io

import pytest
from fontTools.ttLib import TTFont

from publish import webfont
from publish.manuscript import PressError


def characters_of(font):
    with TTFont(io.BytesIO(font)) as cut:
        return {chr(code) for code in cut.getBestCmap()}


def test_latin_greek_and_mathematics_need_no_font_of_ours():
    assert webfont.used(["naïve — σ ≤ 1 … 误差", "差，"]) == {"误", "差", "，"}


def test_the_font_holds_the_characters_and_no_others():
    font = webfont.cut({"误", "差", "，"}, webfont.source())
    assert characters_of(font) == {"误", "差", "，"}
    assert font[:4] == b"wOFF"
    assert len(font) < 10_000


def test_the_same_characters_give_the_same_bytes():
    first, second = (webfont.cut(set("误差反向传播"), webfont.source()) for _ in range(2))
    assert first == second


def test_a_character_without_a_glyph_stops_the_press():
    with pytest.raises(PressError, match=r"has no glyph for 𠀀: write it in another way"):
        webfont.cut({"误", "\U00020000"}, webfont.source())


def test_a_site_gets_its_font_only_if_it_needs_one(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "index.html").write_text("<p>error</p>", encoding="utf-8")
    webfont.write(tmp_path)
    assert list((tmp_path / "_static").iterdir()) == []
    (tmp_path / "index.html").write_text("<p>误差</p>", encoding="utf-8")
    webfont.write(tmp_path)
    assert characters_of((tmp_path / "_static" / webfont.NAME).read_bytes()) == {"误", "差"}


def test_a_missing_font_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(webfont, "FONTS", tmp_path)
    with pytest.raises(PressError, match="holds no Chinese font"):
        webfont.source()

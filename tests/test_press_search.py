"""Search finds Chinese terms and parts of them; the browser splits a query as the index does."""

import json
from contextlib import closing

import pytest
from py_mini_racer import MiniRacer

from publish.search import SPLITTER, SearchBook, pieces


@pytest.fixture(scope="module")
def split():
    """Return the splitter of the browser."""
    with closing(MiniRacer()) as engine:
        engine.eval(SPLITTER)
        yield lambda query: json.loads(engine.eval(f"JSON.stringify(splitQuery({query!r}))"))


TEXT = "Error backpropagation (误差反向传播) has a gradient 梯度, or g_2."


@pytest.mark.parametrize(
    "query",
    [
        "误差反向传播",
        "反向传播",
        "传播",
        "误差",
        "差",
        "梯度",
        "backpropagation",
        "gradient 梯度",
        "g_2",
    ],
)
def test_a_term_and_its_parts_are_found(split, query):
    asked = split(query)
    assert asked
    assert set(asked) <= set(pieces(TEXT))


@pytest.mark.parametrize("query", ["误传", "度梯", "传播误", "梯子"])
def test_other_orders_of_the_characters_are_not_found(split, query):
    assert not set(split(query)) <= set(pieces(TEXT))


def test_english_is_split_as_before(split):
    assert split("  the back-propagation, of 1986!") == [
        "the",
        "back",
        "propagation",
        "of",
        "1986",
    ]
    assert pieces("the back-propagation") == ["the", "back", "propagation"]
    assert split("") == split("。，") == []


def test_chinese_beside_latin_is_a_word_of_its_own(split):
    assert split("softmax函数") == ["softmax", "函数"]
    assert pieces("softmax函数") == ["softmax", "函", "数", "函数"]


def test_no_piece_is_thrown_away():
    """Sphinx drops short words of some languages."""
    search = SearchBook({})
    assert all(search.word_filter(search.stem(piece)) for piece in pieces("误差反向传播"))

"""Books to be struck. The faults are those of Unix: signals, limits, mounts."""

import sys

import pytest

for name in ("small_book", "struck_training", "moments"):
    pytest.register_assert_rewrite(f"tests.faults.{name}")

from tests.faults.small_book import small_book  # noqa: E402 -- after the line above

collect_ignore_glob = ["test_*.py"] if sys.platform == "win32" else []


@pytest.fixture
def book():
    """Make a book whose chapter was changed, so that there is something to store."""
    with small_book() as made:
        made.change("print(7)")
        yield made


@pytest.fixture(scope="module")
def printed():
    """Make a book that the real press has printed; it is shared, so a test leaves it whole."""
    with small_book(press=True) as made:
        ended = made.run("book")
        assert ended.code == 0, ended.said
        yield made

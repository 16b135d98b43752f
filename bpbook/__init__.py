"""The package under the book: three witnesses, and what a chapter needs around them."""

__version__ = "0.1.0"

"""The Chinese font of the book, and how it is made."""

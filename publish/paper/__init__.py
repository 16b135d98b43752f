"""The printed book: from notebooks to the source that Typst lays out."""

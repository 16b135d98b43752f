"""What can go wrong with the book, apart from the machine. Each message says what to do."""


class BookError(ValueError):
    """Something the user asked for does not exist, or has a wrong name."""


class NotebookError(ValueError):
    """A file is no notebook, or not of the format that the book is kept in."""


class CellFailedError(RuntimeError):
    """A cell raised an exception, ran too long, or took its kernel down.

    The message names the notebook, the cell with its first line, and the error; ``detail``
    holds the traceback that the reader would see.
    """

    def __init__(self, message: str, detail: str = ""):
        super().__init__(message)
        self.detail = detail


class PressError(RuntimeError):
    """The press could not print; what it printed the last time is as it was."""


class BusyError(RuntimeError):
    """Another process works in the same folder."""

"""``python -m tests.stress``: run the rows, print the table, write ``_build/stress.json``."""

import argparse
import fnmatch
import os
import signal
import sys

from tests.stress import commands, copies, runner, table, variations


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns
    -------
    int
        0 if every row passed, 1 if one did not, 2 for a name that no row has, 130 after Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    every = table.load()
    chosen = [row for row in every if _wanted(row, options.only)]
    if not chosen:
        sys.stderr.write(f"no row is called {' or '.join(options.only)}; --list names them\n")
        return 2
    if options.list:
        sys.stdout.write(table.listing(chosen))
        return 0
    os.environ[variations.CHAPTERS] = " ".join(options.chapters)
    key = " ".join([copies.tree_key(commands.ROOT), *options.chapters])
    records = runner.Records(commands.ROOT / "_build" / "stress.json", key)
    if options.again:
        records.forget(chosen)
    interrupted = runner.run(chosen, records, sys.stderr)
    sys.stdout.write(table.table(chosen, records))
    return 130 if interrupted else runner.exit_code(chosen, records)


def _wanted(row: table.Listed, patterns: list[str]) -> bool:
    return not patterns or any(
        row.family == pattern or fnmatch.fnmatch(row.name, pattern) for pattern in patterns
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.stress",
        description="Shake the book in every way it must stand, and print a table.",
        epilog="Rows that passed for the same files and the same Python are not repeated.",
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help=_ONLY)
    parser.add_argument("--list", action="store_true", help="list the rows and run none")
    parser.add_argument("--again", action="store_true", help="repeat the rows that passed, too")
    parser.add_argument("--chapters", nargs="+", default=[], metavar="N", help=_CHAPTERS)
    return parser


_ONLY = "rows by name, by a pattern such as 'hash*', or by family"
_CHAPTERS = "these chapters alone, while you work on a row; its pass counts for them alone"

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the table is printed then, too
    sys.exit(main())

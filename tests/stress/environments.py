"""The whole book on each Python with the oldest and the newest packages that are permitted."""

import functools

from tests.stress import Outcome, Row, interpreters, not_run
from tests.stress.variations import Variation, outcome

VERSIONS = ("3.11", "3.12", "3.13")


def run(version: str, age: str) -> Outcome:
    """Install, then execute the book and compare."""
    try:
        python, packages = interpreters.packages(version, age)
    except interpreters.MissingError as reason:
        return not_run(str(reason))
    return outcome(f"python {version} {age}", Variation(python=python, packages=packages))


ROWS = [
    Row(f"Python {version}, {age} packages", functools.partial(run, version, age), 5.0)
    for version in VERSIONS
    for age in interpreters.RESOLUTIONS
]

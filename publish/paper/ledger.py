"""What the pages of the printed book share: formulas, pictures, places to link to."""

import hashlib
from dataclasses import dataclass, field

from publish.formulas import Formula
from publish.manuscript import PressError


@dataclass
class Ledger:
    """Collects, while the chapters are written, what is checked and added when all are.

    The source refers to a formula by its place in ``formulas``; the template looks it up.
    """

    formulas: list[Formula] = field(default_factory=list)
    places: dict[tuple[str, bool], int] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)

    def formula(self, tex: str, display: bool, where: str) -> int:
        """Note a formula; return its place."""
        formula = Formula(tex, display, where)
        if formula.key not in self.places:
            self.places[formula.key] = len(self.formulas)
            self.formulas.append(formula)
        return self.places[formula.key]

    def picture(self, content: bytes, ending: str) -> str:
        """Note a picture; return the name of its file."""
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
        self.pictures[name] = content
        return name

    def label(self, name: str) -> str | None:
        """Note a place; return None if the name is taken, for a link goes to the first."""
        if name in self.labels:
            return None
        self.labels.add(name)
        return name

    def link(self, target: str, where: str) -> str:
        """Note a link to a place, which may come later; return the place."""
        self.links.append((target, where))
        return target

    def check_links(self) -> None:
        """Raise if a link leads to no place."""
        for target, where in self.links:
            if target not in self.labels:
                raise PressError(
                    f"{where}: a link leads to {target}, which the book does not have"
                )

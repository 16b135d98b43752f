"""The index of claims: every equation that the book proves, with a link to where it does."""

from bpbook.notebooks.claims import refuted, totals
from publish.manuscript import CLAIM, Chapter

HEAD = """# Index of claims

Every equation that this book has proved, with its scope. The number leads to the cell that states
and proves it, and to the wrong versions that it was put beside.

{claims} claims, {every_width} of them for every width. {wrong:,} wrong versions were refuted:
{wrong_authored} that people have printed or are apt to write, and {wrong_generated:,} that the
machine made up.
"""


def ledger_page(chapters: list[Chapter]) -> str:
    """Return the page, in the markdown of the notebooks."""
    records = [record for chapter in chapters for record in chapter.claims]
    count = totals(records)
    count["wrong"] = count["wrong_generated"] + count["wrong_authored"]
    answers = {c.path.name: c for c in chapters if c.is_solutions}
    pages = [chapter for chapter in chapters if not chapter.is_solutions]
    parts = [_part(chapter, answers.get(chapter.path.name)) for chapter in pages]
    return "\n\n".join([HEAD.format(**count), *filter(None, parts)]) + "\n"


def _part(chapter: Chapter, answers: Chapter | None) -> str:
    entries = [
        _entry(data) for page in (chapter, answers) if page for data in page.displayed_claims
    ]
    if not entries:
        return ""
    listed = "\n\n".join(entries)
    kind = "Appendix" if chapter.is_appendix else "Chapter"
    heading = f"## {kind} {chapter.number} — {chapter.subject}"
    return f"{heading}\n\n:::::{{container}} ledger\n{listed}\n:::::"


def _entry(data: dict) -> str:
    claim = data[CLAIM]
    count = refuted(claim)
    tried = f"; {count} wrong version{'' if count == 1 else 's'} refuted" if count else ""
    link = f"[({claim['number']})](#{claim['id']})"
    return (
        f"::::{{container}} entry\n{link}\n\n$$\n{claim['latex']}\n$$\n\n"
        f"*{claim['scope'][0].upper()}{claim['scope'][1:]}{tried}.*\n::::"
    )

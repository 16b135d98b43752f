"""How to cite the book, from CITATION.cff."""

import yaml

from publish.manuscript import ROOT


def citation() -> str:
    """Return the section on citing, with an entry for BibTeX."""
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    authors = " and ".join(f"{{{author['name']}}}" for author in cff["authors"])
    fields = {"author": authors, "title": f"{{{cff['title']}}}", "version": cff["version"]}
    if "date-released" in cff:
        fields["year"] = str(cff["date-released"])[:4]
    listed = "".join(f"  {key:<7} = {{{value}}},\n" for key, value in fields.items())
    return f"## How to cite\n\n```bibtex\n@software{{bpbook,\n{listed}}}\n```"

"""From markdown to Typst, by the parser that the site uses: both halves read the same book."""

import re
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from publish.formulas import split_tag
from publish.manuscript import Chapter, PressError, slug, target_name
from publish.paper.ledger import Ledger
from publish.paper.source import call, escaped, quoted
from publish.paper.tables import table

OPENING = re.compile(r'<a\s+(?:id|name)="([\w-]+)"\s*/?>')
SILENT = {"</a>", "</details>", "<br>"}
DETAILS = re.compile(r"<details[^>]*>\s*<summary>(?P<title>.*?)</summary>\s*(?P<rest>.*)", re.S)
JOIN = "\\u{2060}"  # a word joiner: no line begins with the comma that follows a formula


@cache
def parser() -> MarkdownIt:
    """Return the parser: CommonMark, tables, formulas between dollars."""
    plain = MarkdownIt("commonmark").enable("table")
    return plain.use(dollarmath_plugin).use(amsmath_plugin)


class Prose:
    """Writes the markdown of one chapter as Typst; ``where`` names the cell it is at."""

    def __init__(self, chapter: Chapter, ledger: Ledger):
        self.chapter, self.ledger = chapter, ledger
        self.where = chapter.name
        self.anchors: list[str] = []  # wait for the block that they stand before

    def write(self, markdown: str, where: str) -> str:
        """Return markdown as Typst.

        Raises
        ------
        PressError
            If the markdown holds something that the printed page has no form for.
        """
        self.where = where
        return self._blocks(SyntaxTreeNode(parser().parse(markdown)).children) + self._landed()

    def display(self, tex: str, where: str) -> str:
        """Return a formula on a line of its own, with its number if it has one."""
        self.where = where
        tex, number = split_tag(tex)
        options = {"number": quoted(number)} if number else {}
        if self.anchors:
            options["anchor"] = f"[{self._landed()}]"
        return call("displayed", str(self.ledger.formula(tex, True, where)), **options)

    # blocks

    def _blocks(self, nodes: list[SyntaxTreeNode]) -> str:
        written, rest = [], list(nodes)
        while rest:
            node = rest.pop(0)
            details = node.type == "html_block" and DETAILS.match(node.content.strip())
            if details:
                written.append(self._details(details, rest))
            elif self._is_anchor(node):
                self._inlines(node.children[0].children)
            else:
                written.append(self._one(node))
        return "\n\n".join(filter(None, written))

    def _details(self, opening: re.Match, rest: list[SyntaxTreeNode]) -> str:
        """Write what a reader of the site unfolds; takes its blocks from ``rest``."""
        inside = []
        while rest and not (rest[0].type == "html_block" and "</details>" in rest[0].content):
            inside.append(rest.pop(0))
        if not rest:
            raise PressError(f"{self.where}: <details> without </details>")
        if opening["rest"] or rest.pop(0).content.strip() != "</details>":
            raise PressError(f"{self.where}: leave a blank line inside <details>, around the text")
        title = self._nested(opening["title"])
        return call("unfolded", f"[{title}]", f"[{self._blocks(inside)}]")

    def _nested(self, markdown: str) -> str:
        inline = parser().parseInline(markdown)
        return self._inlines(SyntaxTreeNode(inline).children[0].children)

    @staticmethod
    def _is_anchor(node: SyntaxTreeNode) -> bool:
        """Whether a paragraph is nothing but ``<a id="..."></a>``."""
        if node.type != "paragraph":
            return False
        parts = [part for part in node.children[0].children if part.type != "softbreak"]
        return bool(parts) and all(part.type == "html_inline" for part in parts)

    def _one(self, node: SyntaxTreeNode) -> str:
        form = getattr(self, f"_{node.type}", None)
        if form is None:
            raise PressError(f"{self.where}: the printed page has no form for {node.type}")
        return form(node)

    def _inline(self, node: SyntaxTreeNode) -> str:
        return self._inlines(node.children)

    def _paragraph(self, node: SyntaxTreeNode) -> str:
        text = self._landed() + self._inlines(node.children[0].children)
        return call("leading", f"[{text}]") if text.endswith("\\:") else text

    def _heading(self, node: SyntaxTreeNode) -> str:
        title, level = node.children[0].content, int(node.tag[1])
        place = self.ledger.label(f"{self.chapter.name}#{slug(title)}")
        options = {"level": str(level + self.chapter.is_solutions)}
        if level == 1:
            self.anchors.append(place)
            place = self.ledger.label(self.chapter.name)
            if self.chapter.subject != title:  # "Chapter 8 — Matrix form": the look adds the word
                options["numbering"] = f"_ => {quoted(self.chapter.number)}"
                title = self.chapter.subject
        heading = call("heading", f"[{self._nested(title)}]", **options).removesuffix(";")
        return heading + _at(place) + self._landed()  # behind it: the contents repeat its body

    def _bullet_list(self, node: SyntaxTreeNode) -> str:
        return call("list", *self._items(node), tight=self._tight(node))

    def _ordered_list(self, node: SyntaxTreeNode) -> str:
        start = str(node.attrs.get("start", 1))
        return call("enum", *self._items(node), start=start, tight=self._tight(node))

    def _items(self, node: SyntaxTreeNode) -> list[str]:
        return [f"[{self._blocks(item.children)}]" for item in node.children]

    @staticmethod
    def _tight(node: SyntaxTreeNode) -> str:
        hidden = (p.hidden for item in node.children for p in item.children)
        return "true" if all(hidden) else "false"

    def _blockquote(self, node: SyntaxTreeNode) -> str:
        return call("quote", f"[{self._blocks(node.children)}]", block="true")

    def _fence(self, node: SyntaxTreeNode) -> str:
        language = node.info.strip() if node.type == "fence" else ""
        return call("program", quoted(node.content.rstrip()), quoted(language or "text"))

    _code_block = _fence

    def _hr(self, node: SyntaxTreeNode) -> str:
        return "#pause;"

    def _table(self, node: SyntaxTreeNode) -> str:
        return table(node, self._table_cell, self._place)

    def _table_cell(self, cell: SyntaxTreeNode) -> str:
        return f"[{self._inlines(cell.children[0].children) if cell.children else ''}]"

    def _html_block(self, node: SyntaxTreeNode) -> str:
        return self._html_inline(node)

    def _math_block(self, node: SyntaxTreeNode) -> str:
        return self.display(node.content, self.where)

    _amsmath = _math_block

    # inside a line

    def _inlines(self, nodes: list[SyntaxTreeNode]) -> str:
        written = ""
        for before, node, after in zip([None, *nodes], nodes, [*nodes[1:], None], strict=False):
            text = self._one(node)
            if node.type == "math_inline":
                text = _joint(before, -1) + text + _joint(after, 0)
            written += text
        return written

    def _text(self, node: SyntaxTreeNode) -> str:
        return escaped(node.content)

    def _softbreak(self, node: SyntaxTreeNode) -> str:
        return "\n"

    def _hardbreak(self, node: SyntaxTreeNode) -> str:
        return "#linebreak();"

    def _strong(self, node: SyntaxTreeNode) -> str:
        return call("strong", f"[{self._inlines(node.children)}]")

    def _em(self, node: SyntaxTreeNode) -> str:
        return call("emph", f"[{self._inlines(node.children)}]")

    def _code_inline(self, node: SyntaxTreeNode) -> str:
        return call("raw", quoted(node.content))

    def _math_inline(self, node: SyntaxTreeNode) -> str:
        return call("formula", str(self._place(node)))

    def _place(self, node: SyntaxTreeNode) -> int:
        return self.ledger.formula(node.content.strip(), False, self.where)

    def _math_inline_double(self, node: SyntaxTreeNode) -> str:
        return self.display(node.content, self.where)

    def _html_inline(self, node: SyntaxTreeNode) -> str:
        html = node.content.strip()
        opening = OPENING.match(html)
        if opening:
            self.anchors.append(self.ledger.label(f"{self.chapter.name}#{opening[1]}"))
        elif html not in SILENT and not html.startswith("<!--"):
            raise PressError(f"{self.where}: the printed page has no form for the HTML {html}")
        return "#linebreak();" if html == "<br>" else ""

    def _image(self, node: SyntaxTreeNode) -> str:
        raise PressError(f"{self.where}: a picture in markdown; draw it in a cell, plots.show")

    def _link(self, node: SyntaxTreeNode) -> str:
        url, text = unquote(str(node.attrs["href"])), f"[{self._inlines(node.children)}]"
        if re.match(r"\w+:", url):
            return call("link", quoted(url), text)
        path, _, anchor = url.partition("#")
        if path and not path.endswith(".ipynb"):
            return f"#{text};"  # a file of the repository, which paper cannot open
        target = target_name(self.chapter.name, path) + (f"#{anchor}" if anchor else "")
        return call("link", f"label({quoted(self.ledger.link(target, self.where))})", text)

    def _landed(self) -> str:
        """Return the anchors that have waited for this place."""
        places = "".join(f"#[#metadata(none){_at(label)}];" for label in self.anchors if label)
        self.anchors = []
        return places


def _at(label: str | None) -> str:
    return f"#label({quoted(label)});" if label else ";"


def _joint(neighbour: SyntaxTreeNode | None, end: int) -> str:
    """Return what forbids a line to end between a formula and its neighbour, if it touches."""
    if neighbour is None or neighbour.type != "text" or not neighbour.content:
        return ""
    touching = neighbour.content[end]
    return "" if touching.isspace() or touching in "—–" or touching >= "\u2e80" else JOIN

"""From markdown to Typst, by the parser that the site uses: one formula is one formula in both."""

import json
import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from publish.formulas import Formula, Typeset, split_tag
from publish.manuscript import Chapter, slug, target_name

SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~])")
LINE_START = re.compile(r"^(\d*)([-+=/.])")
OPENING = re.compile(r'<a id="([\w-]+)">')
SUMMARY = re.compile(r"<details>\s*<summary>(.*?)</summary>", re.S)
PARSER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin).use(amsmath_plugin)


def quoted(text: str) -> str:
    r"""Return a Typst string.

    Examples
    --------
    >>> print(quoted('a "b"'))
    "a \"b\""
    """
    return json.dumps(text, ensure_ascii=False)


def escaped(text: str) -> str:
    r"""Return text that Typst takes for text, at the beginning of a line too.

    Examples
    --------
    >>> print(escaped("a_b #1 [c]"))
    a\_b \#1 \[c\]
    >>> print(escaped("1. not a list"))
    1\. not a list
    """
    return LINE_START.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))


class Writer:
    """Write the markdown of one chapter; ``picture`` returns a typeset formula."""

    def __init__(self, chapter: Chapter, picture: Callable[[Formula], Typeset], save: Callable):
        self.chapter, self.picture, self.save = chapter, picture, save

    def write(self, markdown: str, where: str = "") -> str:
        """Return markdown as Typst."""
        self.where = where or self.chapter.name
        return self._all(SyntaxTreeNode(PARSER.parse(markdown)).children, "\n\n")

    def _all(self, nodes, between: str = "") -> str:
        return between.join(self._one(node) for node in nodes)

    def _one(self, node) -> str:
        return getattr(self, f"_{node.type}", self._unknown)(node)

    def _unknown(self, node) -> str:
        raise ValueError(f"{self.where}: the PDF has no form for markdown of type {node.type}")

    # ---- blocks ----------------------------------------------------------------------------

    def _inline(self, node) -> str:
        return self._all(node.children)

    def _paragraph(self, node) -> str:
        return self._all(node.children)

    def _heading(self, node) -> str:
        level = int(node.tag[1])
        text = node.children[0].content
        anchor = f"{self.chapter.name}#{slug(text)}" if level > 1 else self.chapter.name
        return f"#heading(level: {level})[{self._all(node.children)}] #label({quoted(anchor)})"

    def _bullet_list(self, node) -> str:
        return "#list(" + "".join(f"[{self._item(item)}]," for item in node.children) + ")"

    def _ordered_list(self, node) -> str:
        start = node.attrs.get("start", 1)
        items = "".join(f"[{self._item(item)}]," for item in node.children)
        return f"#enum(start: {start}, {items})"

    def _item(self, node) -> str:
        return self._all(node.children, "\n\n")

    def _blockquote(self, node) -> str:
        return f"#quote(block: true)[{self._all(node.children, chr(10) * 2)}]"

    def _fence(self, node) -> str:
        return f"#source({quoted(node.content.rstrip())}, {quoted(node.info.strip() or 'text')})"

    def _code_block(self, node) -> str:
        return f'#source({quoted(node.content.rstrip())}, "text")'

    def _hr(self, node) -> str:
        return "#line(length: 100%, stroke: 0.4pt)"

    def _html_block(self, node) -> str:
        summary = SUMMARY.match(node.content.strip())
        if summary:
            return f"#folded[{escaped(summary[1])}][" + "\n"
        if node.content.strip() == "</details>":
            return "]"
        return self._html_inline(node)

    def _table(self, node) -> str:
        head, *body = node.children
        rows = [row for part in [head, *body] for row in part.children]
        aligns = [self._align(cell) for cell in rows[0].children]
        cells = [f"[{self._all(cell.children)}]" for row in rows[1:] for cell in row.children]
        header = ", ".join(f"[*{self._all(cell.children)}*]" for cell in rows[0].children)
        return (
            f"#ruled(columns: {len(aligns)}, align: ({', '.join(aligns)},), "
            f"table.header({header}), {', '.join(cells)})"
        )

    @staticmethod
    def _align(cell) -> str:
        found = re.search(r"text-align:(\w+)", str(cell.attrs.get("style", "")))
        return found[1] if found else "left"

    # ---- in a line -------------------------------------------------------------------------

    def _text(self, node) -> str:
        return escaped(node.content)

    def _softbreak(self, node) -> str:
        return "\n"

    def _hardbreak(self, node) -> str:
        return " \\\n"

    def _strong(self, node) -> str:
        return f"#strong[{self._all(node.children)}];"

    def _em(self, node) -> str:
        return f"#emph[{self._all(node.children)}];"

    def _code_inline(self, node) -> str:
        return f"#raw({quoted(node.content)});"

    def _html_inline(self, node) -> str:
        anchor = OPENING.match(node.content.strip())
        if anchor:
            return f"#metadata(none)#label({quoted(f'{self.chapter.name}#{anchor[1]}')});"
        if node.content.strip() in {"</a>", "<br>"}:
            return ""
        raise ValueError(f"{self.where}: the PDF has no form for the HTML {node.content.strip()}")

    def _link(self, node) -> str:
        url, text = str(node.attrs["href"]), self._all(node.children)
        if re.match(r"\w+:", url):
            return f"#link({quoted(url)})[{text}];"
        path, _, anchor = url.partition("#")
        target = target_name(self.chapter.name, path) + (f"#{anchor}" if anchor else "")
        return f"#link(label({quoted(target)}))[{text}];"

    def _image(self, node) -> str:
        raise ValueError(
            f"{self.where}: a picture in markdown; draw it in a cell, with plots.show"
        )

    # ---- formulas --------------------------------------------------------------------------

    def _math_inline(self, node) -> str:
        tex = node.content.strip()
        drawn = self.picture(Formula(tex, False, self.where))
        sizes = f"{drawn.width:.4f}em, {drawn.height + drawn.depth:.4f}em, {drawn.depth:.4f}em"
        return f"#formula({quoted(self.save(drawn.svg))}, {sizes}, {quoted(tex)});"

    def _math_block(self, node) -> str:
        return self.display(node.content)

    _amsmath = _math_block
    _math_block_label = _math_block

    def display(self, tex: str) -> str:
        """Return a formula on a line of its own, with its number if it has one."""
        tex, number = split_tag(tex.strip())
        drawn = self.picture(Formula(tex, True, self.where))
        sizes = f"{drawn.width:.4f}em, {drawn.height + drawn.depth:.4f}em"
        tag = f", number: [({escaped(number)})]" if number else ""
        return f"#displayed({quoted(self.save(drawn.svg))}, {sizes}, {quoted(tex)}{tag})"


def formulas_of(markdown: str, where: str) -> Iterator[Formula]:
    """Yield the formulas of some markdown, without their numbers."""
    from publish.formulas import formulas_in

    for tex, is_display in formulas_in(markdown):
        yield Formula(split_tag(tex)[0], is_display, where)

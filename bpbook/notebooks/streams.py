"""What a cell printed, in one piece for each stream, as a terminal would show it.

nbclient has this too, with a pattern whose time grows with the square of a line's length: a line
of 200 000 characters kept the runner busy for minutes, and no time limit could strike.
"""

from nbformat import NotebookNode


def merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    r"""Merge the pieces of each stream, in which the kernel sends them as it likes.

    Parameters
    ----------
    outputs : list of NotebookNode
        Of one cell; they are not changed.

    Returns
    -------
    list of NotebookNode
        One output for each stream, where its first piece was, and the others as they are. Of
        two streams side by side standard output comes first: their order is chance.

    Examples
    --------
    >>> from nbformat.v4 import new_output
    >>> pieces = [new_output("stream", text=text) for text in ("10 %\r", "20 %\r", "done\n")]
    >>> [output.text for output in merged(pieces)]
    ['done\n']
    """
    texts: dict[str, list[str]] = {}
    found = []
    for output in outputs:
        if output.output_type != "stream":
            found.append(output)
            continue
        if output.name not in texts:
            found.append(NotebookNode(output))
        texts.setdefault(output.name, []).append(output.text)
    for output in found:
        if output.output_type == "stream":
            output.text = _as_shown("".join(texts[output.name]))
    return _in_order(found)


def _as_shown(text: str) -> str:
    """Drop what a carriage return lets the rest of its line overwrite."""
    if "\r" not in text:
        return text
    return "\n".join(line[line.rfind("\r", 0, -1) + 1 :] for line in text.split("\n"))


def _in_order(outputs: list[NotebookNode]) -> list[NotebookNode]:
    for k in range(len(outputs) - 1):
        pair = outputs[k : k + 2]
        if [output.get("name") for output in pair] == ["stderr", "stdout"]:
            outputs[k : k + 2] = reversed(pair)
    return outputs

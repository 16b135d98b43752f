"""Small notebooks for the tests of what runs, compares and judges notebooks."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bpbook.notebooks import canonical, store

FIGURE = "application/vnd.bpbook.figure+json"
CLAIM = "application/vnd.bpbook.claim+json"
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
ALT = "A straight line rises from 0 to 1 against z."


def code(source, *outputs, id="c01-a", tags=(), **metadata):
    metadata |= {"tags": list(tags)} if tags else {}
    return new_code_cell(source, id=id, outputs=list(outputs), metadata=metadata)


def prose(source, id="c01-p", **metadata):
    return new_markdown_cell(source, id=id, metadata=metadata)


def page(*cells):
    return canonical.canonical(new_notebook(cells=list(cells)))


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def result(data, count=1):
    data = {"text/plain": data} if isinstance(data, str) else data
    return new_output("execute_result", data=data, execution_count=count)


def shown(data):
    return new_output("display_data", data=data)


def picture(alt=ALT, y=(0.0, 0.5, 1.0)):
    return shown({"image/png": PNG, "text/plain": alt, FIGURE: {"lines": [{"y": list(y)}]}})


def claim(latex="a = b", number="1.2", refuted=3, **changed):
    id = "eq-" + number.replace(".", "-")
    record = {
        "id": id,
        "number": number,
        "chapter": int(number.split(".")[0]),
        "latex": latex,
        "scope": "every real z",
        "method": "normal form",
        "assumptions": [],
        "wrong_refuted": {"generated": refuted, "authored": 0},
    }
    equation = f"{latex} \\tag{{{number}}}"
    data = {
        "text/plain": f"({number}) {latex}",
        "text/latex": f"$${equation}$$",
        "text/markdown": f'<a id="{id}"></a>\n\n$$\n{equation}\n$$\n\n*Proved.*\n',
        CLAIM: record,
    }
    return result(data | changed)


def write(path, notebook):
    """Store a notebook as it is, canonical or not, and return the path."""
    store.write(path, canonical.text(notebook))
    return path

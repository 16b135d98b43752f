"""A function that a chapter prints and the package holds too has one body, not two."""

import ast
import inspect
import json
import textwrap
from pathlib import Path

import pytest

from bpbook import nn

CHAPTERS = sorted((Path(__file__).parent.parent / "chapters").glob("[0-9]*.ipynb"))


def functions(path):
    """Yield the functions that a notebook defines, as syntax trees."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.parse("".join(cell["source"])).body:
                if isinstance(node, ast.FunctionDef):
                    yield node


def essence(function):
    """Arguments and statements without the docstring."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return ast.dump(function.args), [ast.dump(statement) for statement in body]


def in_package(name):
    source = textwrap.dedent(inspect.getsource(getattr(nn, name)))
    return ast.parse(source).body[0]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_printed_and_packaged_are_the_same(path):
    shared = [f for f in functions(path) if inspect.isfunction(getattr(nn, f.name, None))]
    for function in shared:
        assert essence(function) == essence(in_package(function.name)), function.name
    if path.stem == "02_activations":
        assert {"sigmoid", "sigmoid_prime_from_output", "relu"} <= {f.name for f in shared}


def test_a_changed_body_is_noticed():
    packaged = in_package("sigmoid_prime_from_output")
    other = ast.parse("def sigmoid_prime_from_output(a):\n    return a * (1 + a)").body[0]
    same = ast.parse("def sigmoid_prime_from_output(a):\n    return a * (1 - a)").body[0]
    assert essence(same) == essence(packaged) != essence(other)

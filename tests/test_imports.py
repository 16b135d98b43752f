"""Who imports whom, what an import costs, and that the code is clean."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
LOADED = """
import json, sys
before = set(sys.modules)
{}
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(json.dumps(sorted(new)))
"""
HEAVY = {"IPython", "matplotlib", "nbclient", "nbformat", "scipy", "sklearn", "sympy"}


def loaded(statement):
    """Return the top-level modules that a statement loads in a fresh Python."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(statement)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def run(*command, cwd=ROOT):
    return subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True)


def test_importing_the_package_costs_no_more_than_numpy():
    assert loaded("import bpbook") <= loaded("import numpy") | {"bpbook"}


@pytest.mark.parametrize("module", ["nn", "gradcheck", "datasets", "training"])
def test_the_numeric_side_loads_no_algebra_and_no_graphics(module):
    assert loaded(f"import bpbook.{module}") & HEAVY == set()


def test_the_command_answers_before_it_loads_anything_heavy():
    assert loaded("import bpbook.cli") & (HEAVY | {"numpy"}) == set()


def test_the_runner_does_without_the_grammar_that_takes_seconds():
    assert "lark" not in loaded("import bpbook.notebooks.build")


def test_the_import_contracts_hold():
    done = run(BIN / "lint-imports", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_a_broken_import_contract_is_found(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__", "*.npz")
    shutil.copytree(ROOT / "bpbook", tmp_path / "bpbook", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "bpbook" / "gradcheck.py").open("a", encoding="utf-8") as file:
        file.write("\nimport sympy\nimport bpbook.nn\n")
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = run(sys.executable, "-c", program, "--no-cache", cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "bpbook.gradcheck -> sympy" in done.stdout
    assert "bpbook.gradcheck -> bpbook.nn" in done.stdout


def test_the_code_is_linted():
    done = run(BIN / "ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted():
    done = run(BIN / "ruff", "format", "--no-cache", "--check", ".")
    assert done.returncode == 0, done.stdout


def test_lint_is_seen_to_fail(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "x.py").write_text('"""A module."""\n\nimport os\nprint( 1)\n', encoding="utf-8")
    found = run(BIN / "ruff", "check", "--no-cache", "--output-format=concise", ".", cwd=tmp_path)
    assert found.returncode == 1
    assert "F401" in found.stdout
    assert "T201" in found.stdout
    assert run(BIN / "ruff", "format", "--no-cache", "--check", ".", cwd=tmp_path).returncode == 1

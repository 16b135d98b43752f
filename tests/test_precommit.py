"""The hooks before a commit and before a push: nothing fetched, and CI's own command."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SETTINGS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
HOOKS = [hook for repository in SETTINGS["repos"] for hook in repository["hooks"]]
each_hook = pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])


def test_no_hook_is_fetched():
    assert {repository["repo"] for repository in SETTINGS["repos"]} == {"local"}
    assert {hook["language"] for hook in HOOKS} == {"system"}


@each_hook
def test_what_a_hook_starts_is_there(hook):
    program, *arguments = hook["entry"].split()
    if program.startswith(".venv/"):  # from the set-up, wherever it lies on this system
        assert re.fullmatch(r"\.venv/bin/(?:python|ruff)", program)
    else:
        assert (ROOT / program).is_file()
    for path in (word for word in arguments if word.startswith("tests/")):
        assert (ROOT / path).is_file()


def test_a_push_runs_what_ci_runs():
    (push,) = [hook for hook in HOOKS if hook.get("stages") == ["pre-push"]]
    assert push["always_run"]
    command = (ROOT / push["entry"]).read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8")
    assert "make test" in command
    assert "run: make test" in workflow
    assert SETTINGS["default_install_hook_types"] == ["pre-commit", "pre-push"]

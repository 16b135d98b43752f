"""pyproject.toml is the only list of dependencies: lock and environment.yml must agree with it."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"matplotlib": "matplotlib-base"}
FLOORS = {  # versions below these have known holes (advisories of 2026)
    "nbconvert": "7.17.1",
    "jupyter-server": "2.20.0",
    "jupyterlab": "4.5.7",
    "mistune": "3.3.0",
}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def declared():
    extras = project()["optional-dependencies"].values()
    lines = [*project()["dependencies"], *(line for extra in extras for line in extra)]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def lock_text():
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def locked(text=None):
    """Return {name: {versions}}: a name has several where Python versions differ."""
    found = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text or lock_text(), re.M):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


def missing_from_lock(requirements, lock):
    """Return what the lock lacks, or holds in a version that is not allowed."""
    problems = []
    for name, requirement in requirements.items():
        versions = lock.get(name, set())
        bad = sorted(str(v) for v in versions if v not in requirement.specifier)
        if not versions or bad:
            problems.append(f"{requirement}: locked at {bad or 'nothing'}")
    return problems


def without_hash(text):
    """Return the locked packages whose entry names no hash."""
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
    return [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry]


def test_lock_satisfies_every_requirement():
    assert missing_from_lock(declared(), locked()) == []


def test_every_locked_package_has_hashes():
    assert len(locked()) > 50
    assert without_hash(lock_text()) == []


def test_lock_names_no_index():
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", lock_text())


@pytest.mark.parametrize("name", FLOORS)
def test_locked_versions_are_above_known_holes(name):
    assert min(locked()[name]) >= Version(FLOORS[name])


def conda():
    """Return the requirements of environment.yml, conda's and pip's, by PyPI's names."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))[
        "dependencies"
    ]
    by_pip = next(e["pip"] for e in entries if isinstance(e, dict))
    lines = [e for e in entries if isinstance(e, str)]
    lines += [line for line in by_pip if not line.startswith("-")]
    back = {conda_name: name for name, conda_name in CONDA_NAMES.items()}
    found = [Requirement(re.sub(r"^python=(\d)", r"python==\1", line)) for line in lines]
    return {canonicalize_name(back.get(r.name, r.name)): r for r in found}, by_pip


def test_environment_holds_the_same_requirements():
    listed, _ = conda()
    listed = {n: str(r.specifier) for n, r in listed.items() if n not in {"python", "pip"}}
    assert listed == {n: str(r.specifier) for n, r in declared().items()}


def test_environment_installs_the_package_itself_and_a_supported_python():
    listed, by_pip = conda()
    assert by_pip[-1].endswith("-e .")
    (pin,) = listed["python"].specifier
    assert Version(pin.version) in SpecifierSet(project()["requires-python"])


def test_bootstrap_accepts_the_pythons_of_pyproject():
    constants = runpy.run_path(str(ROOT / "tools" / "bootstrap.py"), run_name="read")
    allowed = SpecifierSet(project()["requires-python"])
    minors = [m for m in range(8, 20) if Version(f"3.{m}") in allowed]
    assert constants["OLDEST"] == (3, minors[0])
    assert constants["NEWEST"] == (3, minors[-1])


# ---- each check has been seen to fail ---------------------------------------------------


def test_a_missing_or_old_package_is_noticed():
    lock = locked()
    old = {**lock, "numpy": {Version("1.26.0")}}
    gone = {name: v for name, v in lock.items() if name != "sympy"}
    assert "numpy" in missing_from_lock(declared(), old)[0]
    assert "sympy" in missing_from_lock(declared(), gone)[0]


def test_a_missing_hash_is_noticed():
    text = lock_text()
    cut = re.sub(r"(sympy==\S+) \\\n(    --hash\S+( \\)?\n)+", r"\1\n", text)
    assert cut != text
    assert without_hash(cut) == ["sympy"]

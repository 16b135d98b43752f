"""Tampered notebooks: each must fail under nbval, for its own reason, and leave nothing running.

One pytest in a process of its own runs them all, with the plugin that `make test` uses.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests import notebook_builder as nb
from tests import processes

ROOT = Path(__file__).parent.parent
CELL_SECONDS = 3
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
PYTEST = [sys.executable, "-m", "pytest", "-p", "tests.notebook_plugin", "--nbval", "-q"]
PYTEST += [f"--nbval-cell-timeout={CELL_SECONDS}", "-p", "no:cacheprovider", "--color=no"]

NOTE_PID = "import os, pathlib\npathlib.Path({!r}).write_text(str(os.getpid()))\n"
ENDLESS_IN_C = "sum(range(10**15))"
DISPLAY = "from IPython.display import clear_output, display, update_display"


def shows(*outputs):
    """Return code that shows what notebook_builder makes."""
    lines = [
        f"print({o.text!r})" if "text" in o else f"display({o.data!r}, raw=True)" for o in outputs
    ]
    return "\n".join(line.replace("\\n')", "')") for line in lines)


CLAIM, FIGURE, TEXT = nb.shown(nb.claim().data), nb.picture(), nb.printed("0.25\n")
GOOD = {
    "claim": (CLAIM,),
    "figure": (FIGURE,),
    "text": (TEXT,),
    "several": (CLAIM, FIGURE, TEXT),
}


def claim_with(mime, old, new):
    text = json.dumps(CLAIM.data[mime])
    assert old in text
    return nb.shown(CLAIM.data | {mime: json.loads(text.replace(old, new))})


def without_picture():
    return nb.shown({mime: v for mime, v in FIGURE.data.items() if mime != "image/png"})


# for each canary the code, the stored outputs, and what must be said; they share a kernel
CANARIES = {
    "latex": (
        shows(CLAIM),
        [claim_with("text/latex", "a = b", "a = d")],
        ["Cell outputs differ", "-$$a = d", "+$$a = b"],
    ),
    "markdown": (
        shows(CLAIM),
        [claim_with("text/markdown", "a = b", "a = d")],
        ["-a = d", "+a = b"],
    ),
    "ledger": (
        shows(CLAIM),
        [claim_with(nb.CLAIM, '"generated": 3', '"generated": 4')],
        ['-  "generated": 4', '+  "generated": 3'],
    ),
    "curve": (
        shows(FIGURE),
        [nb.picture(y=(0.0, 0.51, 1.0))],
        ["[ 0.0, 0.51, 1.0 ]", "[ 0.0, 0.5, 1.0 ]"],
    ),
    "no-picture": (shows(FIGURE), [without_picture()], ["+[a picture]"]),
    "number": (shows(TEXT), [nb.printed("0.26\n")], ["-0.26", "+0.25"]),
    "order": (shows(FIGURE, TEXT), [TEXT, FIGURE], ["Cell outputs differ"]),
    "lost": (shows(TEXT), [], ["Cell outputs differ", "+0.25"]),
    "null": (shows(TEXT), [], ["was never executed"]),
    "error": ("1 / 0", [], ["ZeroDivisionError"]),
    "memory": ("x = bytearray(9 << 30)", [], ["MemoryError"]),
    "input": ("input()", [], ["StdinNotImplementedError"]),
    "stderr": ("import sys\nprint('slow', file=sys.stderr)", [], ["+[stderr]", "+slow"]),
    "update": (
        "display('a', display_id='x')\nupdate_display('b', display_id='x')",
        [nb.shown({"text/plain": "'a'"})],
        ["changes an output after it was shown"],
    ),
    "clear": ("clear_output()", [], ["clears its output"]),
}
# these take their kernel with them
FATAL = {
    "dead": ("os._exit(7)", ["the kernel died while the cell ran"]),
    "endless": ("while True:\n    pass", [f"Timeout of {CELL_SECONDS} seconds"]),
    "endless_c": (ENDLESS_IN_C, [f"Timeout of {CELL_SECONDS} seconds"]),
}


def tampered_page():
    cells = [nb.code(NOTE_PID.format("pid-tampered") + DISPLAY, id="c01-first")]
    for name, (source, stored, _) in CANARIES.items():
        cells.append(nb.code(source, *stored, id=f"c01-{name}"))
    page = nb.page(*cells)
    next(cell for cell in page.cells if cell.id == "c01-null").execution_count = None
    return page


def fatal_page(name):
    source = NOTE_PID.format(f"pid-{name}") + FATAL[name][0]
    return nb.page(nb.code(source, id="c01-fatal"), nb.code("1", nb.result("1"), id="c01-next"))


def good_page():
    cells = [nb.code(shows(*outputs), *outputs, id=f"c01-{n}") for n, outputs in GOOD.items()]
    return nb.page(nb.code(DISPLAY, id="c01-first"), *cells)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run all canaries once; return the folder and what was said of each cell."""
    folder = tmp_path_factory.mktemp("canaries")
    (folder / "pytest.ini").write_text("[pytest]\nxfail_strict = true\n", encoding="utf-8")
    nb.write(folder / "good.ipynb", good_page())
    nb.write(folder / "tampered.ipynb", tampered_page())
    for name in FATAL:
        nb.write(folder / f"{name}.ipynb", fatal_page(name))
    command = [*PYTEST, "--junitxml=report.xml", "-o", "junit_family=xunit1", "."]
    done = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 1, done.stdout + done.stderr
    results = {}
    for case in ElementTree.parse(folder / "report.xml").iter("testcase"):
        failures = [*case.iter("failure"), *case.iter("error")]
        said = "\n".join(f"{f.get('message')}\n{f.text}" for f in failures)
        results[Path(case.get("file")).stem, case.get("name").split()[-1]] = said
    return folder, results


def failed(run, name):
    return {cell: said for (notebook, cell), said in run[1].items() if notebook == name and said}


def test_a_good_notebook_passes(run):
    assert failed(run, "good") == {}
    assert sum(name == "good" for name, _ in run[1]) == len(GOOD) + 1


@pytest.mark.parametrize("name", CANARIES)
def test_each_canary_fails_in_its_cell_for_its_reason(run, name):
    said = failed(run, "tampered")[f"c01-{name}"]
    assert f"tampered.ipynb, id c01-{name}\n" in said
    assert [reason for reason in CANARIES[name][2] if reason not in said] == [], said


def test_cells_that_were_not_tampered_with_pass(run):
    assert failed(run, "tampered").keys() == {f"c01-{name}" for name in CANARIES}


@pytest.mark.parametrize("name", FATAL)
def test_a_cell_that_takes_its_kernel_down_is_named_and_alone(run, name):
    said = failed(run, name)
    assert list(said) == ["c01-fatal"]
    assert [reason for reason in FATAL[name][1] if reason not in said["c01-fatal"]] == []


def test_no_kernel_is_left_when_a_run_has_ended(run):
    pids = [int(path.read_text("utf-8")) for path in run[0].glob("pid-*")]
    assert len(pids) == len(FATAL) + 1
    assert [pid for pid in pids if processes.alive(pid)] == []


def test_a_kernel_dies_with_a_pytest_that_is_killed(tmp_path):
    # only Linux ends a loop in C at once; elsewhere IPython polls for its parent
    endless = ENDLESS_IN_C if sys.platform == "linux" else "import time\ntime.sleep(1000)"
    pid_file = tmp_path / "pid"
    nb.write(tmp_path / "x.ipynb", nb.page(nb.code(NOTE_PID.format(str(pid_file)) + endless)))
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [*PYTEST, "--nbval-cell-timeout=100", "."]
    with subprocess.Popen(
        command, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.DEVNULL
    ) as run:
        assert processes.wait_until(lambda: pid_file.exists() and pid_file.read_text("utf-8"), 30)
        kernel = int(pid_file.read_text("utf-8"))
        assert processes.alive(kernel)
        run.kill()
    assert processes.gone(kernel)


@pytest.mark.parametrize(
    ("option", "said"),
    [("--nbval-lax", "compares nothing"), ("--nbval-cell-timeout=2000", "at most 120 s")],
)
def test_options_that_would_weaken_the_tests_are_refused(tmp_path, option, said):
    command = [*PYTEST, option, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 4
    assert said in done.stderr

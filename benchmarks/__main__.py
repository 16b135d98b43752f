"""``python -m benchmarks``: make the peers' environment, measure, print a table, write JSON.

The table gives times of the peer over ours: above 1, this package is the faster one.  The last
column is step / floor, our time over that of the bare matrix products.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.workloads import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"


def main():
    """Run the benchmark; the exit code is not 0 if a measurement failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="at least 7 (default 9)")
    parser.add_argument("--seconds", type=float, default=0.2, help="a program's turn (0.2)")
    parser.add_argument("--threads", default="1", help="numbers with commas, like 1,2")
    parser.add_argument("--dtypes", default="float32", help="float32, float64 or both")
    parser.add_argument("--workloads", default=",".join(SETTINGS), help=", ".join(SETTINGS))
    parser.add_argument("--python", help="measure with this interpreter instead")
    options = parser.parse_args()
    if options.rounds < 7:
        parser.error("--rounds must be at least 7")
    python = options.python or environment(BUILD / "bench-venv")
    rows = []
    for threads in map(int, options.threads.split(",")):
        for dtype in options.dtypes.split(","):
            rows += measured(python, threads, dtype, options)
    BUILD.mkdir(exist_ok=True)
    unfinished = BUILD / "bench.json.part"
    unfinished.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(BUILD / "bench.json")
    print(table(rows))


def environment(place):
    """Interpreter of the peers' environment, made if it is not there."""
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    for line in (ROOT / "benchmarks" / "requirements.txt").read_text(encoding="utf-8").split("\n"):
        name = line.partition("#")[0].strip()
        if name and subprocess.run([str(python), "-m", "pip", "show", "-q", name]).returncode:
            print(f"installing {name} ...", flush=True)
            if subprocess.run([str(python), "-m", "pip", "install", "-q", name]).returncode:
                print(f"{name} cannot be installed: it will be reported as not run")
    return python


def measured(python, threads, dtype, options):
    """Rows of one process."""
    limits = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads)
    )
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.json"
        command = [str(python), "-m", "benchmarks.measure", "--threads", str(threads)]
        command += ["--dtype", dtype, "--workloads", options.workloads, "--out", str(out)]
        command += ["--rounds", str(options.rounds), "--seconds", str(options.seconds)]
        environ = {**os.environ, **limits, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, check=True, cwd=ROOT, env=environ)
        return json.loads(out.read_text(encoding="utf-8"))


def table(rows):
    """Rows as a table of text: a line for each network, a column for each peer."""
    peers = list(dict.fromkeys(row["peer"] for row in rows if row["peer"] != "matrix products"))
    head = ["network @ batch", "dtype", "threads", *peers, "step / floor"]
    lines = [head]
    for key in dict.fromkeys(_key(row) for row in rows):
        cells = {row["peer"]: row for row in rows if _key(row) == key}
        floor = 1 / cells["matrix products"]["ratio_median"]
        lines.append([*key, *(_cell(cells.get(peer)) for peer in peers), f"{floor:.2f}"])
    widths = [max(len(line[k]) for line in lines) for k in range(len(head))]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def _key(row):
    sizes = "-".join(map(str, row["sizes"]))
    return f"{sizes} @ {row['batch']}", row["dtype"], str(row["threads"])


def _cell(row):
    if row is None:
        return "not run"
    return f"{row['ratio_median']:.2f} [{row['ratio_q1']:.2f}, {row['ratio_q3']:.2f}]"


if __name__ == "__main__":
    main()

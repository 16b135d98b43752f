"""Time the programs against each other in one process: ``python -m benchmarks.measure``.

Started by ``python -m benchmarks`` inside the environment of the peers, one process for each
number of threads, which must be set before NumPy is imported.
"""

import argparse
import gc
import json
import statistics
import time
import warnings

import numpy as np

from benchmarks.peers import PEERS, NotApplicable
from benchmarks.workloads import SETTINGS, Workload

# Parameters of two programs after the same steps, relative to the largest; rounding grows.
AGREEMENT = {"float32": 2e-3, "float64": 1e-8}


def main():
    """Measure the workloads asked for and write the rows as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--dtype", required=True)
    parser.add_argument("--workloads", required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers' own
    _limit_torch(options.threads)
    rows = []
    for name in options.workloads.split(","):
        w = Workload(*SETTINGS[name], options.dtype)
        runs = ready(w)
        times = measure(runs, options.rounds, options.seconds)
        rows += [row(w, options, peer, times) for peer in times if peer != "bpbook"]
    with open(options.out, "w", encoding="utf-8") as stream:  # noqa: PTH123 - the path is given
        json.dump(rows, stream)


def _limit_torch(threads):
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(threads)


def ready(w):
    """Programs that can do the workload, after their parameters were found equal."""
    runs, reference = {}, None
    for peer, make in PEERS.items():
        try:
            run, parameters = make(w)
        except (ImportError, NotApplicable) as reason:
            print(f"not run: {peer} for {w.name}: {reason}", flush=True)
            continue
        run(1)
        if parameters is not None:
            found = parameters()
            reference = found if reference is None else reference
            difference = np.abs(found - reference).max() / np.abs(reference).max()
            if not difference < AGREEMENT[w.dtype]:
                raise SystemExit(f"{peer} for {w.name}: parameters differ by {difference:.1e}")
        runs[peer] = run
    return runs


def measure(runs, rounds, seconds):
    """Seconds an epoch, a list with one entry a round; the order is reversed each round."""
    epochs = {}
    for peer, run in runs.items():
        start = time.perf_counter()
        run(2)
        epochs[peer] = max(1, round(2 * seconds / (time.perf_counter() - start)))
    times = {peer: [] for peer in runs}
    gc.collect()
    gc.disable()
    for turn in range(rounds):
        for peer in list(runs)[:: 1 if turn % 2 == 0 else -1]:
            start = time.perf_counter()
            runs[peer](epochs[peer])
            times[peer].append((time.perf_counter() - start) / epochs[peer])
    gc.enable()
    return times


def row(w, options, peer, times):
    """Time of the peer over ours, round by round: median and quartiles."""
    ratios = [p / ours for p, ours in zip(times[peer], times["bpbook"], strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return {
        "sizes": list(w.sizes),
        "batch": w.batch,
        "dtype": w.dtype,
        "threads": options.threads,
        "peer": peer,
        "ratio_median": round(middle, 4),
        "ratio_q1": round(low, 4),
        "ratio_q3": round(high, 4),
    }


if __name__ == "__main__":
    main()

"""Measure how long `main.py --help` takes, the start of Python included."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figure import Figure

MOST_SECONDS = 0.5
TRIES = 5
MAIN = Path(__file__).resolve().parents[1] / "main.py"


def measure(bench: Bench) -> list[Figure]:
    bench.report("main.py --help")
    seconds = [_seconds_of_help() for _ in range(TRIES)]
    return [
        Figure(
            name=f"main.py --help, best of {TRIES}",
            value=min(seconds),
            unit="s",
            target=MOST_SECONDS,
            at_least=False,
            details={"seconds": seconds},
        )
    ]


def _seconds_of_help() -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, MAIN, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started

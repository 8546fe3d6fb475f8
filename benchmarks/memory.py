"""Memory: the peak of the process that trains must not grow with the number of images."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.bench import TIMED_BACKBONE, Bench
from benchmarks.figure import Figure
from benchmarks.fresh_process import in_fresh_process
from benchmarks.frostline import FrostlineRequest, train_with_frostline
from benchmarks.images import write_repeated
from benchmarks.plain_keras import LAST_BLOCKS

MOST = 1.15
ON_LINUX, ON_WINDOWS = Path("/proc/self/status").is_file(), os.name == "nt"
SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True, kw_only=True)
class Peak:
    """Peaks of resident memory in MiB: of the training process, and of the largest of its children."""

    process: float
    largest_child: float


def measure(bench: Bench) -> list[Figure]:
    times = bench.settings.copies
    many = bench.scratch / f"images-{times}-times"
    write_repeated(bench.tree, many, times)
    once = _peak_of(bench, bench.tree, "once")
    repeated = _peak_of(bench, many, f"{times} times")
    return [
        Figure(
            name=f"peak memory with the dataset {times} times against once",
            value=repeated.process / once.process,
            unit="×",
            target=MOST,
            at_least=False,
            other=f"once {once.process:.0f} MiB",
            frostline=f"{times} times {repeated.process:.0f} MiB",
            note=(
                f"Memory: {measured_by()} of the training process, head and {LAST_BLOCKS}, "
                f"{bench.settings.memory_epochs} epochs each. The largest process that decodes images took "
                f"{once.largest_child:.0f} MiB once, {repeated.largest_child:.0f} MiB {times} times."
            ),
            details={
                "once": once.process,
                "repeated": repeated.process,
                "largest_child_once": once.largest_child,
                "largest_child_repeated": repeated.largest_child,
            },
        )
    ]


def train_and_weigh(request: FrostlineRequest) -> Peak:
    """Runs in a fresh process, whose peak is then that of the training."""
    children = _ChildrenWatch()
    train_with_frostline(request)
    return Peak(process=own_peak(), largest_child=children.ended())


def own_peak() -> float:
    """Return the peak of this process's resident memory so far, in MiB."""
    if ON_LINUX:  # not ru_maxrss, which a process inherits from the one that started it
        return _high_water_mark("self")
    if ON_WINDOWS:
        return psutil.Process().memory_info().peak_wset / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def measured_by() -> str:
    return "VmHWM" if ON_LINUX else "peak working set" if ON_WINDOWS else "ru_maxrss"


@dataclass
class _ChildrenWatch:
    """Looks at the children now and then; what a child takes between two looks may be missed, except on Linux."""

    _largest: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._look_until_over, daemon=True)
        self._thread.start()

    def ended(self) -> float:
        """MiB."""
        self._over.set()
        self._thread.join()
        return self._largest

    def _look_until_over(self) -> None:
        while not self._over.wait(SECONDS_BETWEEN_LOOKS):
            for child in psutil.Process().children(recursive=True):
                try:
                    self._largest = max(self._largest, _memory_of(child))
                except (psutil.Error, OSError, ValueError):  # it has just ended
                    continue


def _memory_of(child: psutil.Process) -> float:
    if ON_LINUX:
        return _high_water_mark(str(child.pid))
    return float(child.memory_info().rss / 2**20)


def _high_water_mark(process: str) -> float:
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise ValueError("the process has ended")


def _peak_of(bench: Bench, images: Path, name: str) -> Peak:
    bench.report(f"memory with the dataset {name}")
    request = FrostlineRequest(
        images=images,
        project=bench.scratch / "projects" / f"memory {name}",
        backbone=TIMED_BACKBONE,
        head_epochs=bench.settings.memory_epochs,
        fine_tuning=LAST_BLOCKS,
        unfreeze="last:2",
        fine_tune_epochs=bench.settings.memory_epochs,
        test=False,
    )
    return in_fresh_process(train_and_weigh, request).answer

"""Incremental unfreezing, from images to a saved model: the head, then the last block, the last two, up to four."""

from __future__ import annotations

from benchmarks.bench import FROSTLINE_INCREMENTAL, KERAS_INCREMENTAL, Bench
from benchmarks.figure import Figure

FASTER = 3.0


def measure(bench: Bench) -> list[Figure]:
    for repeat in range(bench.settings.repeats):
        bench.plain_keras_incremental(repeat)
        bench.frostline_incremental(repeat)
    theirs, ours = (bench.whole_seconds(side) for side in (KERAS_INCREMENTAL, FROSTLINE_INCREMENTAL))
    settings = bench.settings
    return [
        Figure(
            name=(
                f"block by block over 4 blocks, {settings.epochs} epochs of the head and "
                f"{settings.incremental_epochs} of each block more, times faster"
            ),
            value=theirs / ours,
            unit="×",
            target=FASTER,
            other=f"{KERAS_INCREMENTAL} {theirs:.1f} s",
            frostline=f"{ours:.1f} s",
        )
    ]

"""Fine-tuning at 1e-5 after the head: that phase alone, with all that it needs to be set up."""

from __future__ import annotations

from benchmarks.bench import FROSTLINE_ALL, FROSTLINE_LAST, KERAS, RECIPE, Bench
from benchmarks.figure import Figure
from benchmarks.plain_keras import LAST_BLOCKS
from benchmarks.tutorial_recipe import ALL

LAST_BLOCKS_FASTER = 3.5
ALL_NOT_SLOWER = 1.0


def measure_last_blocks(bench: Bench) -> list[Figure]:
    for repeat in range(bench.settings.repeats):
        bench.plain_keras(repeat)
        bench.frostline_last_blocks(repeat)
    return [_compared(bench, KERAS, FROSTLINE_LAST, LAST_BLOCKS, LAST_BLOCKS_FASTER)]


def measure_everything_unfrozen(bench: Bench) -> list[Figure]:
    for repeat in range(bench.settings.repeats):
        bench.recipe(repeat)
        bench.frostline_all(repeat)
        bench.plain_keras(repeat)
    return [
        _compared(bench, RECIPE, FROSTLINE_ALL, ALL, ALL_NOT_SLOWER),
        _compared(bench, KERAS, FROSTLINE_ALL, ALL, None),
    ]


def _compared(bench: Bench, other: str, ours: str, phase: str, target: float | None) -> Figure:
    theirs, own = bench.phases(other, phase)[0], bench.phases(ours, phase)[0]
    their_seconds, our_seconds = bench.seconds(other, phase), bench.seconds(ours, phase)
    epochs = own.epochs
    is_alike = own.trainable_parameters == theirs.trainable_parameters
    return Figure(
        name=f"then {phase}, {epochs} epochs, against {other}, times faster",
        value=their_seconds / our_seconds,
        unit="×",
        target=target,
        other=f"{other} {their_seconds:.1f} s, {their_seconds / epochs:.1f} an epoch",
        frostline=f"{our_seconds:.1f} s, {our_seconds / epochs:.1f} an epoch",
        note=""
        if is_alike
        else (
            f"Against {other}, {phase}: it trains {theirs.trainable_parameters:,} parameters, "
            f"Frostline {own.trainable_parameters:,}."
        ),
    )

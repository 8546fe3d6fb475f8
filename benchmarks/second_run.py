"""A second run in the same project, with other settings of the head: the features are there already."""

from __future__ import annotations

from benchmarks.bench import RECIPE, SECOND_RUN, Bench
from benchmarks.figure import Figure
from benchmarks.tutorial_recipe import HEAD

FASTER = 40.0


def measure(bench: Bench) -> list[Figure]:
    for repeat in range(bench.settings.repeats):
        bench.recipe(repeat)
        bench.second_run(repeat)
    theirs, ours = bench.seconds(RECIPE, HEAD), bench.seconds(SECOND_RUN, HEAD)
    return [
        Figure(
            name=f"second run, other head settings, {bench.settings.epochs} epochs, times faster",
            value=theirs / ours,
            unit="×",
            target=FASTER,
            other=f"{RECIPE} {theirs:.1f} s",
            frostline=f"{ours:.2f} s",
        )
    ]

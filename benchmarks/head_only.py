"""Head only, end to end: from a folder of images to a trained head, with nothing in any cache."""

from __future__ import annotations

from benchmarks.bench import FROSTLINE, RECIPE, Bench
from benchmarks.figure import Figure
from benchmarks.tutorial_recipe import HEAD
from core.dataset.dataset import Split

FASTER = 8.0
#: about three of the validation images of chest_xray, which is what a seed more or less makes
COMPARABLE = 0.03


def measure(bench: Bench) -> list[Figure]:
    for repeat in range(bench.settings.repeats):
        bench.recipe(repeat)
        bench.frostline_head(repeat)
    theirs, ours = bench.seconds(RECIPE, HEAD), bench.seconds(FROSTLINE, HEAD)
    return [
        Figure(
            name=f"head only, {bench.settings.epochs} epochs on {bench.timed_source.name}, times faster",
            value=theirs / ours,
            unit="×",
            target=FASTER,
            other=f"{RECIPE} {theirs:.1f} s",
            frostline=f"{ours:.1f} s",
            note=_compared_accuracy(bench),
        )
    ]


def _compared_accuracy(bench: Bench) -> str:
    theirs = bench.phases(RECIPE, HEAD)[0].validation_accuracy
    ours = bench.phases(FROSTLINE, HEAD)[0].validation_accuracy
    images = bench.images_in_part[Split.VALIDATION]
    return (
        f"Head only, accuracy on the {images} validation images: {RECIPE} {theirs:.3f} (its last epoch), "
        f"Frostline {ours:.3f} (its best epoch): {_verdict(ours - theirs)}."
    )


def _verdict(difference: float) -> str:
    if abs(difference) <= COMPARABLE:
        return "comparable"
    return "Frostline's is better" if difference > 0 else "the recipe's is better"

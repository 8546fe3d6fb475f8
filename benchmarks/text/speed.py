"""How fast texts are learnt from, beside the recipe: the head, a second run, and the last layers of the encoder.

Both sides compute with oneDNN and, once more, without it; what is compared is always of one run of the benchmark.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.bench import FROSTLINE, RECIPE, Bench
from benchmarks.figure import Figure
from benchmarks.frostline import FrostlineRequest, train_with_frostline
from benchmarks.side import SideResult
from benchmarks.text.parts import ENCODER, tables
from benchmarks.text.recipe import LAST_LAYERS, Padding, TextRecipeRequest, follow_text_recipe
from benchmarks.tutorial_recipe import HEAD
from core.backbones.catalogue import find_backbone

#: of the head, against the recipe with this padding; for comparison where there is nothing to reach
HEAD_FASTER = {Padding.USUAL: 15.0, Padding.LONGEST: 8.0, Padding.BATCH: None}
LAST_LAYERS_FASTER = {Padding.USUAL: 4.0, Padding.LONGEST: 4.0, Padding.BATCH: None}
SECOND_RUN_FASTER = 40.0
#: how both sides compute, and what says so to TensorFlow
ARITHMETICS = {
    "oneDNN on": {"TF_ENABLE_ONEDNN_OPTS": "1"},
    "oneDNN off": {"TF_ENABLE_ONEDNN_OPTS": "0"},
}
FIRST, SECOND, LAST = f"{FROSTLINE} on texts", f"{FROSTLINE} on texts, second run", f"{FROSTLINE} on texts, last layers"


def measure(bench: Bench) -> list[Figure]:
    """Return no figure where there are no texts."""
    found = tables(bench)
    if not found:
        return []
    return [figure for arithmetic in ARITHMETICS for figure in _Sides(bench, found[0], arithmetic).figures()]


class _Sides:
    """Both sides, with one arithmetic."""

    def __init__(self, bench: Bench, table: Path, arithmetic: str):
        self._bench, self._table, self._arithmetic = bench, table, arithmetic

    def figures(self) -> Iterator[Figure]:
        for repeat in range(self._bench.settings.repeats):
            self._run(repeat)
        epochs, last = self._bench.settings.epochs, self._bench.settings.text_epochs
        for padding in Padding:
            yield self._figure(f"head only, {epochs} epochs", FIRST, HEAD, padding, HEAD_FASTER[padding])
        yield self._figure("second run, other head settings", SECOND, HEAD, Padding.USUAL, SECOND_RUN_FASTER)
        for padding in Padding:
            target = LAST_LAYERS_FASTER[padding]
            yield self._figure(f"then {LAST_LAYERS}, {last} epochs", LAST, LAST_LAYERS, padding, target)

    def _run(self, repeat: int) -> None:
        last = self._bench.settings.text_epochs
        self._frostline(FIRST, repeat, "head")
        self._frostline(SECOND, repeat, "head", dropout=0.4, learning_rate=3e-3)
        fine_tuning = {"fine_tuning": LAST_LAYERS, "unfreeze": "last:2", "fine_tune_epochs": last}
        self._frostline(LAST, repeat, "last", **fine_tuning)
        for padding in Padding:
            self._recipe(padding, repeat)

    def _frostline(self, side: str, repeat: int, project: str, **choices: Any) -> SideResult:
        folder = self._bench.scratch / "projects" / f"texts {project} {repeat} {self._arithmetic}"
        request = FrostlineRequest(
            images=self._table,
            project=folder,
            backbone=ENCODER,
            head_epochs=self._bench.settings.epochs,
            override="a benchmark",
            **choices,
        )
        return self._once(side, repeat, train_with_frostline, request)

    def _recipe(self, padding: Padding, repeat: int) -> SideResult:
        request = TextRecipeRequest(
            table=self._table,
            module=find_backbone(ENCODER),
            epochs=self._bench.settings.epochs,
            padding=padding,
            unfrozen_epochs=self._bench.settings.text_epochs,
        )
        return self._once(_recipe(padding), repeat, follow_text_recipe, request)

    def _once(self, side: str, repeat: int, function: Any, request: Any) -> SideResult:
        return self._bench.once(self._named(side), repeat, function, request, ARITHMETICS[self._arithmetic])

    def _figure(self, name: str, ours: str, phase: str, padding: Padding, target: float | None) -> Figure:
        theirs = _recipe(padding)
        their_seconds, our_seconds = (self._bench.seconds(self._named(side), phase) for side in (theirs, ours))
        return Figure(
            name=f"texts, {name}, {padding}, {self._arithmetic}, times faster",
            value=their_seconds / our_seconds,
            unit="×",
            target=target,
            other=f"{RECIPE} {their_seconds:.1f} s",
            frostline=f"{our_seconds:.1f} s",
        )

    def _named(self, side: str) -> str:
        return f"{side}, {self._arithmetic}"


def _recipe(padding: Padding) -> str:
    return f"{RECIPE} on texts, {padding}"

"""Bench: what all measurements share, and the sides that have been run, each only once in a repeat."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.fresh_process import NOTHING_ELSE, in_fresh_process
from benchmarks.frostline import FrostlineRequest, train_with_frostline
from benchmarks.images import Source, find_sources, listed, write_split_tree
from benchmarks.plain_keras import (
    LAST_BLOCKS,
    NAMES_OF_BLOCKS,
    KerasRequest,
    follow_plain_keras,
    unfreeze_incrementally,
)
from benchmarks.side import PhaseResult, SideResult
from benchmarks.tutorial_recipe import ALL, RecipeRequest, follow_recipe
from core.backbones.card import read_card
from core.backbones.catalogue import find_backbone
from core.dataset.dataset import Split
from core.modalities.images.image_input import image_input_of

Request = TypeVar("Request")

TIMED_BACKBONE = "mobilenet_v2_100_224"
RECIPE, KERAS, FROSTLINE = "tutorial recipe", "plain Keras", "Frostline"
FROSTLINE_LAST, FROSTLINE_ALL = f"{FROSTLINE}, then {LAST_BLOCKS}", f"{FROSTLINE}, then {ALL}"
SECOND_RUN = f"{FROSTLINE}, second run"
KERAS_INCREMENTAL, FROSTLINE_INCREMENTAL = (f"{side}, block by block" for side in (KERAS, FROSTLINE))


class Take(StrEnum):
    """Say which of the repeats counts. Each side is treated alike."""

    BEST = "best"
    MEDIAN = "median"

    def of(self, seconds: Sequence[float]) -> float:
        return min(seconds) if self is Take.BEST else statistics.median(seconds)


@dataclass(frozen=True, kw_only=True)
class Settings:
    #: the folder of the real datasets
    data: Path
    repeats: int = 1
    take: Take = Take.BEST
    epochs: int = 10
    unfrozen_epochs: int = 2
    #: of each block more: half of the default, as those of the head are
    incremental_epochs: int = 5
    memory_epochs: int = 2
    copies: int = 8
    seeds: int = 5
    #: of the last two layers of an encoder of texts
    text_epochs: int = 3
    predicted_texts: int = 100_000
    #: of the images of each class only the first so many, to see whether the benchmark itself works
    most_per_class: int | None = None

    @property
    def is_quick(self) -> bool:
        return self.most_per_class is not None


@dataclass(frozen=True, kw_only=True)
class SideRun:
    """One process of one side."""

    side: str
    repeat: int
    python_seconds: float
    result: SideResult


class Bench:
    """A scratch folder with the images, and what was run on them."""

    def __init__(self, settings: Settings, scratch: Path, report: Callable[[str], None]):
        self.settings, self.scratch, self.report = settings, scratch, report
        self.runs: dict[tuple[str, int], SideRun] = {}
        self.images_in_part: dict[Split, int] = {}

    @cached_property
    def sources(self) -> list[Source]:
        return find_sources(self.settings.data, self.scratch)

    @property
    def timed_source(self) -> Source:
        return self.sources[0]

    @cached_property
    def tree(self) -> Path:
        """Return what the timed sides read."""
        folder = self.scratch / "images"
        dataset = listed(self.timed_source, self.settings.most_per_class)
        self.images_in_part = write_split_tree(dataset, folder)
        return folder

    def recipe(self, repeat: int) -> SideResult:
        settings = self.settings
        request = RecipeRequest(
            images=self.tree,
            module=self._module,
            image_size=self._image_size,
            head_epochs=settings.epochs,
            unfrozen_epochs=settings.unfrozen_epochs,
        )
        return self.once(RECIPE, repeat, follow_recipe, request)

    def plain_keras(self, repeat: int) -> SideResult:
        return self.once(KERAS, repeat, follow_plain_keras, self._keras_request)

    def plain_keras_incremental(self, repeat: int) -> SideResult:
        return self.once(KERAS_INCREMENTAL, repeat, unfreeze_incrementally, self._keras_request)

    @property
    def _keras_request(self) -> KerasRequest:
        settings = self.settings
        return KerasRequest(
            images=self.tree,
            module=self._module,
            image_size=self._image_size,
            head_epochs=settings.epochs,
            last_blocks_epochs=settings.epochs,
            unfrozen_epochs=settings.unfrozen_epochs,
            incremental_epochs=settings.incremental_epochs,
        )

    def frostline_head(self, repeat: int) -> SideResult:
        """Train the head in a new project, as in every other first run."""
        return self._frostline(FROSTLINE, repeat, project=f"head-{repeat}")

    def second_run(self, repeat: int) -> SideResult:
        """Other head settings in the project of the first run, in a fresh process."""
        self.frostline_head(repeat)
        return self._frostline(SECOND_RUN, repeat, project=f"head-{repeat}", dropout=0.4, learning_rate=3e-3)

    def frostline_last_blocks(self, repeat: int) -> SideResult:
        return self._frostline(
            FROSTLINE_LAST, repeat, project=f"last-blocks-{repeat}",
            fine_tuning=LAST_BLOCKS, unfreeze="last:2", fine_tune_epochs=self.settings.epochs,
        )  # fmt: skip

    def frostline_incremental(self, repeat: int) -> SideResult:
        return self._frostline(
            FROSTLINE_INCREMENTAL, repeat, project=f"incremental-{repeat}",
            incremental=len(NAMES_OF_BLOCKS), fine_tune_epochs=self.settings.incremental_epochs,
        )  # fmt: skip

    def frostline_all(self, repeat: int) -> SideResult:
        return self._frostline(
            FROSTLINE_ALL, repeat, project=f"all-{repeat}",
            fine_tuning=ALL, unfreeze="all", fine_tune_epochs=self.settings.unfrozen_epochs,
        )  # fmt: skip

    def seconds(self, side: str, phase: str) -> float:
        """Return the seconds of the repeat that counts, or the median of all."""
        return self.settings.take.of([result.seconds for result in self.phases(side, phase)])

    def whole_seconds(self, side: str) -> float:
        """Return the seconds of all phases, in the repeat that counts, or the median of all."""
        runs = [run for (name, _), run in self.runs.items() if name == side]
        return self.settings.take.of([sum(phase.seconds for phase in run.result.phases) for run in runs])

    def phases(self, side: str, phase: str) -> list[PhaseResult]:
        """This phase in every repeat that was run."""
        return [run.result.phase(phase) for (name, _), run in self.runs.items() if name == side]

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(run) for run in self.runs.values()]

    def _frostline(self, side: str, repeat: int, project: str, **choices: Any) -> SideResult:
        request = FrostlineRequest(
            images=self.tree,
            project=self.scratch / "projects" / project,
            backbone=TIMED_BACKBONE,
            head_epochs=self.settings.epochs,
            **choices,
        )
        return self.once(side, repeat, train_with_frostline, request)

    def once(
        self,
        side: str,
        repeat: int,
        function: Callable[[Request], SideResult],
        request: Request,
        environment: Mapping[str, str] = NOTHING_ELSE,
    ) -> SideResult:
        """Run a side in a process of its own, with this in its environment as well, where it has not been run yet."""
        if (side, repeat) not in self.runs:
            self.report(f"{side}, {repeat + 1} of {self.settings.repeats}")
            returned = in_fresh_process(function, request, environment)
            self.runs[side, repeat] = SideRun(
                side=side, repeat=repeat, python_seconds=returned.start_seconds, result=returned.answer
            )
        return self.runs[side, repeat].result

    @property
    def _module(self) -> Path:
        return find_backbone(TIMED_BACKBONE)

    @property
    def _image_size(self) -> tuple[int, int]:
        return image_input_of(read_card(self._module).input).size

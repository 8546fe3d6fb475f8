"""Report: the figures, what they were made of, and the machine, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console

from benchmarks.bench import Bench
from benchmarks.figure import Figure
from benchmarks.machine import Machine
from benchmarks.table import Table

REACHED = {True: "yes", False: "no", None: ""}


@dataclass(kw_only=True)
class Report:
    machine: Machine
    bench: Bench
    #: as far as it has come
    figures: list[Figure] = field(default_factory=list)

    def print(self, console: Console) -> None:
        for table in self._tables:
            console.print(table.as_rich())
        for note in self._notes:
            console.print(note, highlight=False)

    def as_markdown(self) -> str:
        """Return the tables, notes and machine, to be pasted into the README."""
        parts = [table.as_markdown() for table in self._tables if table.rows]
        return "\n\n".join([*parts, *self._notes])

    def as_json(self) -> dict[str, Any]:
        settings = asdict(self.bench.settings)
        del settings["data"]  # where it lies is nobody's business
        return {
            "machine": asdict(self.machine),
            "settings": settings,
            "images": {part.value: count for part, count in self.bench.images_in_part.items()},
            "figures": [asdict(figure) | {"reached": figure.is_reached} for figure in self.figures],
            "runs": self.bench.as_json(),
        }

    @property
    def _tables(self) -> list[Table]:
        return [table for table in (self._figures, self._phases, self._starts) if table.rows]

    @property
    def _figures(self) -> Table:
        judged = not self.bench.settings.is_quick
        return Table(
            title="What Frostline is to reach",
            columns=("measured", "other side", "Frostline", "figure", "target", "reached"),
            rows=[
                (
                    figure.name,
                    figure.other,
                    figure.frostline,
                    figure.shown,
                    figure.shown_target,
                    REACHED[figure.is_reached] if judged else "",
                )
                for figure in self.figures
            ],
        )

    @property
    def _phases(self) -> Table:
        return Table(
            title="Each phase of each side, with the accuracy of its model",
            columns=(
                "side",
                "phase",
                "epochs",
                "seconds",
                "parameters trained",
                "validation",
                "test",
            ),
            rows=list(self._phase_rows()),
        )

    def _phase_rows(self) -> Iterator[tuple[str, ...]]:
        names = {(run.side, phase.name): phase for run in self.bench.runs.values() for phase in run.result.phases}
        for (side, name), phase in names.items():
            yield (
                side,
                name,
                str(phase.epochs),
                f"{self.bench.seconds(side, name):.2f}",
                f"{phase.trainable_parameters:,}",
                f"{phase.validation_accuracy:.3f}",
                "" if phase.test_accuracy is None else f"{phase.test_accuracy:.3f}",
            )

    @property
    def _starts(self) -> Table:
        """Return what is left out of all seconds above."""
        take = self.bench.settings.take
        rows = []
        for side in dict.fromkeys(run.side for run in self.bench.runs.values()):
            runs = [run for run in self.bench.runs.values() if run.side == side]
            rows.append(
                (
                    side,
                    f"{take.of([run.python_seconds for run in runs]):.2f}",
                    f"{take.of([run.result.import_seconds for run in runs]):.2f}",
                )
            )
        return Table(
            title="Left out of the seconds above (with the recipe's TensorFlow come tensorflow-hub and tf_keras)",
            columns=("side", "start of Python, s", "import of TensorFlow, s"),
            rows=rows,
        )

    @property
    def _notes(self) -> list[str]:
        settings = self.bench.settings
        notes = [figure.note for figure in self.figures if figure.note]
        if settings.repeats > 1:
            notes.append(f"Seconds are the {settings.take} of {settings.repeats} repeats, the sides in turn.")
        if settings.is_quick:
            notes.append("A quick run with a few images: it shows that the benchmark works, and nothing else.")
        if self.machine.is_busy:
            notes.append(f"Other programs were running (load {self.machine.load_before:.1f}): do not trust the times.")
        return [*notes, f"Measured on {self.machine}."]

"""Show a person what the command line reports: progress bars, one line an epoch, trees and tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from core import events
from core.commands.metric_words import metric_name
from core.commands.resolve_arguments import ways_out
from core.dataset.counts import counted_pictures
from core.modalities.text.options import KIND
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.class_metrics import Metrics
from core.targets.metrics import AUC, LOSS, scale_of
from core.targets.selecting import metric_of
from core.wording.catalogue import text_of, words_of
from core.wording.wording import translated

if TYPE_CHECKING:
    from core.audit.findings import Audit
    from core.backbones.card import Card
    from core.backbones.layer_tree import LayerTree
    from core.dataset.dataset import Dataset, Example
    from core.evaluation.results import Evaluation
    from core.targets.results import Metric
    from core.training.rate_finder import RateCurve


#: of one finding
MOST_GROUPS = 20
#: of a learning-rate finder: the curve is smooth
EVERY_NTH_RATE = 5
STYLE = {"error": "bold red", "warning": "bold yellow", "note": "bold", "passed": "bold green"}


class Console:
    """Receives events and shows them; bars only on a terminal, lines everywhere."""

    def __init__(self) -> None:
        self._console = RichConsole(highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._bar = self._bars.add_task("", visible=False, left="")
        self._epochs = 0
        self._has_reported_what_is_kept = False

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()

    def show(self, event: events.Event) -> None:
        match event:
            case events.Progress():
                self._show_bar(text_of(event.step), event.done, event.total, _time_left(event.seconds_left))
            case events.BatchEnded():
                what = "training" if event.part == "train" else "validating"
                self._show_bar(f"Epoch {event.epoch + 1}, {what}", event.batch + 1, event.batches, "")
            case events.Noticed():
                self._print(words_of(event.message).whole, style="yellow")
            case events.PhaseStarted():
                self._epochs = event.epochs
                self._print(
                    f"Phase {event.phase + 1} of {event.phases}, {event.name}: "
                    f"{event.trainable_parameters:,} of {event.parameters:,} parameters train",
                    style="bold",
                )
            case events.EpochEnded():
                self._print(_epoch_line(event, self._epochs))
            case events.PhaseEnded():
                self._print(_phase_line(event))
            case events.Alarm() if event.kind is not events.AlarmKind.NOT_FINITE:  # that ends the run, which tells
                self._print(f"  {words_of(event.message).whole}", style="yellow")
            case events.DepthDecided():
                self._print(_depth_line(event), style="bold")
            case events.RunEnded():
                self._has_reported_what_is_kept = True
                self._print(words_of(event.message).whole, style="bold")
            case events.Stopped():
                self._print(f"Stopped; what was learnt is kept. {event.kept}".rstrip())
            case events.Finished():
                self._show_results(event.results)

    def _show_bar(self, step: str, done: int, total: int | None, left: str) -> None:
        self._bars.update(self._bar, description=step, completed=done, total=total, left=left, visible=True)

    def _show_score(self, name: str, value: float | None) -> None:
        if value is not None:
            shown = scale_of(name).written(value)
            self._print(f"Validation {metric_name(name)} of the best epoch: {shown}", style="bold")

    def _show_results(self, results: dict[str, Any]) -> None:
        self._bars.update(self._bar, visible=False)
        if results.get("kept_text") and not self._has_reported_what_is_kept:  # of a run that was trained before
            self._print(results["kept_text"], style="bold")
        if "score" in results:
            self._show_score(results["score"], results[f"validation_{results['score']}"])
        if results.get("origin_text") and "parts" not in results:  # with an evaluation it is told before the metrics
            self._print(results["origin_text"])
        if "predicted" in results:
            self._print(_predicted(results))
        if "largest_difference" in results:
            self._print(f"Checked in a fresh process: differs by at most {results['largest_difference']:.1e}")
        for name in ("dataset", "model", "table", "export"):
            if name in results:
                self._print(f"{name.capitalize()}: {results[name]}")

    def _print(self, line: str, style: str = "") -> None:
        self._console.print(Text(line, style=style), soft_wrap=True)


def _predicted(results: dict[str, Any]) -> str:
    """Return what was predicted, and what was not."""
    problems = results["problems"]
    files = problems if results["kind"] == KIND else results["problem_files"]
    predicted, unread = _counted(results["predicted"]), text_of(counted_pictures(problems, files))
    return f"{predicted} classified, {unread} could not be read, {results['skipped']} other files passed over"


def _counted(examples: int) -> str:
    return text_of(counted_pictures(examples, examples))


def print_rates(curve: RateCurve) -> None:
    table = Table("learning rate", "loss")
    for rate, loss in list(zip(curve.rates, curve.losses, strict=True))[::EVERY_NTH_RATE]:
        table.add_row(f"{rate:.1e}", f"{loss:.4f}")
    console = RichConsole()
    console.print(table)
    if curve.suggestion is None:
        console.print("The loss hardly falls at any of them: no learning rate can be chosen from that.")
    else:
        console.print(f"The loss falls most steeply at {curve.suggestion:g}.")


def print_backbones(cards: Sequence[Card]) -> None:
    table = Table("Backbone", "Title", "For", "Input", "Features", "Parameters", "Licence")
    for card in cards:
        numbers = f"{card.feature_width:,}", f"{card.parameters:,}"
        given = card.input.kind, card.input.text_in_a_cell
        table.add_row(Text(card.name), Text(card.title), *given, *numbers, Text(card.licence))
    RichConsole(highlight=False).print(table)


def print_layers(backbone: str, kind: str, layers: LayerTree) -> None:
    tree = Tree(Text(f"{backbone}   for {kind}   {layers.parameters:,} parameters", style="bold"))
    for block, inside in layers.blocks.items():
        branch = tree.add(Text(f"{block}   {sum(layer.parameters for layer in inside):,}", style="bold"))
        for layer in inside:
            shape = "×".join("?" if side is None else str(side) for side in layer.output_shape)
            line = Text(layer.path)
            line.append(f"   {layer.kind.value}   {shape}   {layer.parameters:,}", style="dim")
            branch.add(line)
    RichConsole(highlight=False).print(tree, soft_wrap=True)


def print_audit(audit: Audit, dataset: Dataset) -> None:
    console = RichConsole(highlight=False)
    for finding in audit.findings:
        words = words_of(finding.message)
        console.print(Text(f"\n{finding.severity.value.capitalize()}: {words.text}", style=STYLE[finding.severity]))
        console.print(Text(words.hint))
        for number, group in enumerate(finding.groups[:MOST_GROUPS]):
            detail = text_of(finding.details[number]) if finding.details else ""
            console.print(
                Text(f"  {'  =  '.join(_image_line(dataset.examples[place]) for place in group)}  {detail}".rstrip())
            )
        if len(finding.groups) > MOST_GROUPS:
            console.print(f"  … and {len(finding.groups) - MOST_GROUPS:,} more")
        if finding.table:
            table = Table()
            for heading in finding.table[0]:
                table.add_column(Text(text_of(heading)))
            for row in finding.table[1:]:
                table.add_row(*(Text(text_of(cell)) for cell in row))
            console.print(table)
        ways = ways_out(finding)
        if ways:
            console.print(Text(f"--resolve {' | '.join(ways)}", style="dim"))
    if audit.override:
        console.print(Text(f"\nOverridden: {audit.override}"))
    verdict = "Training is refused until these errors are resolved or overridden." if audit.is_blocking else ""
    console.print(verdict or "\nNothing keeps training from beginning.", style="bold")
    console.print(RESEARCH_USE_ONLY, style="dim")


def _image_line(image: Example) -> str:
    frame = "" if image.frame is None else f" · {image.frame + 1}"
    return f"{image.file}{frame} ({', '.join(filter(None, (image.label, image.split)))})"


def print_evaluation(evaluation: Evaluation) -> None:
    console = RichConsole(highlight=False)
    if evaluation.origin:
        console.print(Text(text_of(evaluation.origin)), soft_wrap=True)
    for part, metrics in evaluation.parts.items():
        console.print(Text(f"\n{part.value.capitalize()}, {_counted(metrics.images)}", style="bold"))
        console.print("   ".join(map(_metric, metrics.shown)))
        if any(metric.interval for metric in metrics.shown):
            over = translated("images") if metrics.subjects is None else f"{metrics.subjects} subjects"
            console.print(f"95 % intervals, over {over}", style="dim")
        if metrics.unmeasured:
            names = ", ".join(f"“{label}”" for label in metrics.unmeasured)
            console.print(
                Text(f"{translated('Not measured, since none of its images is here:')} {names}", style="yellow")
            )
        if isinstance(metrics, Metrics):
            console.print(_class_table(metrics), _confusion_table(metrics))
    console.print(f"\nThe test set of this run has been looked at {_times(evaluation.test_looks)}.")
    if evaluation.audit_override:
        told = f"Trained in spite of what the audit had found: {evaluation.audit_override}"
        console.print(Text(told, style="yellow"))
    console.print(RESEARCH_USE_ONLY, style="dim")


def _metric(metric: Metric) -> str:
    value = "–" if metric.value is None else f"{metric.value:.3f}"
    return f"{metric_name(metric.name)} {value}{_interval(metric.interval)}"


def _interval(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f" ({interval[0]:.2f} to {interval[1]:.2f})"


def _class_table(metrics: Metrics) -> Table:
    table = Table("Class", "Sensitivity", "Specificity", "Precision", translated("Images"))
    for one in metrics.classes:
        shares = [one.sensitivity, one.specificity, one.precision]
        cells = ["–" if share is None else f"{share:.3f}" for share in shares]
        table.add_row(Text(one.label), *cells, str(one.support))
    return table


def _confusion_table(metrics: Metrics) -> Table:
    labels = [one.label for one in metrics.classes]
    table = Table("True class", title="Confusion matrix")
    for label in labels:
        table.add_column(Text(f"as {label}"))
    for label, row in zip(labels, metrics.confusion, strict=True):
        table.add_row(Text(label), *map(str, row))
    return table


def _epoch_line(event: events.EpochEnded, epochs: int) -> str:
    name = metric_name(event.score_name)
    return (
        f"  epoch {event.epoch + 1:>3}/{epochs}   loss {event.loss:.4f}   {name} {event.score:.3f}   "
        f"validation loss {event.validation_loss:.4f}   {name} {event.validation_score:.3f}   "
        f"{event.seconds:.1f} s{'   best so far' if event.best else ''}"
    )


def _phase_line(event: events.PhaseEnded) -> str:
    why = "stopped early" if event.stopped_early else "done"
    if event.best_epoch < 0:
        return f"  {why}; no epoch was better than the start, whose weights are restored"
    return f"  {why}; the weights of epoch {event.best_epoch + 1} are restored"


def _depth_line(event: events.DepthDecided) -> str:
    metric = metric_of(event.select_by)
    names = {LOSS: "the validation loss", AUC: "the AUC on validation"}
    name = names.get(metric) or f"{metric_name(metric)} on validation"
    went, goes = ("fell", "fall") if scale_of(metric).is_less_better else ("rose", "rise")
    gain = f"{name} {went} by {event.improvement:.2g}, with a standard error of {event.noise:.2g}"
    if math.isinf(event.noise):
        gain = "too few validation subjects to know what helps"
    elif event.improvement <= 0:
        gain = f"{name} did not {goes}"
    return f"{'Going deeper' if event.goes_deeper else 'Going no deeper'}: {gain}"


def _time_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds:02d} s left" if minutes else f"{seconds} s left"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")

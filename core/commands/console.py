"""Show a person what the command line reports: progress bars, one line an epoch, trees and tables."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text
from rich.tree import Tree

from core import events
from core.audit.findings import Severity
from core.backbones.kind_names import KIND_NAMES
from core.commands.headed_table import headed_table
from core.commands.resolve_arguments import ways_out
from core.dataset.counts import counted_pictures
from core.dataset.split import IN_WORDS
from core.messages import Message
from core.modalities.text.options import KIND
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.class_metrics import Metrics
from core.targets.metric_names import metric_within
from core.targets.metrics import scale_of
from core.training.depth_words import why_that_deep
from core.training.outcome_words import phase_in_short
from core.wording.catalogue import text_of, words_of
from core.wording.wording import translated

if TYPE_CHECKING:
    from rich.table import Table

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
#: what was written, by its name among the results
WRITTEN = {
    "dataset": Message("written-dataset"),
    "model": Message("written-model"),
    "table": Message("written-table"),
    "export": Message("written-export"),
}
SEVERITIES = {
    Severity.ERROR: Message("severity-error"),
    Severity.WARNING: Message("severity-warning"),
    Severity.NOTE: Message("severity-note"),
    Severity.PASSED: Message("severity-passed"),
}
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
        self._phase_name = ""
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
                step = Message("training-epoch" if event.part == "train" else "validating-epoch", epoch=event.epoch + 1)
                self._show_bar(text_of(step), event.batch + 1, event.batches, "")
            case events.Noticed():
                self._print(words_of(event.message).whole, style="yellow")
            case events.PhaseStarted():
                self._epochs, self._phase_name = event.epochs, event.name
                self._say(_phase_begins(event), style="bold")
            case events.EpochEnded():
                self._print(_epoch_line(event, self._epochs))
            case events.PhaseEnded():
                self._print(f"  {text_of(_phase_ended(event))}")
            case events.Alarm() if event.kind is not events.AlarmKind.NOT_FINITE:  # that ends the run, which tells
                self._print(f"  {words_of(event.message).whole}", style="yellow")
            case events.DepthDecided():
                self._say(why_that_deep(self._phase_name, event), style="bold")
            case events.RunEnded():
                self._has_reported_what_is_kept = True
                self._print(words_of(event.message).whole, style="bold")
            case events.Stopped():
                self._say(Message("stopped-and-kept", kept=event.kept))
            case events.Finished():
                self._show_results(event.results)

    def _show_bar(self, step: str, done: int, total: int | None, left: str) -> None:
        self._bars.update(self._bar, description=step, completed=done, total=total, left=left, visible=True)

    def _show_score(self, name: str, value: float | None) -> None:
        if value is not None:
            shown = scale_of(name).written(value)
            self._say(Message("score-of-best-epoch", metric=metric_within(name), value=shown), style="bold")

    def _show_results(self, results: dict[str, Any]) -> None:
        self._bars.update(self._bar, visible=False)
        if results.get("kept_text") and not self._has_reported_what_is_kept:  # of a run that was trained before
            self._print(results["kept_text"], style="bold")
        if "score" in results:
            self._show_score(results["score"], results[f"validation_{results['score']}"])
        if results.get("origin_text") and "parts" not in results:  # with an evaluation it is told before the metrics
            self._print(results["origin_text"])
        if "predicted" in results:
            self._say(_predicted(results))
        if "largest_difference" in results:
            self._say(Message("checked-in-fresh-process", difference=results["largest_difference"]))
        for name, what in WRITTEN.items():
            if name in results:
                self._say(Message("named-and-text", name=what, text=str(results[name])))

    def _say(self, message: Message, style: str = "") -> None:
        self._print(text_of(message), style)

    def _print(self, line: str, style: str = "") -> None:
        self._console.print(Text(line, style=style), soft_wrap=True)


def _predicted(results: dict[str, Any]) -> Message:
    """Return what was predicted, and what was not."""
    problems = results["problems"]
    files = problems if results["kind"] == KIND else results["problem_files"]
    return Message(
        "predicted-and-not",
        predicted=_counted(results["predicted"]),
        unread=counted_pictures(problems, files),
        others=results["skipped"],
    )


def _counted(examples: int) -> Message:
    return counted_pictures(examples, examples)


def print_rates(curve: RateCurve) -> None:
    table = headed_table(Message("heading-learning-rate"), Message("heading-loss"))
    for rate, loss in list(zip(curve.rates, curve.losses, strict=True))[::EVERY_NTH_RATE]:
        table.add_row(f"{rate:.1e}", f"{loss:.4f}")
    console = RichConsole()
    console.print(table)
    if curve.suggestion is None:
        console.print(text_of(Message("no-rate-found")))
    else:
        console.print(text_of(Message("rate-found", rate=curve.suggestion)))


def print_backbones(cards: Sequence[Card]) -> None:
    table = headed_table(
        Message("heading-backbone"),
        Message("heading-title"),
        Message("heading-for"),
        Message("heading-input"),
        Message("heading-features"),
        Message("heading-parameters"),
        Message("heading-licence"),
    )
    for card in cards:
        numbers = f"{card.feature_width:,}", f"{card.parameters:,}"
        given = card.input.kind, card.input.text_in_a_cell
        table.add_row(Text(card.name), Text(card.title), *given, *numbers, Text(card.licence))
    RichConsole(highlight=False).print(table)


def print_layers(backbone: str, kind: str, layers: LayerTree) -> None:
    title = Message("layers-of-backbone", backbone=backbone, kind=kind, parameters=layers.parameters)
    tree = Tree(Text(text_of(title), style="bold"))
    for block, inside in layers.blocks.items():
        branch = tree.add(Text(f"{block}   {sum(layer.parameters for layer in inside):,}", style="bold"))
        for layer in inside:
            shape = "×".join("?" if side is None else str(side) for side in layer.output_shape)
            line = Text(layer.path)
            line.append(f"   {text_of(KIND_NAMES[layer.kind])}   {shape}   {layer.parameters:,}", style="dim")
            branch.add(line)
    RichConsole(highlight=False).print(tree, soft_wrap=True)


def print_audit(audit: Audit, dataset: Dataset) -> None:
    console = RichConsole(highlight=False)
    for finding in audit.findings:
        words = words_of(finding.message)
        title = Message("named-and-text", name=SEVERITIES[finding.severity], text=words.text)
        console.print(Text(f"\n{text_of(title)}", style=STYLE[finding.severity]))
        console.print(Text(words.hint))
        for number, group in enumerate(finding.groups[:MOST_GROUPS]):
            detail = text_of(finding.details[number]) if finding.details else ""
            console.print(
                Text(f"  {'  =  '.join(_image_line(dataset.examples[place]) for place in group)}  {detail}".rstrip())
            )
        if len(finding.groups) > MOST_GROUPS:
            console.print(f"  {text_of(Message('more-groups', more=len(finding.groups) - MOST_GROUPS))}")
        if finding.table:
            table = headed_table(*finding.table[0])
            for row in finding.table[1:]:
                table.add_row(*(Text(text_of(cell)) for cell in row))
            console.print(table)
        ways = ways_out(finding)
        if ways:
            console.print(Text(f"--resolve {' | '.join(ways)}", style="dim"))
    if audit.override:
        console.print(Text(f"\n{text_of(Message('audit-overridden', reason=audit.override))}"))
    verdict = Message("audit-blocks-training") if audit.is_blocking else Message("audit-lets-training-begin")
    console.print(f"\n{text_of(verdict)}", style="bold")
    console.print(translated(RESEARCH_USE_ONLY), style="dim")


def _image_line(image: Example) -> str:
    frame = "" if image.frame is None else f" · {image.frame + 1}"
    return f"{image.file}{frame} ({', '.join(filter(None, (image.label, image.split)))})"


def print_evaluation(evaluation: Evaluation) -> None:
    console = RichConsole(highlight=False)
    if evaluation.origin:
        console.print(Text(text_of(evaluation.origin)), soft_wrap=True)
    for part, metrics in evaluation.parts.items():
        heading = Message("evaluated-on", part=IN_WORDS[part], examples=_counted(metrics.images))
        console.print(Text(f"\n{text_of(heading)}", style="bold"))
        console.print("   ".join(map(_metric, metrics.shown)))
        if any(metric.interval for metric in metrics.shown):
            console.print(text_of(_intervals_over(metrics.subjects)), style="dim")
        if metrics.unmeasured:
            console.print(Text(text_of(Message("classes-not-measured", classes=metrics.unmeasured)), style="yellow"))
        if isinstance(metrics, Metrics):
            console.print(_class_table(metrics), _confusion_table(metrics))
    console.print(f"\n{text_of(_looks_at_test(evaluation.test_looks))}")
    if evaluation.audit_override:
        overridden = Message("trained-in-spite-of-audit", reason=evaluation.audit_override)
        console.print(Text(text_of(overridden), style="yellow"))
    console.print(translated(RESEARCH_USE_ONLY), style="dim")


def _metric(metric: Metric) -> str:
    name = metric_within(metric.name)
    if metric.value is None:
        return text_of(Message("metric-unknown", metric=name))
    if metric.interval is None:
        return text_of(Message("metric-and-value", metric=name, value=metric.value))
    low, high = metric.interval
    return text_of(Message("metric-and-interval", metric=name, value=metric.value, low=low, high=high))


def _intervals_over(subjects: int | None) -> Message:
    return Message("intervals-over-images") if subjects is None else Message("intervals-over", subjects=subjects)


def _looks_at_test(looks: int) -> Message:
    return Message("test-looked-at", looks=looks) if looks else Message("test-never-looked-at")


def _class_table(metrics: Metrics) -> Table:
    table = headed_table(
        Message("heading-class"),
        Message("heading-sensitivity"),
        Message("heading-specificity"),
        Message("heading-precision"),
        Message("heading-images"),
    )
    for one in metrics.classes:
        shares = [one.sensitivity, one.specificity, one.precision]
        cells = ["–" if share is None else f"{share:.3f}" for share in shares]
        table.add_row(Text(one.label), *cells, str(one.support))
    return table


def _confusion_table(metrics: Metrics) -> Table:
    labels = [one.label for one in metrics.classes]
    columns = [Message("predicted-as", label=label) for label in labels]
    table = headed_table(Message("heading-true-class"), *columns, title=Message("confusion-matrix"))
    for label, row in zip(labels, metrics.confusion, strict=True):
        table.add_row(Text(label), *map(str, row))
    return table


def _epoch_line(event: events.EpochEnded, epochs: int) -> str:
    line = Message(
        "epoch-ended",
        epoch=event.epoch + 1,
        epochs=epochs,
        metric=metric_within(event.score_name),
        loss=event.loss,
        score=event.score,
        validation_loss=event.validation_loss,
        validation_score=event.validation_score,
        seconds=event.seconds,
    )
    return f"  {text_of(Message('best-so-far', line=line) if event.best else line)}"


def _phase_begins(event: events.PhaseStarted) -> Message:
    return Message(
        "phase-begins",
        phase=event.phase + 1,
        phases=event.phases,
        name=phase_in_short(event.name),
        trainable=event.trainable_parameters,
        parameters=event.parameters,
    )


def _phase_ended(event: events.PhaseEnded) -> Message:
    if event.best_epoch < 0:
        return Message("phase-stopped-at-start" if event.stopped_early else "phase-done-at-start")
    epoch = event.best_epoch + 1
    return Message("phase-stopped-early" if event.stopped_early else "phase-done", epoch=epoch)


def _time_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, seconds = divmod(round(seconds), 60)
    if minutes:
        return text_of(Message("minutes-left", minutes=minutes, seconds=seconds))
    return text_of(Message("seconds-left", seconds=seconds))

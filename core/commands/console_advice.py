"""Advice as the command line shows it to a person."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.advice.advice import Advice
from core.advice.measures import Measures
from core.backbones.layer_patterns import last_blocks
from core.commands.headed_table import headed_table
from core.messages import Message
from core.process.notices import RESEARCH_USE_ONLY
from core.process.packaged import typed_command
from core.wording.catalogue import text_of
from core.wording.wording import duration, minus, size, translated


def print_advice(advice: Advice) -> None:
    console = Console(highlight=False)
    recommended = advice.recommendation
    for caution in advice.cautions:
        console.print(Text(text_of(caution), style="yellow"))
    console.print(Text(f"\n{text_of(recommended.heading)}", style="bold"))
    for reason in recommended.reasons:
        console.print(Text(f"  • {text_of(reason)}"))
    console.print(_classes(advice.measures), _backbones(advice.measures), _depths(advice.measures))
    command = Message("to-train-so", command=f"{typed_command()} {train_arguments(advice)}")
    console.print(Text(f"\n{text_of(command)}"), soft_wrap=True)
    console.print(translated(RESEARCH_USE_ONLY), style="dim")


def train_arguments(advice: Advice) -> str:
    """Return the command that trains what is recommended."""
    recommended = advice.recommendation
    arguments = ["train DATA --project DIR", f"--backbone {recommended.backbone}"]
    if recommended.blocks:
        arguments += [
            f"--unfreeze {last_blocks(recommended.blocks)}",
            f"--fine-tune-epochs {recommended.fine_tuning.epochs}",
            f"--fine-tune-learning-rate {recommended.fine_tuning.learning_rate:g}",
        ]
    return " ".join(arguments)


def _classes(measures: Measures) -> Table:
    headings = Message("heading-class"), Message("heading-images"), Message("heading-subjects")
    table = headed_table(*headings, title=Message("for-training-and-validation"))
    for count in measures.classes:
        table.add_row(Text(count.label), f"{count.images:,}", f"{count.subjects:,}")
    return table


def _backbones(measures: Measures) -> Table:
    table = headed_table(
        Message("heading-backbone"),
        Message("heading-logme"),
        Message("heading-linear-probe"),
        Message("auc"),
        Message("heading-domain-distance"),
        title=Message("backbones"),
    )
    for backbone in measures.backbones:
        probe, distance = backbone.probe, backbone.domain_distance
        table.add_row(
            Text(backbone.short_title),
            minus(backbone.logme),
            text_of(probe.score.message) if probe else "–",
            "–" if probe is None or probe.auc is None else f"{probe.auc:.3f}",
            "–" if distance is None else f"{distance:.2f}",
        )
    return table


def _depths(measures: Measures) -> Table:
    table = headed_table(
        Message("heading-unfrozen"),
        Message("heading-parameters"),
        Message("heading-per-epoch"),
        Message("heading-memory"),
        Message("heading-on-disk"),
        title=Message("depths-estimated"),
    )
    for depth in measures.depths:
        table.add_row(
            Text(text_of(_unfrozen(depth.blocks, depth.first_block))),
            f"{depth.trained_parameters:,}",
            duration(depth.seconds_per_epoch),
            size(depth.memory_bytes),
            size(depth.disk_bytes),
        )
    return table


def _unfrozen(blocks: int, first_block: str) -> Message:
    """Return “head only”, or “last 4 blocks, from … on”."""
    if not blocks:
        return Message("head-only")
    depth = Message("last-blocks", blocks=blocks)
    return Message("depth-from", depth=depth, first=first_block) if first_block else depth

"""The arguments of the command line that make a plan: all settings that the window has, by the same names."""

from __future__ import annotations

import argparse
from dataclasses import Field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.dataset.reading import Reading
from core.errors import UserError
from core.messages import Message
from core.project.project import Project
from core.project.refresh import kind_of_data
from core.targets.kinds import choices
from core.training.draft import USUAL_BACKBONES
from core.training.plan import FINE_TUNING, HEAD, Phase, Plan, incremental_phases
from core.training.settings import TrainingSettings

HELP = {
    "batch_size": "images or texts in a batch",
    "dropout": "share of the features left out at random while the head learns",
    "encoder_dropout": "share of what unfrozen layers of a transformer give left out at random; 0.1 is usual",
    "class_weights": "rare classes count for more, so that each has the same say",
    "weight_bound": "so many times as much as one of the most frequent class may one of a rare class count",
    "augmentation": "varies images, or drops words of texts, at random",
    "flips": "mirror images that augmentation may make",
    "seed": "same seed, same result",
    "schedule": "learning rate schedule of each phase",
    "warmup_epochs": "over which the learning rate rises at the start of each phase",
    "depth_factor": "layer-wise LR decay: each block learns so many times slower than the next; 2.6 is usual",
    "l2_sp": "L2-SP strength: pull of unfrozen layers towards their pretrained weights; 0.1 is usual",
    "select_by": "the metric on validation by which the best epoch is chosen",
    "keep": "which epoch becomes the model where the head alone was better; the other is kept as well",
}
#: of a phase, with what stands before the names of the options
PHASES = {"": ("the head", HEAD), "fine_tune_": ("fine-tuning", FINE_TUNING)}
HELP_OF_PHASE = {
    "epochs": "most epochs of {phase}",
    "learning_rate": "learning rate of {phase}",
    "patience": "epochs without a better one after which {phase} ends",
}


def add_backbone_argument(parser: argparse.ArgumentParser) -> None:
    usual = ", ".join(f"{backbone} for {kind}" for kind, backbone in USUAL_BACKBONES.items())
    parser.add_argument("--backbone", metavar="B", help=f"(default: {usual})")


def add_plan_arguments(parser: argparse.ArgumentParser) -> None:
    add_backbone_argument(parser)
    layers = parser.add_mutually_exclusive_group()
    layers.add_argument(
        "--unfreeze",
        action="append",
        default=[],
        metavar="PATTERN",
        help="layers to unfreeze for fine-tuning: block_1[67]*, last:N blocks, or all; may be repeated",
    )
    layers.add_argument(
        "--incremental",
        type=int,
        default=0,
        metavar="N",
        help="unfreeze block by block instead, at most N, while validation improves by more than its standard error",
    )
    for before, (name, phase) in PHASES.items():
        for setting, says in HELP_OF_PHASE.items():
            _add(parser, before + setting, getattr(phase, setting), says.format(phase=name))
    for field in fields(TrainingSettings):
        _add(parser, field.name, field.default, HELP[field.name])


def add_training_arguments(train: argparse.ArgumentParser) -> None:
    train.add_argument("--project", type=Path, required=True, metavar="DIR", help="where everything is kept")
    add_plan_arguments(train)
    train.add_argument(
        "--override-audit", default="", metavar="REASON", help="begin in spite of errors of the audit, and keep why"
    )


def backbone_of(options: argparse.Namespace, project: Project, reading: Reading) -> str:
    """Return the backbone that the arguments name, else the usual one for the kind of these data. Raise UserError."""
    return options.backbone or USUAL_BACKBONES[kind_of_data(project, options.data, reading)]


def plan_of(options: argparse.Namespace, project: Project, reading: Reading) -> Plan:
    """Return the plan that the arguments make for these data. Raise UserError where they make no sense."""
    return Plan(
        backbone=backbone_of(options, project, reading),
        phases=_phases(options),
        only_while_better=bool(options.incremental),
        **{field.name: _setting(field, options) for field in fields(TrainingSettings)},
    )


def _add(parser: argparse.ArgumentParser, name: str, default: Any, says: str) -> None:
    """Add the option of one setting, by the type of its default; a word is a metric that chooses."""
    option, usual = f"--{name.replace('_', '-')}", f"{says} (%(default)s)"
    match default:
        case bool():
            usual = f"{says} ({'on' if default else 'off'})"
            parser.add_argument(option, action=argparse.BooleanOptionalAction, default=default, help=usual)
        case StrEnum():
            values = [one.value for one in type(default)]
            parser.add_argument(option, choices=values, default=default.value, help=usual)
        case str():
            parser.add_argument(option, choices=choices(), default=default, help=usual)
        case _:
            metavar = "N" if isinstance(default, int) else "X"
            parser.add_argument(option, type=type(default), default=default, metavar=metavar, help=usual)


def _setting(field: Field[Any], options: argparse.Namespace) -> Any:
    value = getattr(options, field.name)
    return type(field.default)(value) if isinstance(field.default, StrEnum) else value


def _phases(options: argparse.Namespace) -> tuple[Phase, ...]:
    if options.incremental < 0:
        raise UserError(Message("incremental-without-block"))
    head, fine_tuning = (
        replace(phase, **{setting: getattr(options, before + setting) for setting in HELP_OF_PHASE})
        for before, (_, phase) in PHASES.items()
    )
    if options.incremental:
        return incremental_phases(head, fine_tuning, options.incremental)
    return (head, replace(fine_tuning, unfreeze=tuple(options.unfreeze))) if options.unfreeze else (head,)

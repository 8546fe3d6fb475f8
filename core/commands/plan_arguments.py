"""The arguments of the command line that make a plan: all settings that the window has, by the same names."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.dataset.reading import Reading
from core.errors import UserError
from core.messages import Message
from core.project.project import Project
from core.project.refresh import kind_of_data
from core.targets.kinds import choices
from core.training.draft import Draft
from core.training.plan import Phase, Plan, Solver, incremental_phases
from core.training.settings import TrainingSettings
from core.training.usual import USUAL

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
    "solver": "how the head learns: by steps over batches, or by all examples at once until it has converged",
    "keep": "which epoch is kept: the best of all, the best of fine-tuning, or the latest that beats the head",
}
#: of a phase, with what stands before the names of the options
PHASES = {"": "the head", "fine_tune_": "fine-tuning"}
HELP_OF_PHASE = {
    "epochs": "most epochs of {phase}",
    "learning_rate": "learning rate of {phase}",
    "patience": "epochs without a better one after which {phase} ends",
}


def add_backbone_argument(parser: argparse.ArgumentParser) -> None:
    usual = ", ".join(f"{usual.backbone} for {kind}" for kind, usual in USUAL.items())
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
    usual = {kind: _usual_values(Draft.usual(kind)) for kind in USUAL}
    for before, name in PHASES.items():
        for setting, says in HELP_OF_PHASE.items():
            _add(parser, before + setting, usual, says.format(phase=name))
    _add(parser, "solver", usual, HELP["solver"])
    for field in fields(TrainingSettings):
        _add(parser, field.name, usual, HELP[field.name])


def add_training_arguments(train: argparse.ArgumentParser) -> None:
    train.add_argument("--project", type=Path, required=True, metavar="DIR", help="where everything is kept")
    add_plan_arguments(train)
    train.add_argument(
        "--override-audit", default="", metavar="REASON", help="begin in spite of errors of the audit, and keep why"
    )


def backbone_of(options: argparse.Namespace, project: Project, reading: Reading) -> str:
    """Return the backbone that the arguments name, else the usual one for the kind of these data. Raise UserError."""
    return options.backbone or USUAL[kind_of_data(project, options.data, reading)].backbone


def plan_of(options: argparse.Namespace, project: Project, reading: Reading) -> Plan:
    """Return the plan that the arguments make for these data: what is not given is as usual for their kind.

    Raise UserError where the arguments make no sense.
    """
    usual = Draft.usual(kind_of_data(project, options.data, reading))
    given = {name: getattr(options, name) for name in _usual_values(usual)}
    values = _usual_values(usual) | {name: value for name, value in given.items() if value is not None}
    settings = {field.name: values[field.name] for field in fields(TrainingSettings)}
    return Plan(
        backbone=options.backbone or usual.backbone,
        phases=_phases(options, usual, values),
        only_while_better=bool(options.incremental),
        **{name: _as_setting(usual, name, value) for name, value in settings.items()},
    )


def _usual_values(draft: Draft) -> dict[str, Any]:
    """Return by the name of its option what each setting of a plan is."""
    phases = zip(PHASES, (draft.head, draft.fine_tuning), strict=True)
    of_phases = {before + setting: getattr(phase, setting) for before, phase in phases for setting in HELP_OF_PHASE}
    return of_phases | {"solver": draft.head.solver} | draft.settings


def _add(parser: argparse.ArgumentParser, name: str, usual: Mapping[str, Mapping[str, Any]], says: str) -> None:
    """Add the option of one setting, by the type of its value; a word is a metric that chooses."""
    values = {kind: of_kind[name] for kind, of_kind in usual.items()}
    default, option = next(iter(values.values())), f"--{name.replace('_', '-')}"
    of_kinds = ", ".join(f"{_in_words(value)} for {kind}" for kind, value in values.items())
    says = f"{says} ({of_kinds if len(set(values.values())) > 1 else _in_words(default)})"
    match default:
        case bool():
            parser.add_argument(option, action=argparse.BooleanOptionalAction, default=None, help=says)
        case StrEnum():
            parser.add_argument(option, choices=[one.value for one in type(default)], help=says)
        case str():
            parser.add_argument(option, choices=choices(), help=says)
        case _:
            metavar = "N" if isinstance(default, int) else "X"
            parser.add_argument(option, type=type(default), metavar=metavar, help=says)


def _in_words(value: Any) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def _as_setting(usual: Draft, name: str, value: Any) -> Any:
    kind = type(getattr(usual, name))
    return kind(value) if issubclass(kind, StrEnum) else value


def _phases(options: argparse.Namespace, usual: Draft, values: Mapping[str, Any]) -> tuple[Phase, ...]:
    if options.incremental < 0:
        raise UserError(Message("incremental-without-block"))
    head, fine_tuning = (
        replace(phase, **{setting: values[before + setting] for setting in HELP_OF_PHASE})
        for before, phase in zip(PHASES, (usual.head, usual.fine_tuning), strict=True)
    )
    head = replace(head, solver=Solver(values["solver"]))
    if head.is_solved and (options.learning_rate is not None or options.patience is not None):
        raise UserError(Message("solved-head-without-rate"))
    if options.incremental:
        return incremental_phases(head, fine_tuning, options.incremental)
    return (head, replace(fine_tuning, unfreeze=tuple(options.unfreeze))) if options.unfreeze else (head,)

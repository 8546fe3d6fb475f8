"""The arguments of the command line that make a plan. Imports the plan only when one is made."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.training.plan import Plan


def add_backbone_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backbone", default="mobilenet_v2_100_224", metavar="B", help="(default: %(default)s)")


def add_plan_arguments(parser: argparse.ArgumentParser) -> None:
    add_backbone_argument(parser)
    parser.add_argument("--epochs", type=int, default=20, metavar="N", help="most epochs for the head (%(default)s)")
    parser.add_argument(
        "--fine-tune-epochs", type=int, default=10, metavar="N", help="most epochs of fine-tuning (%(default)s)"
    )
    layers = parser.add_mutually_exclusive_group()
    layers.add_argument(
        "--unfreeze",
        action="append",
        default=[],
        metavar="PATTERN",
        help="layers to thaw for fine-tuning: block_1[67]*, last:N blocks, or all; may be repeated",
    )
    layers.add_argument(
        "--incremental",
        type=int,
        default=0,
        metavar="N",
        help="thaw block by block instead, up to the last N, while validation gets better by more than its noise",
    )
    parser.add_argument("--learning-rate", type=float, default=1e-3, metavar="X", help="for the head (%(default)s)")
    parser.add_argument(
        "--fine-tune-learning-rate", type=float, default=1e-5, metavar="X", help="for fine-tuning (%(default)s)"
    )
    parser.add_argument(
        "--schedule",
        choices=["constant", "cosine"],
        default="constant",
        help="how the learning rate goes on in a phase (%(default)s)",
    )
    parser.add_argument(
        "--warmup-epochs", type=float, default=0.0, metavar="X", help="over which it rises at first (%(default)s)"
    )
    parser.add_argument(
        "--depth-factor",
        type=float,
        default=1.0,
        metavar="X",
        help="each block learns so many times slower than the next; 2.6 is usual (%(default)s)",
    )
    parser.add_argument(
        "--l2-sp",
        type=float,
        default=0.0,
        metavar="X",
        help="pull of thawed layers towards their pretrained weights; 0.1 is usual (%(default)s)",
    )
    parser.add_argument(
        "--select-by",
        choices=["loss", "balanced-accuracy", "auc"],
        default="loss",
        help="the figure on validation that tells which epoch is best (%(default)s)",
    )
    parser.add_argument(
        "--keep",
        choices=["best", "best-of-fine-tuning"],
        default="best",
        help="which epoch the model is made of, where the head alone was better; the other is kept beside "
        "(%(default)s)",
    )
    parser.add_argument("--batch-size", type=int, default=32, metavar="N", help="images in a batch (%(default)s)")
    parser.add_argument("--augmentation", choices=["none", "light", "strong"], default="none", help="(%(default)s)")
    parser.add_argument(
        "--flips",
        choices=["none", "horizontal", "both"],
        default="horizontal",
        help="mirror images that augmentation may make (%(default)s)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="same seed, same result (%(default)s)")


def add_training_arguments(train: argparse.ArgumentParser) -> None:
    train.add_argument("--project", type=Path, required=True, metavar="DIR", help="where everything is kept")
    add_plan_arguments(train)
    train.add_argument(
        "--override-audit", default="", metavar="REASON", help="begin in spite of errors of the audit, and keep why"
    )


def plan_of(options: argparse.Namespace) -> Plan:
    """Raises UserError where the arguments make no sense."""
    from core.errors import UserError
    from core.features.strength import Augmentation, Flips
    from core.training.draft import FINE_TUNING
    from core.training.plan import Keep, Plan, Schedule, SelectBy, incremental_phases, usual_phases

    if options.incremental < 0:
        raise UserError("Incremental unfreezing thaws at least one block.")
    phases = usual_phases(
        options.unfreeze,
        epochs=options.epochs,
        fine_tune_epochs=options.fine_tune_epochs,
        learning_rate=options.learning_rate,
        fine_tune_learning_rate=options.fine_tune_learning_rate,
    )
    if options.incremental:
        epochs, rate = options.fine_tune_epochs, options.fine_tune_learning_rate
        fine_tuning = replace(FINE_TUNING, epochs=epochs, learning_rate=rate)
        phases = incremental_phases(phases[0], fine_tuning, options.incremental)
    return Plan(
        backbone=options.backbone,
        phases=phases,
        batch_size=options.batch_size,
        augmentation=Augmentation(options.augmentation),
        flips=Flips(options.flips),
        seed=options.seed,
        schedule=Schedule(options.schedule),
        warmup_epochs=options.warmup_epochs,
        depth_factor=options.depth_factor,
        l2_sp=options.l2_sp,
        only_while_better=bool(options.incremental),
        select_by=SelectBy(options.select_by),
        keep=Keep(options.keep),
    )

"""The options of the command line that say how to train, and the plan that they make."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.training.plan import Plan


def add_backbone(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backbone", default="mobilenet_v2_100_224", metavar="B", help="(default: %(default)s)")


def add_training_arguments(train: argparse.ArgumentParser) -> None:
    train.add_argument("--project", type=Path, required=True, metavar="DIR", help="where everything is kept")
    add_backbone(train)
    train.add_argument("--epochs", type=int, default=20, metavar="N", help="most epochs for the head (%(default)s)")
    train.add_argument(
        "--fine-tune-epochs", type=int, default=10, metavar="N", help="most epochs of fine-tuning (%(default)s)"
    )
    train.add_argument(
        "--unfreeze",
        action="append",
        default=[],
        metavar="PATTERN",
        help="layers to thaw for fine-tuning: block_1[67]*, last:N blocks, or all; may be repeated",
    )
    train.add_argument("--learning-rate", type=float, default=1e-3, metavar="X", help="for the head (%(default)s)")
    train.add_argument(
        "--fine-tune-learning-rate", type=float, default=1e-5, metavar="X", help="for fine-tuning (%(default)s)"
    )
    train.add_argument("--batch-size", type=int, default=32, metavar="N", help="images in a batch (%(default)s)")
    train.add_argument("--augmentation", choices=["none", "light", "strong"], default="none", help="(%(default)s)")
    train.add_argument(
        "--flips",
        choices=["none", "horizontal", "both"],
        default="horizontal",
        help="mirror images that augmentation may make (%(default)s)",
    )
    train.add_argument("--seed", type=int, default=0, metavar="N", help="same seed, same result (%(default)s)")
    train.add_argument(
        "--override-audit", default="", metavar="REASON", help="begin in spite of errors of the audit, and keep why"
    )


def plan_of(options: argparse.Namespace) -> Plan:
    """Raises UserError where the options make no sense."""
    from core.training.plan import Augmentation, Flips, Plan, usual_phases

    return Plan(
        backbone=options.backbone,
        phases=usual_phases(
            options.unfreeze,
            epochs=options.epochs,
            fine_tune_epochs=options.fine_tune_epochs,
            learning_rate=options.learning_rate,
            fine_tune_learning_rate=options.fine_tune_learning_rate,
        ),
        batch_size=options.batch_size,
        augmentation=Augmentation(options.augmentation),
        flips=Flips(options.flips),
        seed=options.seed,
    )

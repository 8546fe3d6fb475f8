"""The arguments that make a plan: every setting of a run is among them."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

import pytest

from core.commands.plan_arguments import add_plan_arguments, plan_of
from core.dataset.reading import Reading
from core.errors import UserError
from core.features.augmentation import Augmentation, Flips
from core.project.project import Project
from core.training.draft import Draft
from core.training.plan import FINE_TUNING, HEAD, Plan
from core.training.settings import Keep, Schedule, TrainingSettings


def plan(*arguments: str, data: Path = Path("images")) -> Plan:
    parser = argparse.ArgumentParser()
    add_plan_arguments(parser)
    options = parser.parse_args(arguments)
    options.data = data
    return plan_of(options, Project(folder=Path("no project")), Reading())


def test_the_usual_backbone_is_that_of_the_kind_of_data(tmp_path: Path) -> None:
    table = tmp_path / "notes.csv"
    table.write_text("text,class\nall is well,good\nnothing is well,bad\n", encoding="utf-8")
    assert plan(data=table).backbone == "all_minilm_l6_v2"
    assert plan("--backbone", "mine", data=table).backbone == "mine"


def test_what_is_not_given_is_as_usual_for_the_kind_of_data(tmp_path: Path) -> None:
    table = tmp_path / "notes.csv"
    table.write_text("text,class\nall is well,good\nnothing is well,bad\n", encoding="utf-8")
    usual = Draft.usual("text")

    assert plan("--unfreeze", "a", data=table) == usual.with_unfrozen(["a"]).plan
    given = plan("--unfreeze", "a", "--batch-size", "4", "--schedule", "constant", "--patience", "2", data=table)
    assert (given.batch_size, given.schedule, given.phases[0].patience) == (4, Schedule.CONSTANT, 2)
    assert (given.encoder_dropout, given.phases[1].learning_rate) == (0.1, usual.fine_tuning.learning_rate)


def test_without_options_the_plan_is_that_of_a_new_draft() -> None:
    assert plan() == Draft().plan
    assert plan("--incremental", "4") == Draft(incremental=True).plan
    assert plan("--unfreeze", "block_3_conv") == Draft(unfrozen=("block_3_conv",)).plan


def test_every_setting_can_be_given() -> None:
    wanted = TrainingSettings(
        batch_size=8,
        dropout=0.35,
        encoder_dropout=0.15,
        class_weights=False,
        weight_bound=4.0,
        augmentation=Augmentation.STRONG,
        flips=Flips.BOTH,
        seed=9,
        schedule=Schedule.COSINE,
        warmup_epochs=0.5,
        depth_factor=2.6,
        l2_sp=0.1,
        select_by="auc",
        keep=Keep.BEST_OF_FINE_TUNING,
    )
    assert all(getattr(wanted, field.name) != field.default for field in fields(TrainingSettings))

    given = plan(
        *("--batch-size", "8", "--dropout", "0.35", "--encoder-dropout", "0.15"),
        *("--no-class-weights", "--weight-bound", "4"),
        *("--augmentation", "strong", "--flips", "both", "--seed", "9", "--schedule", "cosine"),
        *("--warmup-epochs", "0.5", "--depth-factor", "2.6", "--l2-sp", "0.1"),
        *("--select-by", "auc", "--keep", "best-of-fine-tuning"),
    )

    assert given.settings == wanted.settings


@pytest.mark.parametrize("layers", [("--unfreeze", "all"), ("--incremental", "1")])
def test_epochs_rates_and_patience_of_both_phases_can_be_given(layers: tuple[str, str]) -> None:
    head, later = plan(
        *layers,
        *("--epochs", "3", "--learning-rate", "0.01", "--patience", "2"),
        *("--fine-tune-epochs", "4", "--fine-tune-learning-rate", "0.001", "--fine-tune-patience", "1"),
    ).phases

    assert (head.name, head.epochs, head.learning_rate, head.patience) == (HEAD.name, 3, 0.01, 2)
    assert (later.epochs, later.learning_rate, later.patience) == (4, 0.001, 1)
    assert later.patience != FINE_TUNING.patience


@pytest.mark.parametrize("option", ["--learning-rate", "--patience"])
def test_a_solved_head_is_given_no_rate_and_no_patience(option: str) -> None:
    with pytest.raises(UserError) as refused:
        plan("--solver", "lbfgs", option, "1")

    assert "--solver adam" in str(refused.value)

"""Advice as the command line prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.commands.console_advice import print_advice, train_arguments
from core.commands.parser import make_parser
from core.dataset.dataset import Dataset
from core.messages import as_written
from tests.core.advice.advices import REASONS, advice

DATASET = Dataset(folder=Path("/images"), examples=())


def test_it_holds_the_recommendation_its_reasons_and_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    print_advice(advice(DATASET, cautions=(as_written("The audit found errors."),)))
    output = capsys.readouterr().out
    for text in ("Fine-tune Good: its last 4 blocks.", *REASONS, "The audit found errors.", "0.900 ± 0.010", "ill"):
        assert text in output
    assert "last 4 blocks, from block_16 on" in output


def test_the_command_that_it_gives_trains_what_it_recommends() -> None:
    given = advice(DATASET)
    options = make_parser().parse_args(train_arguments(given).split())
    assert options.backbone == "good"
    assert options.unfreeze == ["last:4"]
    assert options.fine_tune_learning_rate == given.recommendation.fine_tuning.learning_rate
    assert options.fine_tune_epochs == given.recommendation.fine_tuning.epochs
    assert make_parser().parse_args(train_arguments(advice(DATASET, blocks=0)).split()).unfreeze == []

"""What the command line tells while a run trains."""

from __future__ import annotations

import math

import pytest

from core.commands.console import Console
from core.events import Alarm, AlarmKind, DepthDecided, Event
from core.messages import as_written


def alarm(kind: AlarmKind) -> Alarm:
    return Alarm(kind=kind, phase=1, epoch=0, message=as_written("It goes wrong.", "Do this."))


def told(capsys: pytest.CaptureFixture[str], event: Event) -> str:
    with Console() as console:
        console.show(event)
    return capsys.readouterr().out


def test_an_alarm_says_what_is_wrong_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert "It goes wrong. Do this." in told(capsys, alarm(AlarmKind.GAP))


def test_the_alarm_that_ends_the_run_is_left_to_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert "wrong" not in told(capsys, alarm(AlarmKind.NOT_FINITE))


@pytest.mark.parametrize(
    ("gain", "noise", "deeper", "text"),
    [
        (0.0213, 0.0041, True, "that lowered the validation loss by 0.021, with a standard error of 0.0041."),
        (0.002, 0.0041, False, "lowered the validation loss by 0.002, less than its standard error of 0.0041."),
        (-0.1, 0.0041, False, "the validation loss was not lowered."),
        (0.1, math.inf, False, "too few validation subjects to measure what helps."),
    ],
)
def test_whether_it_goes_deeper_and_why(
    gain: float, noise: float, deeper: bool, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert text in told(capsys, DepthDecided(phase=1, improvement=gain, noise=noise, goes_deeper=deeper))


def test_it_goes_deeper_by_the_figure_that_selects(capsys: pytest.CaptureFixture[str]) -> None:
    decided = DepthDecided(phase=1, improvement=0.02, noise=0.01, goes_deeper=True, select_by="auc")

    assert "that raised the AUC on validation by 0.02," in told(capsys, decided)

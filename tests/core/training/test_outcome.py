"""What a run says that it has kept, and why it ended: from its history alone, so that runs of old say it, too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.training.epoch_record import EpochRecord
from core.training.monitoring_records import DepthRecord
from core.training.outcome import Ending, Outcome, known_parameters, outcome_of
from core.training.outcome_words import epoch_kept, epoch_kept_in_short, what_was_kept, why_it_ended
from core.training.plan import Phase, Plan, incremental_phases
from core.wording.catalogue import text_of

HEAD = Phase(name="head", epochs=4, patience=2)
DEEPER = Phase(name="fine-tuning", unfreeze=("last:2",), epochs=3, patience=2)


def plan(*phases: Phase) -> Plan:
    return Plan(backbone="small", phases=phases or (HEAD, DEEPER))


def history(*phases: str) -> list[EpochRecord]:
    """One word a phase: an epoch a letter, B where it is the best so far."""
    return [
        EpochRecord(
            phase=phase, epoch=epoch, loss=1, score=0.5, validation_loss=1.5, validation_score=0.5,
            learning_rate=0.1, seconds=1, best=letter == "B",
        )
        for phase, letters in enumerate(phases)
        for epoch, letter in enumerate(letters)
    ]  # fmt: skip


def outcome(of: Plan, *phases: str, decisions: tuple[DepthRecord, ...] = ()) -> Outcome:
    found = outcome_of(of, history(*phases), decisions)
    assert found
    return found


def test_a_run_of_which_fine_tuning_was_no_better_says_so() -> None:
    found = outcome(plan(), "BBBB", "..")

    assert text_of(what_was_kept(found)) == "Kept: epoch 4, of the head. Fine-tuning was no better."
    assert found.kept.is_of_head
    assert text_of(epoch_kept_in_short(found.kept)) == "epoch 4, head"


def test_a_run_that_fine_tuning_made_better_names_the_epoch_as_the_curve_does_and_as_the_phase_does() -> None:
    found = outcome(plan(), "BBBB", ".B.")

    assert text_of(what_was_kept(found)) == "Kept: epoch 6, of fine-tuning (its epoch 2)."
    assert (found.kept.phase, found.kept.epoch, found.kept.epoch_of_run) == (1, 1, 5)
    assert found.kept.unfrozen == ("last:2",)


def test_a_run_of_the_head_alone_says_nothing_of_fine_tuning() -> None:
    assert text_of(what_was_kept(outcome(plan(HEAD), "BB.."))) == "Kept: epoch 2, of the head."


def test_where_a_deeper_step_was_no_better_the_step_before_is_named() -> None:
    incremental = plan(*incremental_phases(HEAD, DEEPER, 2))

    found = outcome(incremental, "BB..", "B..", "..")

    assert (
        text_of(what_was_kept(found))
        == "Kept: epoch 5, of the last block (its epoch 1). Unfreezing more was no better."
    )


@pytest.mark.parametrize(
    ("phases", "ending", "text"),
    [
        (("BBB.", "B.."), Ending.PATIENCE, "It ended early: 2 epochs of fine-tuning in a row without a better one."),
        (("BBB.", "BB."), Ending.AT_MOST, "It ended with the last of 3 epochs that fine-tuning was given at most."),
        (("BBB.", ".."), Ending.PATIENCE, "It ended early: 2 epochs of fine-tuning in a row without a better one."),
        (("BBB.", "B"), Ending.USER, "It was ended by hand, after 1 epoch of fine-tuning."),
        (("BB",), Ending.USER, "It was ended by hand, after 2 epochs of the head."),
        (("BB..",), Ending.USER, "It was ended by hand, after 4 epochs of the head."),
    ],
)
def test_why_it_ended(phases: tuple[str, ...], ending: Ending, text: str) -> None:
    found = outcome(plan(HEAD, replace(DEEPER, epochs=4 if phases[-1] == "B.." else 3)), *phases)

    assert found.ending is ending
    assert text_of(why_it_ended(found)) == text


def test_incremental_unfreezing_that_went_no_deeper_says_so() -> None:
    incremental = plan(*incremental_phases(HEAD, DEEPER, 3))
    decided = DepthRecord(phase=1, improvement=0.1, noise=0.2, goes_deeper=False)

    found = outcome(incremental, "BB..", "B..", decisions=(decided,))

    assert found.ending is Ending.NO_DEEPER
    assert (
        text_of(why_it_ended(found))
        == "It went no deeper than the last block, whose improvement was within its standard error."
    )


def test_an_outcome_comes_back_from_its_file(tmp_path: Path) -> None:
    found = outcome(plan(), "BBBB", "..")
    found.save(tmp_path / "outcome.json")

    assert Outcome.load(tmp_path / "outcome.json") == found


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"kept": 1}', '{"kept": {"phase": 0}}', "\ufffd"])
def test_a_damaged_file_is_no_outcome(content: str, tmp_path: Path) -> None:
    (tmp_path / "outcome.json").write_text(content, encoding="utf-8")

    assert Outcome.load(tmp_path / "outcome.json") is None


@pytest.mark.parametrize("phases", [(), ("....",), ("B", "B", "B")])
def test_a_history_that_is_of_no_use_gives_no_outcome(phases: tuple[str, ...]) -> None:
    assert outcome_of(plan(), history(*phases)) is None


def test_of_a_run_of_old_the_parameters_are_told_where_they_are_beyond_doubt() -> None:
    assert known_parameters(plan(), history("BB", "B"), most=500, head=10) == {0: 10, 1: 500}
    assert known_parameters(plan(HEAD), history("BB"), most=10, head=10) == {0: 10}
    incremental = plan(*incremental_phases(HEAD, DEEPER, 2))
    assert known_parameters(incremental, history("BB", "B", "B"), most=500, head=10) == {0: 10}


def test_phases_by_other_names_are_quoted() -> None:
    odd = plan(HEAD, Phase(name="my own", unfreeze=("all",)))

    assert text_of(epoch_kept(outcome(odd, "B", "B").kept)) == "epoch 2, of “my own” (its epoch 1)"

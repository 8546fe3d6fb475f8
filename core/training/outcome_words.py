"""What a run has kept and why it ended, in the words that stand wherever the run is named."""

from __future__ import annotations

import re

from core.training.outcome import Ending, Kept, Outcome
from core.training.plan import SelectBy


def outcome_text(outcome: Outcome) -> str:
    """Which epoch is kept, and that what came after it was no better: “Kept: epoch 18, of the head. …”."""
    kept, beside = f"Kept: {kept_text(outcome.kept)}.", outcome.beside
    if beside and beside.is_of_head:
        return f"{kept} {_other(beside, outcome.kept)}"
    if not outcome.no_better:
        return kept
    return f"{kept} {'Fine-tuning' if outcome.kept.is_of_head else 'Thawing more'} was no better."


def beside_text(outcome: Outcome) -> str:
    """The same of the second model."""
    if outcome.beside is None:
        return ""
    beside = f"Kept beside: {kept_text(outcome.beside)}."
    if outcome.beside.is_of_head:
        return f"{beside} Fine-tuning was no better."
    return f"{beside} {_other(outcome.kept, outcome.beside)}"


def chosen_text(select_by: SelectBy, kept: Kept) -> str:
    """By what the epoch was chosen, and what had been trained until then."""
    chosen = f"Chosen by the {best_text(select_by)}: {value_text(select_by, kept.value)}."
    if kept.trained_parameters is None:
        return chosen
    return f"{chosen} Trained parameters: {kept.trained_parameters:,}."


def best_text(select_by: SelectBy) -> str:
    """What “best” means: "lowest validation loss"."""
    return {
        SelectBy.LOSS: "lowest validation loss",
        SelectBy.BALANCED_ACCURACY: "highest balanced accuracy on validation",
        SelectBy.AUC: "highest AUC on validation",
    }[select_by]


def figure_name(select_by: SelectBy) -> str:
    """Short, for the head of a column."""
    return {
        SelectBy.LOSS: "Val. loss",
        SelectBy.BALANCED_ACCURACY: "Val. balanced",
        SelectBy.AUC: "Val. AUC",
    }[select_by]


def value_text(select_by: SelectBy, value: float) -> str:
    match select_by:
        case SelectBy.LOSS:
            return f"{value:.4f}"
        case SelectBy.BALANCED_ACCURACY:
            return f"{value * 100:.1f} %"
        case SelectBy.AUC:
            return f"{value:.3f}"


def kept_text(kept: Kept) -> str:
    """ "epoch 18, of the head"; "epoch 23, of fine-tuning (its epoch 3)". The first number counts over all phases."""
    text = f"epoch {kept.epoch_of_run + 1}, of {_within(kept.phase_name)}"
    return text if kept.epoch == kept.epoch_of_run else f"{text} (its epoch {kept.epoch + 1})"


def short_kept_text(kept: Kept) -> str:
    """For a narrow column: "epoch 18, head"."""
    return f"epoch {kept.epoch_of_run + 1}, {kept.phase_name}"


def ending_text(outcome: Outcome) -> str:
    """Why the run ended."""
    phase, epochs = _within(outcome.last_phase), outcome.last_epochs
    match outcome.ending:
        case Ending.PATIENCE:
            return f"It ended early: {_epochs(epochs)} of {phase} in a row without a better one."
        case Ending.AT_MOST:
            return f"It ended with the last of {_epochs(epochs)} that {phase} was given at most."
        case Ending.NO_DEEPER:
            return f"It went no deeper than {phase}, which was better by no more than chance."
        case Ending.USER:
            return f"It was ended by hand, after {_epochs(epochs)} of {phase}."


def _other(other: Kept, than: Kept) -> str:
    """Of the head, which was no worse than what is named before."""
    text = kept_text(other)
    return f"{text[:1].upper()}{text[1:]}, was {'as good' if other.value == than.value else 'better'}."


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count} epochs"


def _within(phase: str) -> str:
    """The name of a phase in a sentence."""
    if blocks := re.fullmatch(r"last (\d+) blocks?", phase):
        return "the last block" if blocks[1] == "1" else f"the last {blocks[1]} blocks"
    return {"head": "the head", "fine-tuning": "fine-tuning"}.get(phase, f"“{phase}”")

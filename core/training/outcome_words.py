"""What a run has kept and why it ended, in the words that stand wherever the run is named."""

from __future__ import annotations

import re

from core.training.outcome import Ending, Kept, Outcome


def outcome_text(outcome: Outcome) -> str:
    """Which epoch is kept, and that what came after it was no better: “Kept: epoch 18, of the head. …”."""
    kept = f"Kept: {kept_text(outcome.kept)}."
    if not outcome.no_better:
        return kept
    return f"{kept} {'Fine-tuning' if outcome.kept.is_of_head else 'Thawing more'} was no better."


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


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count} epochs"


def _within(phase: str) -> str:
    """The name of a phase in a sentence."""
    if blocks := re.fullmatch(r"last (\d+) blocks?", phase):
        return "the last block" if blocks[1] == "1" else f"the last {blocks[1]} blocks"
    return {"head": "the head", "fine-tuning": "fine-tuning"}.get(phase, f"“{phase}”")

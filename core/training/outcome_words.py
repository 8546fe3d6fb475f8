"""Say what a run has kept and why it ended, in the words that stand wherever the run is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.targets.selecting import SelectBy
from core.training import phase_names
from core.training.outcome import Ending, Kept, Outcome


@dataclass(frozen=True)
class _Figure:
    """The words for a figure by which the best epoch is chosen."""

    best: str
    name: str
    written: Callable[[float], str]


_FIGURES = {
    SelectBy.LOSS: _Figure("lowest validation loss", "Validation loss", "{:.4f}".format),
    SelectBy.BALANCED_ACCURACY: _Figure(
        "highest balanced accuracy on validation", "Validation balanced accuracy", lambda value: f"{value * 100:.1f} %"
    ),
    SelectBy.AUC: _Figure("highest AUC on validation", "Validation AUC", "{:.3f}".format),
}


def outcome_text(outcome: Outcome) -> str:
    """Return which epoch is kept, and that what came after it was no better: “Kept: epoch 18, of the head. …”."""
    return _model_text("Kept", outcome.kept, outcome.beside, is_best_of_more=bool(outcome.no_better))


def beside_text(outcome: Outcome) -> str:
    """Return the same of the second model."""
    if outcome.beside is None:
        return ""
    return _model_text("Also kept", outcome.beside, outcome.kept, is_best_of_more=outcome.beside.is_of_head)


def chosen_text(select_by: SelectBy, kept: Kept) -> str:
    """Return by what the epoch was chosen, and what had been trained until then."""
    chosen = f"Chosen by the {best_text(select_by)}: {value_text(select_by, kept.value)}."
    if kept.trained_parameters is None:
        return chosen
    return f"{chosen} Trained parameters: {kept.trained_parameters:,}."


def best_text(select_by: SelectBy) -> str:
    """Return what “best” means: "lowest validation loss"."""
    return _FIGURES[select_by].best


def figure_name(select_by: SelectBy) -> str:
    """Return a short name, for the head of a column."""
    return _FIGURES[select_by].name


def value_text(select_by: SelectBy, value: float) -> str:
    return _FIGURES[select_by].written(value)


def kept_text(kept: Kept) -> str:
    """Return "epoch 18, of the head"; "epoch 23, of fine-tuning (its epoch 3)": the first counts over all phases."""
    text = f"epoch {kept.epoch_of_run + 1}, of {_within(kept.phase_name)}"
    return text if kept.epoch == kept.epoch_of_run else f"{text} (its epoch {kept.epoch + 1})"


def short_kept_text(kept: Kept) -> str:
    """Return it for a narrow column: "epoch 18, head"."""
    return f"epoch {kept.epoch_of_run + 1}, {kept.phase_name}"


def ending_text(outcome: Outcome) -> str:
    """Return why the run ended."""
    phase, epochs = _within(outcome.last_phase), outcome.last_epochs
    match outcome.ending:
        case Ending.PATIENCE:
            return f"It ended early: {_epochs(epochs)} of {phase} in a row without a better one."
        case Ending.AT_MOST:
            return f"It ended with the last of {_epochs(epochs)} that {phase} was given at most."
        case Ending.NO_DEEPER:
            return f"It went no deeper than {phase}, whose improvement was within its standard error."
        case Ending.USER:
            return f"It was ended by hand, after {_epochs(epochs)} of {phase}."


def _model_text(heading: str, model: Kept, other: Kept | None, *, is_best_of_more: bool) -> str:
    """Return which epoch a model is of, and how what was trained besides compares with it, if anything was."""
    said = f"{heading}: {kept_text(model)}."
    if other and other.is_of_head:  # kept though the head is no worse, or kept beside it
        head = kept_text(other)
        return f"{said} {head[:1].upper()}{head[1:]}, was {'as good' if other.value == model.value else 'better'}."
    if not is_best_of_more:
        return said
    return f"{said} {'Fine-tuning' if model.is_of_head else 'Unfreezing more'} was no better."


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count} epochs"


def _within(phase: str) -> str:
    """Return the name of a phase in a sentence."""
    if blocks := phase_names.blocks_of(phase):
        return "the last block" if blocks == 1 else f"the last {blocks} blocks"
    return {phase_names.HEAD: "the head", phase_names.FINE_TUNING: "fine-tuning"}.get(phase, f"“{phase}”")

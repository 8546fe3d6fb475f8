"""What a run has kept and why it ended, in the messages that stand wherever the run is named."""

from __future__ import annotations

from core.messages import Message, as_written
from core.targets.metric_names import metric_within
from core.targets.metrics import LOSS, scale_of
from core.targets.selecting import metric_of
from core.training import phase_names
from core.training.outcome import Ending, Kept, Outcome


def what_was_kept(outcome: Outcome) -> Message:
    """Return which epoch is kept, and that what came after it was no better: “Kept: epoch 18, of the head. …”."""
    heading = Message("kept", kept=epoch_kept(outcome.kept))
    return _with_the_rest(heading, outcome.kept, outcome.beside, is_best_of_more=bool(outcome.no_better))


def what_was_kept_beside(outcome: Outcome) -> Message | None:
    """Return the same of the second model."""
    if outcome.beside is None:
        return None
    heading = Message("also-kept", kept=epoch_kept(outcome.beside))
    return _with_the_rest(heading, outcome.beside, outcome.kept, is_best_of_more=outcome.beside.is_of_head)


def how_it_was_chosen(outcome: Outcome, kept: Kept) -> Message:
    """Return by what the epoch of one of its models was chosen, and what had been trained until then."""
    value = value_text(outcome.select_by, kept.value)
    if outcome.is_latest and not kept.is_of_head:
        chosen = Message("chosen-as-latest", metric=selecting_within(outcome.select_by), value=value)
    else:
        chosen = Message("chosen-by", best=meaning_of_best(outcome.select_by), value=value)
    if kept.trained_parameters is None:
        return chosen
    return sentences(chosen, Message("trained-parameters", parameters=kept.trained_parameters))


def meaning_of_best(select_by: str, is_latest: bool = False) -> Message:
    """Return what “best” means: “lowest validation loss”, or of fine-tuning the latest epoch that was of use."""
    if is_latest:
        return Message("latest-of-fine-tuning", metric=selecting_within(select_by))
    metric = metric_of(select_by)
    if metric == LOSS:
        return Message("lowest-validation-loss")
    lowest = scale_of(metric).is_less_better
    return Message("lowest-on-validation" if lowest else "highest-on-validation", metric=metric_within(metric))


def selecting_name(select_by: str) -> Message:
    """Return a short name, for the head of a column."""
    metric = metric_of(select_by)
    return Message("validation-loss") if metric == LOSS else Message("validation-metric", metric=metric_within(metric))


def selecting_within(select_by: str) -> Message:
    """Return the same in a sentence."""
    metric = metric_of(select_by)
    if metric == LOSS:
        return Message("validation-loss-within")
    return Message("metric-on-validation", metric=metric_within(metric))


def value_text(select_by: str, value: float) -> str:
    return scale_of(metric_of(select_by)).written(value)


def epoch_kept(kept: Kept) -> Message:
    """Return “epoch 18, of the head”, “epoch 23, of fine-tuning (its epoch 3)”: the first counts over all phases."""
    epoch, phase = kept.epoch_of_run + 1, phase_within(kept.phase_name)
    if kept.epoch == kept.epoch_of_run:
        return Message("epoch-of-phase", epoch=epoch, phase=phase)
    return Message("epoch-of-run-and-of-phase", epoch=epoch, phase=phase, of_phase=kept.epoch + 1)


def epoch_kept_in_short(kept: Kept) -> Message:
    """Return it for a narrow column: “epoch 18, head”."""
    return Message("epoch-in-short", epoch=kept.epoch_of_run + 1, phase=phase_in_short(kept.phase_name))


def why_it_ended(outcome: Outcome) -> Message:
    phase, epochs = phase_within(outcome.last_phase), outcome.last_epochs
    match outcome.ending:
        case Ending.PATIENCE:
            return Message("ended-early", epochs=epochs, phase=phase)
        case Ending.CONVERGED:
            return Message("ended-converged", phase=phase)
        case Ending.AT_MOST:
            return Message("ended-with-the-last-epoch", epochs=epochs, phase=phase)
        case Ending.NO_DEEPER:
            return Message("went-no-deeper", phase=phase)
        case Ending.USER:
            return Message("ended-by-hand", epochs=epochs, phase=phase)


def sentences(*said: Message) -> Message:
    """Return several messages as one, a sentence behind the other."""
    return Message("sentences", sentences=said)


def phase_within(phase: str) -> Message:
    """Return the name of a phase in a sentence."""
    if blocks := phase_names.blocks_of(phase):
        return Message("the-last-blocks", blocks=blocks)
    names = {phase_names.HEAD: Message("the-head"), phase_names.FINE_TUNING: Message("fine-tuning")}
    return names.get(phase) or Message("quoted-names", names=(phase,))


def phase_in_short(phase: str) -> Message:
    """Return the name of a phase where it stands alone."""
    if blocks := phase_names.blocks_of(phase):
        return Message("last-blocks", blocks=blocks)
    names = {phase_names.HEAD: Message("head"), phase_names.FINE_TUNING: Message("fine-tuning")}
    return names.get(phase) or as_written(phase)


def _with_the_rest(heading: Message, model: Kept, other: Kept | None, *, is_best_of_more: bool) -> Message:
    """Return which epoch a model is of, and how what was trained besides compares with it, if anything was."""
    if other and other.is_of_head:  # kept though the head is no worse, or kept beside it
        epoch, phase = other.epoch_of_run + 1, phase_within(other.phase_name)
        is_equal = other.value == model.value
        return sentences(
            heading, Message("epoch-was-as-good" if is_equal else "epoch-was-better", epoch=epoch, phase=phase)
        )
    if not is_best_of_more:
        return heading
    return sentences(heading, Message("fine-tuning-no-better" if model.is_of_head else "unfreezing-more-no-better"))

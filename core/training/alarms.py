"""Alarms: what goes wrong in training, as far as the figures of an epoch tell, and what to do about it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.events import Alarm, AlarmKind, EpochEnded, LayersMeasured
from core.statistics.improvement import Improvement

#: what the head is called among the layers; no layer of a backbone is likely to have that name
HEAD_LAYER = "new head"
#: epochs in a row in which the training loss falls and the validation loss rises
EPOCHS_APART = 2
#: of the largest gradient norm: a layer with less has nothing to learn from
DEAD_SHARE = 1e-7
#: a step moves weights by about a thousandth of their norm where training is well (Karpathy, 2016)
EXPLODING_UPDATE = 0.1
#: times the gradient norm of the phase's first epoch
EXPLODING_GRADIENT = 100.0
#: of the norm of the pretrained weights: by then little of them is left
RUN_AWAY_DISTANCE = 0.5
#: what is wrong and what to do about it, of what a target finds wrong with the answers
OF_ANSWERS = {
    AlarmKind.ONE_CLASS: (
        "All validation images are taken for one class.",
        "Turn class weights on, train for more epochs, or lower the learning rate.",
    ),
}
#: that a sentence names
MOST_NAMES = 3


@dataclass(frozen=True, kw_only=True)
class EpochFacts:
    """What alarms are raised from."""

    #: of the phase, this epoch's last
    epochs: Sequence[EpochEnded]
    #: of the phase, this epoch's last
    layers: Sequence[LayersMeasured]
    #: what the target finds wrong with the answers to the validation images
    of_answers: Sequence[AlarmKind]
    #: of this epoch over the head alone; None while the head is trained alone
    over_head: Improvement | None


def alarms_after(facts: EpochFacts) -> Iterator[Alarm]:
    """All that is wrong after an epoch."""
    yield from _of_answers(facts)
    yield from _gap(facts)
    yield from _worse_than_head(facts)
    yield from _layers(facts)


def not_finite(phase: int, epoch: int, learning_rate: float, has_best: bool) -> Alarm:
    kept = "The best weights so far are kept: “Keep as it is” makes a model of them. " if has_best else ""
    return Alarm(
        kind=AlarmKind.NOT_FINITE,
        phase=phase,
        epoch=epoch,
        text="The loss is no longer a number: the last steps were too long.",
        suggestion=f"{kept}Start again with a lower learning rate, such as {learning_rate / 10:.1g}.",
    )


def _of_answers(facts: EpochFacts) -> Iterator[Alarm]:
    is_first = facts.epochs[-1].phase == facts.epochs[-1].epoch == 0  # a new head may need an epoch to find its way
    for kind in () if is_first else facts.of_answers:
        yield _alarm(facts, kind, *OF_ANSWERS[kind])


def _gap(facts: EpochFacts) -> Iterator[Alarm]:
    last = facts.epochs[-EPOCHS_APART - 1 :]
    if len(last) <= EPOCHS_APART:
        return
    pairs = list(itertools.pairwise(last))
    if all(now.loss < then.loss and now.validation_loss > then.validation_loss for then, now in pairs):
        yield _alarm(
            facts,
            AlarmKind.GAP,
            f"The loss falls on training images ({last[-1].loss:.2f}) and rises on validation images "
            f"({last[-1].validation_loss:.2f}): the model learns its images by heart.",
            "Use stronger augmentation, thaw fewer layers, or pull them towards their pretrained weights (L2-SP).",
        )


def _worse_than_head(facts: EpochFacts) -> Iterator[Alarm]:
    over = facts.over_head
    if over is not None and -over.mean > over.noise:
        yield _alarm(
            facts,
            AlarmKind.WORSE_THAN_HEAD,
            f"Validation is worse than with the head alone: the loss is {-over.mean:.3f} higher, "
            f"with a noise of {over.noise:.3f}.",
            "Go back to the best weights so far, or start again with a lower learning rate or fewer thawed layers.",
        )


def _layers(facts: EpochFacts) -> Iterator[Alarm]:
    now, first = facts.layers[-1], facts.layers[0]
    largest = max(now.gradient_norms)
    dead = _named(now, [norm <= DEAD_SHARE * largest for norm in now.gradient_norms])
    if dead:
        text = f"{_names(dead)}: no gradient arrives there any more, so nothing is learnt."
        suggestion = "Freeze these layers, or start again with a lower learning rate."
        yield _alarm(facts, AlarmKind.DEAD, text, suggestion, dead)
    grown = [
        not math.isfinite(norm) or (before > 0 and norm > EXPLODING_GRADIENT * before)
        for norm, before in zip(now.gradient_norms, first.gradient_norms, strict=True)
    ]
    far = [ratio > EXPLODING_UPDATE for ratio in now.update_ratios]
    exploding = _named(now, [is_grown or is_far for is_grown, is_far in zip(grown, far, strict=True)])
    if exploding:
        text = f"{_names(exploding)}: the steps are far too long for the weights there."
        suggestion = "Lower the learning rate, or let deeper blocks learn more slowly."
        yield _alarm(facts, AlarmKind.EXPLODING, text, suggestion, exploding)
    away = _named(now, [distance is not None and distance > RUN_AWAY_DISTANCE for distance in now.distances])
    if away:
        text = f"{_names(away)}: the weights are more than half their size away from the pretrained ones."
        suggestion = "Lower the learning rate, or pull them towards their pretrained weights (L2-SP)."
        yield _alarm(facts, AlarmKind.RUN_AWAY, text, suggestion, away)


def _named(measured: LayersMeasured, are_meant: Sequence[bool]) -> tuple[str, ...]:
    """Of the backbone alone: a new head starts from chance, and has far to go."""
    named = zip(measured.layers, are_meant, strict=True)
    return tuple(layer for layer, is_meant in named if is_meant and layer != HEAD_LAYER)


def _names(layers: Sequence[str]) -> str:
    named = ", ".join(layers[:MOST_NAMES])
    more = len(layers) - MOST_NAMES
    return f"{named} and {more} more" if more > 0 else named


def _alarm(facts: EpochFacts, kind: AlarmKind, text: str, suggestion: str, layers: tuple[str, ...] = ()) -> Alarm:
    last = facts.epochs[-1]
    return Alarm(kind=kind, phase=last.phase, epoch=last.epoch, text=text, suggestion=suggestion, layers=layers)

"""Alarms: what goes wrong in training, as far as the metrics of an epoch show, and what to do about it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.events import Alarm, AlarmKind
from core.messages import Message
from core.statistics.improvement import Improvement
from core.training.epoch_record import EpochRecord
from core.training.monitoring_records import LayersRecord

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
#: of what a target finds wrong with the answers
OF_ANSWERS = {AlarmKind.ONE_CLASS: Message("all-predicted-as-one-class")}
#: that a sentence names
MOST_NAMES = 3


@dataclass(frozen=True, kw_only=True)
class EpochFacts:
    """The facts from which alarms are raised."""

    #: of the phase, this epoch's last
    epochs: Sequence[EpochRecord]
    #: of the phase, this epoch's last
    layers: Sequence[LayersRecord]
    #: what the target finds wrong with the answers to the validation images
    of_answers: Sequence[AlarmKind]
    #: of this epoch over the head alone; None while the head is trained alone
    over_head: Improvement | None


def alarms_after(facts: EpochFacts) -> Iterator[Alarm]:
    """Yield all that is wrong after an epoch."""
    yield from _of_answers(facts)
    yield from _gap(facts)
    yield from _worse_than_head(facts)
    yield from _layers(facts)


def alarms_of_solved(ended: EpochRecord, of_answers: Sequence[AlarmKind]) -> list[Alarm]:
    """Return what is wrong with the answers of a head that has converged."""
    return [Alarm(kind=kind, phase=ended.phase, epoch=ended.epoch, message=OF_ANSWERS[kind]) for kind in of_answers]


def not_finite(phase: int, epoch: int, learning_rate: float, has_best: bool) -> Alarm:
    lower = learning_rate / 10
    message = Message("loss-nan-but-best-kept", rate=lower) if has_best else Message("loss-nan", rate=lower)
    return Alarm(kind=AlarmKind.NOT_FINITE, phase=phase, epoch=epoch, message=message)


def _of_answers(facts: EpochFacts) -> Iterator[Alarm]:
    is_first = facts.epochs[-1].phase == facts.epochs[-1].epoch == 0  # a new head may need an epoch to find its way
    for kind in () if is_first else facts.of_answers:
        yield _alarm(facts, kind, OF_ANSWERS[kind])


def _gap(facts: EpochFacts) -> Iterator[Alarm]:
    last = facts.epochs[-EPOCHS_APART - 1 :]
    if len(last) <= EPOCHS_APART:
        return
    pairs = list(itertools.pairwise(last))
    if all(now.loss < then.loss and now.validation_loss > then.validation_loss for then, now in pairs):
        yield _alarm(
            facts,
            AlarmKind.GAP,
            Message("gap-grows", loss=last[-1].loss, validation_loss=last[-1].validation_loss),
        )


def _worse_than_head(facts: EpochFacts) -> Iterator[Alarm]:
    over = facts.over_head
    if over is not None and -over.mean > over.noise:
        yield _alarm(
            facts,
            AlarmKind.WORSE_THAN_HEAD,
            Message("worse-than-head-alone", higher=-over.mean, noise=over.noise),
        )


def _layers(facts: EpochFacts) -> Iterator[Alarm]:
    now, first = facts.layers[-1], facts.layers[0]
    largest = max(now.gradient_norms)
    dead = _named(now, [norm <= DEAD_SHARE * largest for norm in now.gradient_norms])
    if dead:
        yield _alarm(facts, AlarmKind.DEAD, Message("layers-dead", layers=_names(dead)), dead)
    grown = [
        not math.isfinite(norm) or (before > 0 and norm > EXPLODING_GRADIENT * before)
        for norm, before in zip(now.gradient_norms, first.gradient_norms, strict=True)
    ]
    far = [ratio > EXPLODING_UPDATE for ratio in now.update_ratios]
    exploding = _named(now, [is_grown or is_far for is_grown, is_far in zip(grown, far, strict=True)])
    if exploding:
        yield _alarm(facts, AlarmKind.EXPLODING, Message("layers-exploding", layers=_names(exploding)), exploding)
    away = _named(now, [distance is not None and distance > RUN_AWAY_DISTANCE for distance in now.distances])
    if away:
        yield _alarm(facts, AlarmKind.RUN_AWAY, Message("layers-drifted", layers=_names(away)), away)


def _named(measured: LayersRecord, are_meant: Sequence[bool]) -> tuple[str, ...]:
    """Return those of the backbone alone: a new head starts from chance, and has far to go."""
    named = zip(measured.layers, are_meant, strict=True)
    return tuple(layer for layer, is_meant in named if is_meant and layer != HEAD_LAYER)


def _names(layers: Sequence[str]) -> Message:
    named, more = layers[:MOST_NAMES], len(layers) - MOST_NAMES
    return Message("names-and-more", names=named, more=more) if more > 0 else Message("names", names=named)


def _alarm(facts: EpochFacts, kind: AlarmKind, message: Message, layers: tuple[str, ...] = ()) -> Alarm:
    last = facts.epochs[-1]
    return Alarm(kind=kind, phase=last.phase, epoch=last.epoch, message=message, layers=layers)

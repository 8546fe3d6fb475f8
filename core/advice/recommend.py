"""What follows from the measures: which backbone, whether and how deep to unfreeze it, and why. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from core.advice.advice import Method, Recommendation
from core.advice.how_deep import how_deep
from core.advice.measures import BackboneMeasures, ClassCount, DepthCost, Measures
from core.messages import Message
from core.statistics.intervals import wilson_interval
from core.targets.probe import Probe, Score
from core.training.plan import HEAD, HEAD_LEARNING_RATE, Phase
from core.training.usual import Usual

#: of the rarest kind of label, in training and validation together: with fewer, fewer than five of them are left by
#: which to tell when fine-tuning has to stop
FEWEST_SUBJECTS = 25
#: two scores that differ by less than so many standard errors of their difference are as good as one another
CLEARLY = 2.0
#: how far fine-tuning may move a weight. Adam moves each by at most the learning rate in a step, and pretrained weights
#: measure some hundredths to tenths: so much adapts them, ten times as much would let them forget
REACH = 0.01


def recommend(measures: Measures, usual: Usual) -> Recommendation:
    """`measures` hold at least one backbone, and the depths of the one that `best_backbone` gives.

    `usual` is what is so for this kind of data.
    """
    backbone = best_backbone(measures.backbones)
    fine_tuning = _fine_tuning(measures.train, usual)
    against = _against_fine_tuning(backbone.probe, measures)
    if against or backbone.probe is None:
        depth, of_depth = measures.depths[0], list[Message]()
    else:
        depth, of_depth = how_deep(backbone, measures, fine_tuning)
        of_depth.insert(0, _room(backbone.probe, measures))
    reasons = [_of_backbone(backbone, measures.backbones), *_of_probe(backbone.probe), *against, *of_depth]
    return Recommendation(
        method=Method.FINE_TUNING if depth.blocks else Method.EXTRACTION,
        backbone=backbone.name,
        blocks=depth.blocks,
        unfrozen=depth.layers,
        head=usual.head,
        fine_tuning=fine_tuning,
        heading=_heading(backbone, depth),
        reasons=(*reasons, _of_cost(depth, fine_tuning)),
    )


def best_backbone(backbones: Sequence[BackboneMeasures]) -> BackboneMeasures:
    """Return the first by LogME, unless the probe is clearly better on another."""
    first = max(backbones, key=lambda backbone: backbone.logme)
    best = max(backbones, key=lambda backbone: backbone.probe.score.value if backbone.probe else -math.inf)
    is_better = first.probe and best.probe and _is_clearly_above(best.probe.score, first.probe.score)
    return best if is_better else first


def _is_clearly_above(score: Score, other: Score) -> bool:
    return score.value - other.value > CLEARLY * math.hypot(score.standard_error, other.standard_error)


# ---- whether to fine-tune at all


def _against_fine_tuning(probe: Probe | None, measures: Measures) -> list[Message]:
    """Return why it would do harm, or could not be seen to help; empty where it may."""
    rarest = min(measures.classes, key=lambda count: count.subjects)
    if rarest.subjects < FEWEST_SUBJECTS or probe is None:
        return [_too_few(rarest)]
    if _gain(probe) <= _unsureness(probe, measures):
        return [Message("gain-drowns-in-chance", room=_room(probe, measures))]
    return []


def _too_few(rarest: ClassCount) -> Message:
    return Message("too-few-subjects", label=rarest.label, subjects=rarest.subjects, fewest=FEWEST_SUBJECTS)


def _gain(probe: Probe) -> float:
    """Return what fine-tuning could add at most."""
    return 1 - probe.score.value


def _unsureness(probe: Probe, measures: Measures) -> float:
    """Return half the width of the 95 % interval that so many test subjects will leave such a score."""
    low, high = wilson_interval(probe.score.value, measures.test_subjects)
    return (high - low) / 2


def _room(probe: Probe, measures: Measures) -> Message:
    return Message(
        "room-for-gain",
        metric=probe.score.metric_message,
        gain=_gain(probe),
        subjects=measures.test_subjects,
        unsureness=_unsureness(probe, measures),
    )


# ---- what is said of the choice


def _of_backbone(chosen: BackboneMeasures, backbones: Sequence[BackboneMeasures]) -> Message:
    name, value = chosen.short_title, chosen.logme
    others = [backbone for backbone in backbones if backbone is not chosen]
    if not others:
        return Message("only-backbone", backbone=name, logme=value)
    listed = [Message("logme-of", backbone=other.short_title, logme=other.logme) for other in others]
    if chosen.logme >= max(other.logme for other in others):
        return Message("backbone-suits-best", backbone=name, logme=value, others=listed)
    return Message("backbone-better-by-probe", backbone=name, logme=value, others=listed)


def _of_probe(probe: Probe | None) -> list[Message]:
    if probe is None:
        return []
    reached, metric = probe.score.message, probe.score.metric_message
    if probe.auc is None:
        return [Message("probe-reaches", score=reached, metric=metric, folds=probe.folds)]
    return [Message("probe-reaches-with-auc", score=reached, metric=metric, auc=probe.auc, folds=probe.folds)]


def _heading(backbone: BackboneMeasures, depth: DepthCost) -> Message:
    name = backbone.short_title
    if not depth.blocks:
        return Message("train-head-alone", backbone=name)
    return Message("fine-tune-blocks", backbone=name, first=depth.first_block, blocks=depth.blocks)


def _of_cost(depth: DepthCost, fine_tuning: Phase) -> Message:
    cost = Message(
        "cost-on-this-computer",
        seconds=depth.seconds(HEAD.epochs, fine_tuning.epochs if depth.blocks else 0),
        seconds_per_epoch=depth.seconds_per_epoch,
        memory=depth.memory_bytes,
        disk=depth.disk_bytes,
    )
    if not depth.blocks:
        return cost
    return Message("cost-and-reach", cost=cost, rate=fine_tuning.learning_rate, reach=REACH)


def _fine_tuning(train: int, usual: Usual) -> Phase:
    """Return the usual phase, at a learning rate that goes with the number of its steps."""
    phase = usual.fine_tuning
    steps = math.ceil(train / usual.settings.batch_size) * phase.epochs
    rate = min(max(REACH / steps, phase.learning_rate), HEAD_LEARNING_RATE / 10)
    return replace(phase, learning_rate=float(f"{rate:.0e}"))

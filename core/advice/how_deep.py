"""How deep to unfreeze a backbone: what speaks for more layers, and where time and memory end."""

from __future__ import annotations

from dataclasses import dataclass

from core.advice.measures import BackboneMeasures, ClassCount, DepthCost, Measures
from core.messages import Message
from core.targets.probe import Probe
from core.training.plan import HEAD, Phase

#: of the rarest kind of label: with so many, a few more layers do not learn them by heart
MANY_SUBJECTS = 100
#: in standard deviations of a backbone's channels, half way between what was measured on 64 images of each kind with
#: MobileNetV2 and EfficientNet-Lite0: photographs of cats and dogs 0.16 and 0.27, radiographs of chests 0.39 and 0.51
FAR = 0.33
#: of last blocks: one rung further for each reason to go deeper
LADDER = (1, 2, 4, 8)
#: nobody wants to wait longer for a first result, and other programs need memory, too
LONGEST_SECONDS, LARGEST_SHARE_OF_MEMORY = 3600.0, 0.5


@dataclass(frozen=True)
class _Argument:
    is_for_more: bool
    message: Message


def how_deep(backbone: BackboneMeasures, measures: Measures, fine_tuning: Phase) -> tuple[DepthCost, list[Message]]:
    """Return the depth that all arguments together lead to, and these; the head alone where none is affordable.

    The head alone where none is affordable. Features of early layers are general and those of late ones are made for
    what the backbone has learnt (Yosinski et al., NeurIPS 2014): the farther the images and the more of them there are,
    the more layers should adapt.
    """
    arguments = [_of_domain(backbone.domain_distance), _of_subjects(measures.classes)]
    if backbone.probe:
        arguments.append(_of_curve(backbone.probe))
    reasons = [argument.message for argument in arguments]
    most_blocks = LADDER[sum(argument.is_for_more for argument in arguments)]
    wanted = [depth for depth in measures.depths if depth.blocks <= most_blocks]
    affordable = [depth for depth in wanted if _hindrance(depth, measures.memory, fine_tuning) is None]
    chosen = affordable[-1] if affordable else measures.depths[0]
    if chosen is not wanted[-1]:
        hindrance = _hindrance(wanted[-1], measures.memory, fine_tuning)
        reasons.append(Message("deeper-would-take", blocks=wanted[-1].blocks, hindrance=hindrance))
    return chosen, reasons


def _of_domain(distance: float | None) -> _Argument:
    if distance is None:
        return _Argument(False, Message("domain-unknown"))
    if distance < FAR:
        return _Argument(False, Message("domain-near", distance=distance))
    return _Argument(True, Message("domain-far", distance=distance))


def _of_subjects(classes: tuple[ClassCount, ...]) -> _Argument:
    rarest = min(classes, key=lambda count: count.subjects)
    has_many = rarest.subjects >= MANY_SUBJECTS
    message = Message(
        "subjects-allow-more" if has_many else "subjects-allow-few",
        label=rarest.label,
        subjects=rarest.subjects,
        many=MANY_SUBJECTS,
    )
    return _Argument(has_many, message)


def _of_curve(probe: Probe) -> _Argument:
    half, whole = probe.curve[-2:]
    is_rising = whole.score.value - half.score.value > whole.score.standard_error
    message = Message(
        "probe-still-rising" if is_rising else "probe-has-levelled-off",
        whole=whole.subjects,
        half=half.subjects,
        before=half.score.value,
        after=whole.score.message,
    )
    return _Argument(not is_rising, message)


def _hindrance(depth: DepthCost, memory: int | None, fine_tuning: Phase) -> Message | None:
    seconds = depth.seconds(HEAD.epochs, fine_tuning.epochs)
    if seconds > LONGEST_SECONDS:
        return Message("too-long", seconds=seconds)
    if memory and depth.memory_bytes > LARGEST_SHARE_OF_MEMORY * memory:
        return Message("too-much-memory", needed=depth.memory_bytes, memory=memory)
    return None

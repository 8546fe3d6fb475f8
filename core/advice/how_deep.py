"""How deep to thaw a backbone: what speaks for more layers, and where time and memory end."""

from __future__ import annotations

from dataclasses import dataclass

from core.advice.measures import BackboneMeasures, ClassCount, DepthCost, Measures
from core.advice.words import counted, duration, score_text, size
from core.targets.probe import Probe
from core.training.plan import HEAD, Phase

#: of the rarest class: with so many, a few more layers do not learn them by heart
MANY_SUBJECTS = 100
#: in standard deviations of a backbone's channels, half way between what was measured on 64 images of each kind with
#: MobileNetV2 and EfficientNet-Lite0: photographs of cats and dogs 0.16 and 0.27, radiographs of chests 0.39 and 0.51
FAR = 0.33
SCALE = "with the bundled backbones photographs of animals measure 0.16 to 0.27, chest radiographs 0.39 to 0.51"
#: of last blocks: one rung further for each reason to go deeper
LADDER = (1, 2, 4, 8)
#: nobody wants to wait longer for a first result, and other programs need memory, too
LONGEST_SECONDS, LARGEST_SHARE_OF_MEMORY = 3600.0, 0.5


@dataclass(frozen=True)
class _Argument:
    is_for_more: bool
    text: str


def how_deep(backbone: BackboneMeasures, measures: Measures, fine_tuning: Phase) -> tuple[DepthCost, list[str]]:
    """Return the depth that all arguments together lead to, and these as sentences.

    The head alone where none is affordable. Features of early layers are general and those of late ones are made for
    what the backbone has learnt (Yosinski et al., NeurIPS 2014): the farther the images and the more of them there are,
    the more layers should adapt.
    """
    arguments = [_of_domain(backbone.domain_distance), _of_subjects(measures.classes)]
    if backbone.probe:
        arguments.append(_of_curve(backbone.probe))
    reasons = [argument.text for argument in arguments]
    most_blocks = LADDER[sum(argument.is_for_more for argument in arguments)]
    wanted = [depth for depth in measures.depths if depth.blocks <= most_blocks]
    affordable = [depth for depth in wanted if _hindrance(depth, measures.memory, fine_tuning) is None]
    chosen = affordable[-1] if affordable else measures.depths[0]
    if chosen is not wanted[-1]:
        hindrance = _hindrance(wanted[-1], measures.memory, fine_tuning)
        reasons.append(f"Thawing {counted(wanted[-1].blocks, 'block')} would take {hindrance}.")
    return chosen, reasons


def _of_domain(distance: float | None) -> _Argument:
    if distance is None:
        return _Argument(False, "How far the images lie from what it learnt from is not known: it does not store that.")
    measured = f"{distance:.2f} standard deviations of its channels ({SCALE})"
    if distance < FAR:
        return _Argument(False, f"The images lie near those that it learnt from, {measured}: few layers need to adapt.")
    return _Argument(True, f"The images lie far from those that it learnt from, {measured}: more layers should adapt.")


def _of_subjects(classes: tuple[ClassCount, ...]) -> _Argument:
    rarest = min(classes, key=lambda count: count.subjects)
    subjects = f"The rarest class, “{rarest.label}”, has {counted(rarest.subjects, 'subject')}"
    if rarest.subjects < MANY_SUBJECTS:
        return _Argument(False, f"{subjects}: with fewer than {MANY_SUBJECTS}, few layers should learn from them.")
    return _Argument(True, f"{subjects}: with {MANY_SUBJECTS} or more, some more layers can learn from them.")


def _of_curve(probe: Probe) -> _Argument:
    half, whole = probe.curve[-2:]
    went = (
        f"Learning from {whole.subjects} subjects instead of {half.subjects} "
        f"brought the linear classifier from {half.score.value:.3f} to {score_text(whole.score)}"
    )
    if whole.score.value - half.score.value > whole.score.standard_error:
        return _Argument(False, f"{went}: it is still rising, and more subjects would help more than more layers.")
    return _Argument(True, f"{went}: the features as they are have given what they can.")


def _hindrance(depth: DepthCost, memory: int | None, fine_tuning: Phase) -> str | None:
    seconds = depth.seconds(HEAD.epochs, fine_tuning.epochs)
    if seconds > LONGEST_SECONDS:
        return f"{duration(seconds)} on this computer, which is long for a first run"
    if memory and depth.memory_bytes > LARGEST_SHARE_OF_MEMORY * memory:
        return f"{size(depth.memory_bytes)} of the computer's {size(memory)} of memory"
    return None

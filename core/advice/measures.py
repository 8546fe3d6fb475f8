"""Measures: what is known of images and backbones before anything is trained. Plain values, without TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

from core.targets.probe import Probe


@dataclass(frozen=True, kw_only=True)
class ClassCount:
    """Counts of the images for training and validation; what cannot be distinguished counts as one subject.

    Of one class; of another target, of one of the strata that a split keeps the mix of.
    """

    label: str
    images: int
    subjects: int


@dataclass(frozen=True, kw_only=True)
class BackboneMeasures:
    """One installed backbone on these images."""

    name: str
    title: str
    #: the logarithm of the maximum evidence per image; the higher, the better the features suit the labels
    logme: float
    #: None where there are too few subjects
    probe: Probe | None
    #: of the images from what the backbone learnt from; None where it has no normalisation layers that tell
    domain_distance: float | None

    @property
    def short_title(self) -> str:
        """Return "MobileNetV2 1.0" of "MobileNetV2 1.0, 224 px, ImageNet"."""
        return self.title.partition(",")[0]


@dataclass(frozen=True, kw_only=True)
class DepthCost:
    """The cost of training with the last blocks unfrozen."""

    #: 0: only the head
    blocks: int
    #: the first unfrozen one; "" where there is none
    first_block: str
    #: paths of the unfrozen layers, in network order
    layers: tuple[str, ...]
    trained_parameters: int
    #: to pass all images through the frozen layers
    seconds_once: float
    seconds_per_head_epoch: float
    #: None where only the head trains
    seconds_per_fine_tuning_epoch: float | None
    #: estimated: at the peak of training, beside what the program takes by itself
    memory_bytes: int
    #: estimated: of features
    disk_bytes: int

    @property
    def seconds_per_epoch(self) -> float:
        """Return the seconds an epoch of the phase that takes most."""
        return self.seconds_per_fine_tuning_epoch or self.seconds_per_head_epoch

    def seconds(self, head_epochs: int, fine_tune_epochs: int) -> float:
        """Return the seconds of a whole run in which no phase ends early."""
        return (
            self.seconds_once
            + head_epochs * self.seconds_per_head_epoch
            + fine_tune_epochs * (self.seconds_per_fine_tuning_epoch or 0.0)
        )


@dataclass(frozen=True, kw_only=True)
class Measures:
    """All that a recommendation rests on."""

    #: images in the part that is learnt from
    train: int
    #: subjects by which is decided when to stop, and by which the model will be judged; of the test set no more is
    #: known here than this number
    validation_subjects: int
    test_subjects: int
    classes: tuple[ClassCount, ...]
    #: the best first, by LogME
    backbones: tuple[BackboneMeasures, ...]
    #: of the backbone that is recommended, the shallowest first
    depths: tuple[DepthCost, ...]
    #: of this computer, in bytes; None where the system does not tell
    memory: int | None = None

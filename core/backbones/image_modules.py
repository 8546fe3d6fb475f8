"""ImageModules: what is found out about a module for images that is imported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.backbones.backbone import Backbone
from core.backbones.declared_by_module import attached_image_size, declared_value_range
from core.backbones.module import Module
from core.backbones.signature import only_input
from core.backbones.try_out import width_of_features
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.image_input import ImageInput, image_input_of
from core.modalities.images.image_size import Size, fitting_size, size_by_name
from core.modalities.images.input_values import ValueRange

USUAL_RANGE: ValueRange = (0.0, 1.0)


class ImageModules:
    """The `ModulesOfKind` of `core.backbones.importing`, for images."""

    given = ImageInput

    def usual_output(self, module: Module, names: tuple[str, ...]) -> str | None:
        """Return nothing: what a module of images calls its features was trained to be used so."""
        return None

    def may_classify(self, module: Module) -> bool:
        """Return that it may: most networks of images do."""
        return True

    def to_open(self, folder: Path, module: Module, wishes: Wishes, names: tuple[str, ...]) -> ImageInput:
        """Return images of the size that the user, the module or its name says."""
        size = fitting_size(wishes.image_size, _fixed_size(module)) or attached_image_size(folder)
        size = size or size_by_name(names, [variable.name for variable in module.variables[:1]])
        return ImageInput(input_size=size, value_range=USUAL_RANGE)

    def on_card(self, backbone: Backbone, wishes: Wishes, job: Job) -> ImageInput:
        """Return size and pixel values, and report what had to be assumed."""
        attached = attached_image_size(backbone.folder)
        # images for TF1 Hub are 0..1 by convention, and the attachment shows that the module follows it
        declared = declared_value_range(backbone.graph) or (USUAL_RANGE if attached else None)
        given = _with_values(backbone, wishes, declared)
        if wishes.value_range is None and wishes.normalisation is None and declared is None:
            job.notice(Message("range-assumed"))
        _report_size(backbone.module, given, wishes, attached, job)
        return given

    def width_of_features(self, backbone: Backbone, given: ImageInput) -> int:
        """Return how many numbers it makes of an image."""
        return width_of_features(backbone, given)

    def seen_running(self, backbone: Backbone, given: ImageInput) -> ImageInput:
        """Return the same: an image fills its row."""
        return given


def _with_values(backbone: Backbone, wishes: Wishes, declared: ValueRange | None) -> ImageInput:
    of_normalisation = wishes.normalisation.value_range if wishes.normalisation else None
    values = wishes.value_range or of_normalisation or declared or USUAL_RANGE
    given = replace(image_input_of(backbone.card.input), value_range=values)
    if wishes.normalisation is None:
        return given
    if backbone.graph.input_specs[0].dtype.is_integer:
        raise UserError(Message("integers-without-mean"))
    return replace(given, mean=wishes.normalisation.mean, std=wishes.normalisation.std)


def _fixed_size(module: Module) -> Size | None:
    height, width = only_input(module.inference).shape[1:3]
    return (int(height), int(width)) if height and width else None


def _report_size(module: Module, given: ImageInput, wishes: Wishes, attached: Size | None, job: Job) -> None:
    """Report which size is taken, and from where it is known, where the module takes any."""
    if _fixed_size(module) or wishes.image_size:
        return
    height, width = given.size
    if attached:
        job.notice(Message("size-by-note", height=height, width=width))
    elif given.input_size:
        job.notice(Message("size-by-name", height=height, width=width))
    else:
        job.notice(Message("size-assumed", height=height, width=width))

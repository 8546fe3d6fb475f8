"""Looking at an image inside a network: what there is, one layer, or all of them in numbers."""

from __future__ import annotations

import numpy as np

from core.dataset.reading import Reading
from core.errors import UserError
from core.inspection.activation import ChannelOrder, Inside, LayerActivation, LayerFacts
from core.inspection.cuts import layers_of
from core.inspection.explained_class import number_of_class
from core.inspection.kept import Model, known_state, passage_of
from core.inspection.network import InspectedNetwork
from core.inspection.one_image import OneImage, prepared_image
from core.inspection.passage import Passage
from core.inspection.walk import Walk
from core.jobs import Job
from core.messages import Message
from core.modalities.images.frame import Frame
from core.modalities.images.image_input import ImageInput
from core.modalities.images.options import image_options
from core.modalities.images.preprocessing import Preprocessing
from core.modalities.images.recipe import image_recipe

STEP = Message("stepping-through-the-layers")


def inside(model: Model, frame: Frame, reading: Reading, job: Job) -> Inside:
    """Return what there is to be looked at."""
    walk = opened(model, frame, reading, job)
    return Inside(
        layers=layers_of(walk.network.cuts),
        classes=walk.network.classes,
        probabilities=walk.probabilities,
        image=_as_bytes(walk.image),
        frames=walk.frames,
    )


def look(
    walk: Walk,
    layer: str,
    job: Job,
    page: int = 0,
    order: ChannelOrder = ChannelOrder.NUMBER,
    label: str | None = None,
) -> LayerActivation:
    """Return one layer. Raise UserError where there is no such layer or class."""
    job.checkpoint()
    return walk.look(walk.place_of(layer), page, order, number_of_class(walk.network, label))


def all_facts(passage: Passage, job: Job, label: str | None = None) -> list[LayerFacts]:
    """Return every layer in numbers, in the order in which the example passes them."""
    number = number_of_class(passage.network, label)
    places = range(len(passage.network.cuts))
    return [passage.facts(place, number) for place in job.steps(STEP, places, len(places))]


def opened(model: Model, frame: Frame, reading: Reading, job: Job) -> Walk:
    """Return the walk of this image through this model, kept or begun.

    `reading` counts where no run says how to read.
    """

    def begin(network: InspectedNetwork) -> Walk:
        found = _image(network, frame, reading, job)
        return Walk(network, found.pixels, found.frames)

    return passage_of(model, (frame, reading, known_state([frame.path])), Walk, begin, job)


def _image(network: InspectedNetwork, frame: Frame, reading: Reading, job: Job) -> OneImage:
    if not isinstance(network.backbone.card.input, ImageInput):
        raise UserError(Message("network-takes-no-images"))
    given, options = network.preprocessing, image_options(reading.options)
    if given is not None:
        return prepared_image(frame, image_recipe(given), job, options.limits)
    height, width = network.backbone.card.input.size
    preprocessing = Preprocessing(height=height, width=width, window=options.window, axis=options.axis)
    return prepared_image(frame, preprocessing, job, options.limits, any_depth=True)


def _as_bytes(image: np.ndarray) -> np.ndarray:
    return image if image.dtype == np.uint8 else np.rint(image.astype(np.float32) * 255).astype(np.uint8)

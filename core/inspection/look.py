"""Looking inside: the network and the image that were looked at last stay open, so that a step costs only itself.

One walk is kept in this process, by the state of the files of the model and of the image: who steps to the next layer
asks for the same two again. Another model or image takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.backbones.catalogue import find_backbone
from core.backbones.digest import module_files
from core.dataset.reading import Reading
from core.errors import UserError
from core.inspection.activation import ChannelOrder, Inside, LayerActivation, LayerFacts
from core.inspection.cuts import layers_of
from core.inspection.network import InspectedNetwork, network_of_backbone, network_of_run
from core.inspection.one_image import OneImage, known_state, prepared_image
from core.inspection.walk import Walk
from core.jobs import Job
from core.messages import Message
from core.modalities.images.frame import Frame
from core.modalities.images.image_input import image_input_of
from core.modalities.images.options import image_options
from core.modalities.images.preprocessing import Preprocessing
from core.training.run import Run

STEP = Message("stepping-through-the-layers")

#: the name of a backbone, as it was published; or a finished run
Model = str | Run


@dataclass(frozen=True)
class _Opened:
    """A walk, with the state of its model and its image: by them it is known to be the one that is asked for again."""

    model: tuple[object, ...]
    image: tuple[object, ...]
    walk: Walk
    #: pictures in the file of the image
    frames: int


_last: _Opened | None = None


#: of classes that an error names
MOST_NAMES = 10


def forget() -> None:
    """Let go of what is open: training needs the memory."""
    global _last
    _last = None


def inside(model: Model, frame: Frame, reading: Reading, job: Job) -> Inside:
    """Return what there is to be looked at."""
    last = _opened(model, frame, reading, job)
    walk = last.walk
    return Inside(
        layers=layers_of(walk.network.cuts),
        classes=walk.network.classes,
        probabilities=walk.probabilities,
        image=_as_bytes(walk.image),
        frames=last.frames,
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
    return walk.look(walk.place_of(layer), page, order, _number_of(walk.network, label))


def all_facts(walk: Walk, job: Job, label: str | None = None) -> list[LayerFacts]:
    """Return every layer in numbers, in the order in which the image passes them."""
    number = _number_of(walk.network, label)
    places = range(len(walk.network.cuts))
    return [walk.facts(place, number) for place in job.steps(STEP, places, len(places))]


def opened(model: Model, frame: Frame, reading: Reading, job: Job) -> Walk:
    """Return the walk of this image through this model, kept or begun.

    `reading` counts where no run says how to read.
    """
    return _opened(model, frame, reading, job).walk


def _opened(model: Model, frame: Frame, reading: Reading, job: Job) -> _Opened:
    global _last
    wanted, image = _state_of_model(model), (frame, reading, known_state([frame.path]))
    if _last is not None and (_last.model, _last.image) == (wanted, image):
        return _last
    network = _last.walk.network if _last is not None and _last.model == wanted else None
    _last = None  # two large networks at once may be too much
    network = network or _open(model)
    job.checkpoint()
    found = _image(network, frame, reading, job)
    _last = _Opened(wanted, image, Walk(network, found.pixels), found.frames)
    return _last


def _open(model: Model) -> InspectedNetwork:
    return network_of_run(model) if isinstance(model, Run) else network_of_backbone(find_backbone(model))


def _state_of_model(model: Model) -> tuple[object, ...]:
    folder = model.model_folder if isinstance(model, Run) else find_backbone(model)
    files = sorted(folder.iterdir()) if isinstance(model, Run) and folder.is_dir() else list(module_files(folder))
    return folder, known_state(files)


def _image(network: InspectedNetwork, frame: Frame, reading: Reading, job: Job) -> OneImage:
    given, options = network.preprocessing, image_options(reading.options)
    if given is not None:
        return prepared_image(frame, given, job, options.limits)
    height, width = image_input_of(network.backbone.card.input).size
    preprocessing = Preprocessing(height=height, width=width, window=options.window, axis=options.axis)
    return prepared_image(frame, preprocessing, job, options.limits, any_depth=True)


def _number_of(network: InspectedNetwork, label: str | None) -> int | None:
    if label is None:
        return None
    if label in network.classes:
        return network.classes.index(label)
    if not network.classes:
        raise UserError(Message("no-classes-to-explain"))
    raise UserError(Message("class-unknown-to-model", label=label, classes=_known(network.classes)))


def _known(classes: tuple[str, ...]) -> Message:
    names = classes[:MOST_NAMES]
    return Message("its-classes-begin" if len(classes) > MOST_NAMES else "its-classes", names=names)


def _as_bytes(image: np.ndarray) -> np.ndarray:
    return image if image.dtype == np.uint8 else np.rint(image.astype(np.float32) * 255).astype(np.uint8)

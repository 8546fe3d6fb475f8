"""Import a foreign module into the library: unpack, check, try out, and describe it on a card."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import tensorflow as tf

from core.backbones.allowed_operations import check_operations
from core.backbones.archive import unpack
from core.backbones.backbone import Backbone, pooled
from core.backbones.card import Card, write_card
from core.backbones.copying import MODULE_FILE, copy_module, licence_of
from core.backbones.declared_by_module import attached_image_size, declared_value_range
from core.backbones.digest import module_digest
from core.backbones.graph import InferenceGraph
from core.backbones.module import Module, usable_modules
from core.backbones.new_backbone import NewBackbone, new_backbone
from core.backbones.other_kinds import module_path, refuse_other_kind
from core.backbones.reference_variables import make_resources
from core.backbones.signature import only_input
from core.backbones.weights import refuse_broken_weights
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.image_input import ImageInput, image_input_of
from core.modalities.images.image_size import Size, fitting_size, size_by_name
from core.modalities.images.input_values import Normalisation, ValueRange, check_range
from core.modalities.network_input import NetworkInput

USUAL_RANGE: ValueRange = (0.0, 1.0)

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Hold what the user knows of a module; the rest is found out."""

    value_range: ValueRange | None
    normalisation: Normalisation | None
    image_size: Size | None
    #: what the module is called
    names: tuple[str, ...]


def import_backbone(
    path: Path,
    job: Job,
    name: str | None = None,
    value_range: ValueRange | None = None,
    library: Path | None = None,
    normalisation: Normalisation | None = None,
    image_size: Size | None = None,
) -> Card:
    """Copy the SavedModel folder or archive `path` into `library` (by default the user's own), and return its card.

    What else is asked for is as in `describe`. Raise UserError, and change nothing, where the module cannot be used.
    """
    path = module_path(path)
    with new_backbone(path, name, library) as place:
        copy_in(path, place, job)
        return describe(place, job, value_range, normalisation, image_size)


def copy_in(path: Path, place: NewBackbone, job: Job) -> None:
    """Unpack the archive `path`, if it is one, and copy the module in it to its place."""
    folder = _as_folder(path, place.temporary, job)
    copy_module(find_saved_model(folder, named=path.name), place.folder, job)


def describe(
    place: NewBackbone,
    job: Job,
    value_range: ValueRange | None = None,
    normalisation: Normalisation | None = None,
    image_size: Size | None = None,
) -> Card:
    """Check and try out the module in its place, and write its card.

    Foreign code runs here: but in tests this is called in a process of its own.
    `value_range` holds the pixel values that the module expects for black and white, and `normalisation` what is done
    to these beforehand. By default they are taken from the module where it says them, and else are 0 and 1, with a
    notice to `job`. `image_size` is height and width at which images are given to a module that takes any size; by
    default it is taken from what the module or its name says, and a notice says which.
    """
    check_range(value_range)
    if normalisation is not None and value_range is None:
        value_range = normalisation.value_range
    wishes = Wishes(value_range=value_range, normalisation=normalisation, image_size=image_size, names=place.called)
    make_resources(place.folder)
    # what is checked is the copy that will be used, so that nobody can change it in between
    check_operations(place.folder)
    job.checkpoint()
    card = _described(place.folder, place.name, wishes, job)
    write_card(card, place.folder)
    return card


def find_saved_model(folder: Path, named: str | None = None) -> Path:
    """Return the SavedModel in `folder`: at its top, or one folder down.

    Raise UserError where there is none, or several. `named` is what the user calls it, where it is an archive that was
    unpacked.
    """
    if (folder / MODULE_FILE).is_file():
        return folder
    found = sorted(file.parent for file in folder.glob(f"*/{MODULE_FILE}") if not file.parent.name.startswith("."))
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(Message("several-saved-models"))
    refuse_other_kind(folder, named)
    raise UserError(Message("no-saved-model-inside"))


def _as_folder(path: Path, temporary: Path, job: Job) -> Path:
    if path.is_dir():
        return path
    refuse_other_kind(path)
    if not path.is_file():
        raise UserError(Message("no-such-path", path=path.name))
    return unpack(path, temporary / "unpacked", job)


def _described(folder: Path, name: str, wishes: Wishes, job: Job) -> Card:
    """Return the card of the module in `folder`, which has been opened and has made features of two images."""
    attached_size = attached_image_size(folder)
    unknown = Card(
        name=name,
        title=name.replace("_", " "),
        licence=licence_of(folder),
        source="imported",
        sha256=module_digest(folder),
        input=ImageInput(input_size=attached_size, value_range=USUAL_RANGE),
        feature_width=0,
        parameters=0,
        ends_in_classifier=True,  # until the graph has told
        blocks_of_network=True,
    )
    backbone = _opened_in_one_way(folder, unknown, wishes)
    # images for TF1 Hub are 0..1 by convention, and the attachment shows that the module follows it
    declared_range = declared_value_range(backbone.graph) or (USUAL_RANGE if attached_size else None)
    card = replace(backbone.card, input=_input_on_card(backbone, wishes, declared_range))
    if wishes.value_range is None and declared_range is None:
        job.notice(Message("range-assumed"))
    _report_size(backbone.module, image_input_of(card.input), wishes, attached_size, job)
    _report_what_is_taken(backbone.module, job)
    return replace(
        card,
        feature_width=_width_of_features(backbone, card.input),
        parameters=sum(int(variable.shape.num_elements()) for variable in backbone.variables.values()),
        ends_in_classifier=backbone.features != backbone.graph.output,
    )


def _input_on_card(backbone: Backbone, wishes: Wishes, told: ValueRange | None) -> ImageInput:
    given = replace(image_input_of(backbone.card.input), value_range=wishes.value_range or told or USUAL_RANGE)
    if wishes.normalisation is None:
        return given
    if backbone.graph.input_specs[0].dtype.is_integer:
        raise UserError(Message("integers-without-mean"))
    return replace(given, mean=wishes.normalisation.mean, std=wishes.normalisation.std)


def _opened_in_one_way(folder: Path, card: Card, wishes: Wishes) -> Backbone:
    """Return the first way to use the module that leads to a network which can be cut.

    Raises the first one's UserError.
    """
    refusals: list[UserError] = []
    for module in usable_modules(folder, ImageInput):
        try:
            given = image_input_of(card.input)
            size = fitting_size(wishes.image_size, _fixed_size(module)) or given.input_size
            size = size or size_by_name(wishes.names, [variable.name for variable in module.variables[:1]])
            given = replace(given, input_size=size)
            described = replace(card, input=given, signature=module.signature, output=module.output_name)
            return _opened(folder, described, module)
        except UserError as refusal:
            refusals.append(refusal)
    raise refusals[0]


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


def _report_what_is_taken(module: Module, job: Job) -> None:
    if len(module.output_names) > 1:
        others = [name for name in module.output_names if name != module.output_name]
        names = [Message("quoted-name", name=name[:40]) for name in others[:4]]
        more = [Message("and-others")] if len(others) > 4 else []
        job.notice(Message("several-outputs", taken=module.output_name[:40], others=names + more))


def _opened(folder: Path, card: Card, module: Module) -> Backbone:
    try:
        backbone = Backbone(folder, card, module)
    except UserError:
        raise
    except Exception as error:  # anything may stand in a graph that is not ours
        log.exception("a module could not be cut")
        raise UserError(Message("graph-not-understood")) from error
    refuse_broken_weights(backbone.variables)
    if not backbone.variables:
        raise UserError(Message("no-variables-in-features"))
    return backbone


def _refuse_channels_first(graph: InferenceGraph) -> None:
    if any(node.attr["data_format"].s == b"NCHW" for node in map(graph.nodes.__getitem__, graph.order)):
        raise UserError(Message("channels-first-layers"))


def _width_of_features(backbone: Backbone, given: NetworkInput) -> int:
    """Return numbers in an example's features, seen by running the module. Raise UserError where they are useless."""
    rows = tf.constant(given.random_rows(2))
    specs = backbone.graph.input_specs
    function = backbone.graph.function(backbone.graph.inputs, [backbone.features])
    try:
        features = tf.function(function, autograph=False).get_concrete_function(*specs)
        batches = (given.feeds(batch, [spec.dtype for spec in specs]) for batch in (rows, rows[:1]))
        two, one = (pooled(features(*batch)[0]).numpy() for batch in batches)
    except (tf.errors.OpError, ValueError, TypeError) as error:
        log.exception("a module could not be run")
        _refuse_channels_first(backbone.graph)
        raise UserError(Message("input-not-processed", given=given.text)) from error
    if two.ndim != 2 or len(two) != 2 or len(one) != 1 or not two.shape[1]:
        raise UserError(Message("no-row-of-features"))
    if not np.isfinite(two).all():
        raise UserError(Message("features-not-finite"))
    if not np.allclose(two[:1], one, rtol=1e-2, atol=1e-3 * float(np.abs(two).max())):
        raise UserError(Message("features-by-chance"))
    return int(two.shape[1])

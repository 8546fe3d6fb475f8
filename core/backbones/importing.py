"""Import a foreign module into the library: unpack, check, try out, and describe it on a card."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from core.backbones.allowed_operations import check_operations
from core.backbones.archive import unpack
from core.backbones.backbone import Backbone
from core.backbones.card import Card, write_card
from core.backbones.copying import MODULE_FILE, copy_module, licence_of
from core.backbones.digest import module_digest
from core.backbones.image_modules import ImageModules
from core.backbones.module import Module, load_saved_model, usable_modules
from core.backbones.new_backbone import NewBackbone, new_backbone
from core.backbones.other_kinds import module_path, refuse_other_kind
from core.backbones.own_tokeniser import refuse_own_tokeniser
from core.backbones.reference_variables import make_resources
from core.backbones.text_modules import TextModules
from core.backbones.weights import refuse_broken_weights
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.network_input import NetworkInput

log = logging.getLogger(__name__)


class ModulesOfKind(Protocol):
    """What is found out about a module for one kind of data; there is one for each."""

    @property
    def given(self) -> type[NetworkInput]:
        """Return what such modules are given."""

    def usual_output(self, module: Module, names: tuple[str, ...]) -> str | None:
        """Return what is better taken than what the module calls its features; `names` are those it is called by."""

    def may_classify(self, module: Module) -> bool:
        """Return whether a last layer that only multiplies would be one that classifies."""

    def to_open(self, folder: Path, module: Module, wishes: Wishes, names: tuple[str, ...]) -> Any:
        """Return an input with which the module can be opened; `names` are those that it is called by."""

    def on_card(self, backbone: Backbone, wishes: Wishes, job: Job) -> Any:
        """Return what the card says of the input, and report what had to be assumed."""

    def width_of_features(self, backbone: Backbone, given: Any) -> int:
        """Return how many numbers it makes of an example, seen by running it. Raise UserError where that fails."""

    def seen_running(self, backbone: Backbone, given: Any) -> Any:
        """Return the input with what else is seen by running a module that has passed."""


IMAGES, TEXTS = ImageModules(), TextModules()


def import_backbone(
    path: Path, job: Job, name: str | None = None, library: Path | None = None, wishes: Wishes | None = None
) -> Card:
    """Copy the SavedModel folder or archive `path` into `library` (by default the user's own), and return its card.

    Raise UserError, and change nothing, where the module cannot be used.
    """
    path = module_path(path)
    with new_backbone(path, name, library) as place:
        copy_in(path, place, job)
        return describe(place, job, wishes or Wishes())


def copy_in(path: Path, place: NewBackbone, job: Job) -> None:
    """Unpack the archive `path`, if it is one, and copy the module in it to its place."""
    folder = _as_folder(path, place.temporary, job)
    copy_module(find_saved_model(folder, named=path.name), place.folder, job)


def describe(place: NewBackbone, job: Job, wishes: Wishes) -> Card:
    """Check and try out the module in its place, and write its card.

    Foreign code runs here: but in tests this is called in a process of its own.
    """
    make_resources(place.folder)
    # what is checked is the copy that will be used, so that nobody can change it in between
    try:
        check_operations(place.folder)
    except UserError:
        refuse_own_tokeniser(place.folder)
        raise
    job.checkpoint()
    card = _described(place, wishes, job)
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


def _described(place: NewBackbone, wishes: Wishes, job: Job) -> Card:
    """Return the card of the module in its place, which has been opened and has made features of two examples."""
    kind, backbone = _opened_in_one_way(place, wishes)
    given = kind.on_card(backbone, wishes, job)
    is_usual = wishes.output is None and kind.usual_output(backbone.module, place.called) is not None
    _report_what_is_taken(backbone.module, job, is_usual)
    width = kind.width_of_features(backbone, given)
    return replace(
        backbone.card,
        input=kind.seen_running(backbone, given),
        sha256=module_digest(place.folder),
        feature_width=width,
        parameters=sum(int(variable.shape.num_elements()) for variable in backbone.variables.values()),
        ends_in_classifier=backbone.features != backbone.graph.output,
    )


def _opened_in_one_way(place: NewBackbone, wishes: Wishes) -> tuple[ModulesOfKind, Backbone]:
    """Return the first way to use the module that leads to a network which can be cut, and for which kind of data.

    Raise the first one's UserError.
    """
    loaded = load_saved_model(place.folder)
    refusals: list[UserError] = []
    for kind in _kinds(wishes):
        try:
            for module in usable_modules(loaded, kind.given):
                try:
                    output = wishes.output or kind.usual_output(module, place.called)
                    taken = module.giving(output) if output else module
                    return kind, _opened(place, kind, taken, wishes)
                except UserError as refusal:
                    refusals.append(refusal)
        except UserError as refusal:
            refusals.append(refusal)
    raise _first(refusals)


def _kinds(wishes: Wishes) -> Iterator[ModulesOfKind]:
    if not wishes.are_of_texts:
        yield IMAGES
    if not wishes.are_of_images:
        yield TEXTS


def _first(refusals: Sequence[UserError]) -> UserError:
    """Return the first that tells something: of what reads no images, why it is no encoder of texts either."""
    precise = [refusal for refusal in refusals if refusal.message.code != "reads-text"]
    return (precise or refusals)[0]


def _opened(place: NewBackbone, kind: ModulesOfKind, module: Module, wishes: Wishes) -> Backbone:
    card = Card(
        name=place.name,
        title=place.name.replace("_", " "),
        licence=licence_of(place.folder),
        source="imported",
        sha256="",
        input=kind.to_open(place.folder, module, wishes, place.called),
        feature_width=0,
        parameters=0,
        signature=module.signature,
        output=module.output_name,
        ends_in_classifier=kind.may_classify(module),  # until the graph has told
        blocks_of_network=True,
    )
    try:
        backbone = Backbone(place.folder, card, module)
    except UserError:
        raise
    except Exception as error:  # anything may stand in a graph that is not ours
        log.exception("a module could not be cut")
        raise UserError(Message("graph-not-understood")) from error
    refuse_broken_weights(backbone.variables)
    if not backbone.variables:
        raise UserError(Message("no-variables-in-features"))
    return backbone


def _report_what_is_taken(module: Module, job: Job, is_usual: bool) -> None:
    if is_usual:
        job.notice(Message("mean-of-tokens-taken", taken=module.output_name))
    elif len(module.output_names) > 1:
        others = [name for name in module.output_names if name != module.output_name]
        names = [Message("quoted-name", name=name[:40]) for name in others[:4]]
        more = [Message("and-others")] if len(others) > 4 else []
        job.notice(Message("several-outputs", taken=module.output_name[:40], others=names + more))

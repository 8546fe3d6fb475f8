"""Looking at a text inside a network: what there is, one layer, or what its tokens speak for a class."""

from __future__ import annotations

from core.errors import UserError
from core.inspection.cuts import layers_of
from core.inspection.explained_class import number_of_class
from core.inspection.kept import Model, passage_of
from core.inspection.network import InspectedNetwork
from core.inspection.text_activation import ExplainedText, TextActivation, TextInside
from core.inspection.text_walk import OneText, TextWalk
from core.jobs import Job
from core.messages import Message
from core.modalities.modalities import modality_named
from core.modalities.text.facts import hash_of_text
from core.modalities.text.given_text import given_text
from core.modalities.text.options import KIND, TextOptions
from core.modalities.text.recipe import text_recipe
from core.modalities.text.token_input import TokenInput
from core.modalities.text.token_rows import TokenRows
from core.modalities.text.word_numbers import NOTHING


def inside(model: Model, text: str, job: Job) -> TextInside:
    """Return what there is to be looked at."""
    walk = opened(model, text, job)
    return TextInside(
        layers=layers_of(walk.network.cuts),
        classes=walk.network.classes,
        probabilities=walk.probabilities,
        tokens=walk.text.tokens,
        cut=walk.text.cut,
        attending=tuple(walk.attending),
    )


def look(walk: TextWalk, layer: str, job: Job, label: str | None = None) -> TextActivation:
    """Return one layer. Raise UserError where there is no such layer or class."""
    job.checkpoint()
    return walk.look(walk.place_of(layer), number_of_class(walk.network, label))


def explain(walk: TextWalk, job: Job, label: str | None) -> ExplainedText:
    """Return the tokens with what each speaks for a class. Raise UserError where there is no such class."""
    job.checkpoint()
    return walk.explained(number_of_class(walk.network, label))


def opened(model: Model, text: str, job: Job) -> TextWalk:
    """Return the walk of this text through this model, kept or begun.

    Raise UserError where the model takes no texts, or there is nothing to be read in this one.
    """
    text = given_text(text)

    def begin(network: InspectedNetwork) -> TextWalk:
        return TextWalk(network, _one_text(network, text, job))

    return passage_of(model, (hash_of_text(text),), TextWalk, begin, job)


def _one_text(network: InspectedNetwork, text: str, job: Job) -> OneText:
    given = network.backbone.card.input
    if not isinstance(given, TokenInput):
        raise UserError(Message("network-takes-no-texts"))
    rows = _rows(network, given, job)
    key = hash_of_text(text)
    rows.tokens.add({key: text}, job)
    row = rows.read([key])[0]
    tokens = row[row != NOTHING]
    return OneText(
        row=row if _takes_only(network, len(row)) else row[: len(tokens) + rows.preprocessing.room],
        tokens=tuple(rows.tokens.vocabulary.spelt(tokens.tolist())),
        cut=len(rows.tokens.of(key)) - len(tokens),
        words=given.words,
    )


def _rows(network: InspectedNetwork, given: TokenInput, job: Job) -> TokenRows:
    """Return where the text is read as the run has it; of a backbone by itself, as long as it takes."""
    modality, recipe = modality_named(KIND), network.preprocessing
    if recipe is None:
        recipe = modality.recipe((), given, TextOptions(length=given.longest), job)
    assert given.folder is not None
    rows = modality.rows(text_recipe(recipe), given.folder)
    assert isinstance(rows, TokenRows)
    return rows


def _takes_only(network: InspectedNetwork, length: int) -> bool:
    """Return whether the module takes sentences of this one length, padded, and no shorter ones."""
    shape = network.backbone.module.inference.inputs[0].shape
    return bool(shape.rank == 2 and shape[1] == length)

"""Encoders that read each word beside its neighbours: a text has the same features alone, full and padded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core import tasks
from core.backbones.backbone import open_backbone
from core.backbones.card import read_card
from core.backbones.importing import import_backbone
from core.dataset.dataset import Split
from core.evaluation.results import load_results
from core.export.check import TOLERANCE
from core.export.formats import ExportFormat
from core.features.groups import InGroups
from core.features.pooled import pooled_prefix
from core.jobs import Job
from core.modalities.modalities import modality_named
from core.modalities.text.options import KIND, TextOptions
from core.modalities.text.read_texts import tokens_in_rows
from core.modalities.text.recipe import TextRecipe, text_recipe
from core.modalities.text.token_input import TokenInput
from core.modalities.text.vocabulary import NEEDED
from core.project.project import Project
from core.training.run import Run
from core.training.trained_model import load_model
from tests.core.backbones import keras_encoders
from tests.core.small_texts import OTHERS, TELLING, sentence, small_text_plan

LENGTH = 16
#: of one to so many words; [CLS] and [SEP] are added to each
TEXTS = [" ".join(OTHERS[place % 20] for place in range(count)) for count in range(1, LENGTH - 1)]
#: how far features lie apart by rounding, of the largest
ROUNDING = 1e-5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MobileBERT of the words of the small texts, imported."""
    made = tmp_path_factory.mktemp("room")
    pieces = (*NEEDED, *TELLING[0], *TELLING[1], *OTHERS)
    source = keras_encoders.write(made / "mobile", keras_encoders.mobile_bert, pieces)
    return made / "library" / import_backbone(source, Job(), library=made / "library").name


@pytest.fixture(scope="module")
def recipe(folder: Path) -> TextRecipe:
    made = modality_named(KIND).recipe((), read_card(folder).input, TextOptions(length=LENGTH), Job())
    return text_recipe(made)


@pytest.fixture(scope="module")
def run(folder: Path, small_texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    project = Project(folder=tmp_path_factory.mktemp("project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(folder.parent))
        return tasks.train(project, small_text_plan("last:2", backbone=folder.name), Job(), small_texts)


def features(folder: Path, recipe: TextRecipe, texts: list[str], any_length: bool = True) -> np.ndarray:
    backbone = open_backbone(folder, recipe.row_shape)
    assert backbone.takes_any_length
    return InGroups(pooled_prefix(backbone), recipe, any_length).of(tokens_in_rows(texts, recipe))


def kept(recipe: TextRecipe) -> TextRecipe:
    """What is read of it again."""
    return TextRecipe.from_json(json.loads(json.dumps(recipe.as_json())), None)


def largest_difference(some: np.ndarray, others: np.ndarray) -> float:
    """As a share of the largest number."""
    return float(np.abs(some - others).max() / np.abs(others).max())


def test_a_text_has_the_same_features_however_long_its_row_is(folder: Path, recipe: TextRecipe) -> None:
    whole = features(folder, recipe, TEXTS, any_length=False)
    alone = np.concatenate([features(folder, recipe, [text]) for text in TEXTS[-2:]])
    longer = features(folder, replace(recipe, length=LENGTH + 5), TEXTS, any_length=False)

    for found, expected in ((features(folder, recipe, TEXTS), whole), (alone, whole[-2:]), (longer, whole)):
        assert largest_difference(found, expected) < ROUNDING


def test_without_the_empty_place_it_has_others_where_it_fills_its_row(folder: Path, recipe: TextRecipe) -> None:
    without = replace(recipe, leaves_room=False)
    trimmed, whole = (features(folder, without, TEXTS, any_length) for any_length in (True, False))
    is_full = without.lengths(tokens_in_rows(TEXTS, without)) == np.arange(3, LENGTH + 1)
    assert is_full.sum() == 2
    assert largest_difference(trimmed[~is_full], whole[~is_full]) < ROUNDING
    assert largest_difference(trimmed[is_full][:1], whole[is_full][:1]) > 100 * ROUNDING


def test_a_place_is_left_behind_as_many_tokens_as_are_read(recipe: TextRecipe) -> None:
    rows = tokens_in_rows([*TEXTS, "pump " * 40], recipe)
    assert rows.shape == (len(TEXTS) + 1, LENGTH + 1)
    assert not rows[:, LENGTH].any()
    assert rows[-2:, LENGTH - 1].all()
    assert recipe.lengths(rows).tolist() == [8] * 5 + [16] * 8 + [LENGTH + 1] * 2


def test_training_evaluation_and_prediction_agree(run: Run) -> None:
    tasks.evaluate(run, Job())
    result = load_results(run)[Split.VALIDATION]
    model, places = load_model(run), [example.frame - 1 for example in run.dataset.of(Split.VALIDATION)]
    texts = [sentence(place // 40, place % 40 // 2, place % 2) for place in places]

    together = model.predictions(tokens_in_rows(texts, text_recipe(model.preprocessing)))

    np.testing.assert_allclose(together, result.predictions, atol=1e-5)
    alone = [tasks.predict_text(run, text).values for text in texts]
    np.testing.assert_allclose(alone, together, atol=1e-5)


def test_a_text_is_looked_at_as_it_is_predicted(run: Run) -> None:
    for text in (TEXTS[5], TEXTS[-1]):
        seen, said = tasks.look_into_text(run, text, Job()), tasks.predict_text(run, text)
        np.testing.assert_allclose(seen.probabilities, said.values, atol=1e-5)
        assert len(seen.tokens) == said.tokens_read == said.tokens


def test_an_export_leaves_the_place_itself(run: Run, tmp_path: Path) -> None:
    exported = tasks.export(run, tmp_path / "notes", ExportFormat.SAVED_MODEL, Job())
    assert exported.largest_difference <= TOLERANCE
    model = load_model(run)
    length = text_recipe(model.preprocessing).length
    rows = tokens_in_rows(TEXTS, text_recipe(model.preprocessing))

    loaded = tf.saved_model.load(str(exported.folder))

    for given in (TEXTS, rows[:, :length]):
        np.testing.assert_allclose(loaded(tf.constant(given)), model.predictions(rows), atol=TOLERANCE)
    assert f"int32 [n, {length}]" in (exported.folder / "README.md").read_text(encoding="utf-8")


def test_what_was_kept_before_there_was_a_choice_is_read_and_written_as_before() -> None:
    recipe = TextRecipe(length=LENGTH, vocabulary="abc", vocabulary_file="vocab.txt")
    assert "leaves_room" not in recipe.as_json()
    assert kept(recipe) == recipe
    given = TokenInput(longest=LENGTH, words=9, vocabulary="vocab.txt", lower_case=True)
    assert "leaves_room" not in given.as_json()
    assert TokenInput.of_json(given.as_json(), Path()) == given


def test_the_place_is_kept_where_it_is_wanted(folder: Path, recipe: TextRecipe) -> None:
    given = read_card(folder).input
    assert isinstance(given, TokenInput)
    assert (given.leaves_room, given.longest) == (True, keras_encoders.LONGEST - 1)
    assert kept(recipe) == recipe
    assert recipe.key != replace(recipe, leaves_room=False).key

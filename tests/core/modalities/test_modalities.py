"""The kinds of data, and what their recipes are known by."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.modalities.images.modality import Images
from core.modalities.images.preprocessing import Preprocessing
from core.modalities.modalities import MODALITIES, modality_named, recipe_of

NOWHERE = Path("nowhere")


def test_each_kind_is_found_by_its_name() -> None:
    assert [modality_named(modality.name) for modality in MODALITIES] == list(MODALITIES)


def test_a_recipe_that_names_no_kind_is_that_of_images() -> None:
    recipe = Preprocessing(height=3, width=4, depth=16)
    assert recipe_of(recipe.as_json(), NOWHERE) == recipe


@pytest.mark.parametrize("values", [{"kind": "smells"}, {"kind": []}, ["height"]])
def test_a_recipe_of_another_kind_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="does not know"):
        recipe_of(values, NOWHERE)


def test_two_datasets_of_images_are_of_one_kind() -> None:
    assert Images() == MODALITIES[0]

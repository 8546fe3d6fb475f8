"""The bundled backbones see what a person sees, and have the interface of TF2 Hub modules."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
import tensorflow as tf
from PIL import Image

from core.backbones.card import read_card
from core.modalities.images.image_input import image_input_of
from resources import BUNDLED_BACKBONES
from resources.build_backbones import IMAGE_NAMES, build_missing_backbones, is_up_to_date
from resources.pretrained.checkpoint import read_checkpoint
from resources.pretrained.hub_module import CLASSIFIER_FILE

#: ImageNet's classes that rightly name what is in the photograph
RIGHT_CLASSES = {
    "chelsea": {281: "tabby", 282: "tiger cat", 285: "Egyptian cat"},
    "coffee": {504: "coffee mug", 967: "espresso", 968: "cup"},
    "rocket": {657: "missile", 744: "projectile", 812: "space shuttle"},
}


@pytest.fixture(scope="module", params=IMAGE_NAMES)
def folder(request: pytest.FixtureRequest) -> Path:
    return BUNDLED_BACKBONES / request.param


@pytest.fixture(scope="module")
def module(folder: Path) -> Any:
    return tf.saved_model.load(str(folder))


@pytest.mark.parametrize("photograph", RIGHT_CLASSES)
def test_with_its_classifier_a_backbone_names_the_photograph_rightly(
    module: Any, folder: Path, photograph: str
) -> None:
    features = module(as_torchvision_does(getattr(skimage.data, photograph)()))

    with np.load(folder / CLASSIFIER_FILE) as classifier:
        scores = features.numpy() @ classifier["kernel"] + classifier["bias"]

    assert scores.shape == (1, 1000)
    assert int(scores.argmax()) in RIGHT_CLASSES[photograph]


def test_the_card_tells_what_the_module_is(module: Any, folder: Path) -> None:
    card = read_card(folder)

    assert card.name == folder.name
    assert module(tf.zeros((2, *image_input_of(card.input).size, 3))).shape == (2, card.feature_width)
    assert card.parameters == sum(int(tf.size(variable)) for variable in module.variables)
    assert image_input_of(card.input).value_range == (0.0, 1.0)
    assert card.licence in {"BSD-3-Clause", "Apache-2.0"}
    notice = (BUNDLED_BACKBONES.parents[1] / "NOTICE").read_text(encoding="utf-8")
    assert card.name in notice
    assert card.sha256 in notice


def test_a_backbone_has_the_interface_of_a_tf2_hub_module(module: Any) -> None:
    images = tf.random.stateless_uniform((2, 224, 224, 3), seed=(1, 2))
    trainable = {id(variable) for variable in module.trainable_variables}

    assert trainable < {id(variable) for variable in module.variables}
    assert list(module.regularization_losses) == []
    np.testing.assert_array_equal(module(images), module(images, training=False))
    assert not np.allclose(module(images), module(images, training=True))


def test_variables_are_named_after_their_layers_in_network_order(module: Any) -> None:
    names = [variable.name.removesuffix(":0") for variable in module.variables]

    assert names[:3] == ["stem/kernel", "stem_bn/gamma", "stem_bn/beta"]
    assert names[-1] == "top_bn/moving_variance"
    assert "block_15_project_bn/gamma" in names
    assert len(set(names)) == len(names)


def test_a_backbone_that_is_there_is_not_built_again(folder: Path) -> None:
    assert is_up_to_date(folder)
    assert build_missing_backbones() == []


def test_a_backbone_of_other_weights_is_out_of_date(tmp_path: Path) -> None:
    (tmp_path / "built_from.txt").write_text("other weights", encoding="utf-8")

    assert not is_up_to_date(tmp_path)
    assert not is_up_to_date(tmp_path / "missing")


def test_a_checkpoint_that_names_a_function_is_refused(tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return print, ("a checkpoint has run code",)

    stream = io.BytesIO()
    for part in (1, 1001, {}, {"weight": Harmful()}):
        pickle.dump(part, stream)
    checkpoint = tmp_path / "harmful.pth"
    checkpoint.write_bytes(stream.getvalue())

    with pytest.raises(pickle.UnpicklingError, match="no business"):
        read_checkpoint(checkpoint)


def as_torchvision_does(photograph: np.ndarray) -> np.ndarray:
    """A photograph [h, w, 3] uint8 as a batch float32 [1, 224, 224, 3] in 0..1: shorter side 256, centre 224."""
    image = Image.fromarray(photograph)
    scale = 256 / min(image.size)
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BILINEAR)
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    image = image.crop((left, top, left + 224, top + 224))
    return np.asarray(image, np.float32)[None] / 255

"""Importing foreign modules: what is found out about them, and which are refused, with the reason."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones import catalogue
from core.backbones.backbone import open_backbone
from core.backbones.card import Card, read_card
from core.backbones.catalogue import find_backbone, list_backbones
from core.backbones.importing import find_saved_model, import_backbone
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.events import Event, Noticed
from core.jobs import Job
from core.messages import Message
from core.modalities.images.image_input import ImageInput, image_input_of
from core.wording.catalogue import text_of, words_of
from tests.core.backbones import modules
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork


@dataclass(frozen=True)
class Kind:
    """A kind of foreign module, and what its card is to tell."""

    build: Callable[[Path], Path]
    input_size: tuple[int, int] | None = (SIDE, SIDE)
    value_range: tuple[float, float] = (0.0, 1.0)
    ends_in_classifier: bool = False
    signature: str = ""


KINDS = {
    "tf2_hub": Kind(modules.tf2_hub_module),
    "tf2_hub_free_size": Kind(lambda folder: modules.tf2_hub_module(folder, side=None), input_size=None),
    "tf1_hub": Kind(modules.tf1_hub_module, input_size=None, signature="default"),
    "keras": Kind(modules.keras_export, (SIDE, SIDE), (0.0, 255.0), True, "serving_default"),
    "keras_logits": Kind(
        lambda folder: modules.keras_export(folder, activation=None),
        (SIDE, SIDE),
        (0.0, 255.0),
        True,
        "serving_default",
    ),
    "tf_keras": Kind(modules.tf_keras_saved_model, None, (0.0, 255.0)),
    "plain": Kind(modules.plain_module, signature="serving_default"),
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The module of each kind, built once."""
    folder = tmp_path_factory.mktemp("modules")

    def get(kind: str) -> Path:
        if not (folder / kind).is_dir():
            KINDS[kind].build(folder / kind)
        return folder / kind

    return get


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(catalogue.LIBRARY_VARIABLE, str(tmp_path / "library"))
    return tmp_path / "library"


def imported(path: Path, name: str | None = None, **wishes: Any) -> tuple[Card, list[str]]:
    """The card, and what was noticed meanwhile."""
    events: list[Event] = []
    card = import_backbone(path, Job(events.append), name, wishes=Wishes(**wishes))
    return card, [text_of(event.message) for event in events if isinstance(event, Noticed)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_module_is_imported_and_described(built: Callable, library: Path, kind: str) -> None:
    expected = KINDS[kind]
    card, _ = imported(built(kind), name=kind)
    assert card == read_card(library / kind)
    assert card.input == ImageInput(input_size=expected.input_size, value_range=expected.value_range)
    assert (card.ends_in_classifier, card.signature) == (expected.ends_in_classifier, expected.signature)
    assert card.feature_width == WIDTH
    assert (card.source, card.licence) == ("imported", "unknown")


@pytest.mark.parametrize("kind", KINDS)
def test_an_imported_module_opens_and_gives_the_features_of_the_original(
    built: Callable, library: Path, kind: str
) -> None:
    card, _ = imported(built(kind), name=kind)
    backbone = open_backbone(find_backbone(kind))
    batch = modules.images() * image_input_of(card.input).value_range[1]
    compute = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.features]), autograph=False)
    features = compute(tf.constant(batch))[0]
    assert card.parameters == sum(layer.parameters for layer in backbone.layers.layers)
    if not card.ends_in_classifier:
        original = tf.saved_model.load(str(built(kind)), tags=[] if kind == "tf1_hub" else None)
        function = original.signatures[card.signature] if card.signature else original
        whole = function(tf.constant(batch))
        np.testing.assert_allclose(features, next(iter(whole.values())) if card.signature else whole, atol=1e-5)
    assert features.shape == (2, WIDTH)


def test_a_classifier_is_used_up_to_its_penultimate_layer(built: Callable, library: Path) -> None:
    card, _ = imported(built("keras"), name="classifier")
    assert card.feature_width == WIDTH  # and not its five classes
    assert card.parameters == sum(layer.parameters for layer in open_backbone(library / "classifier").layers.layers)


@pytest.mark.parametrize("inside", ["", "module"])
def test_an_archive_is_imported(built: Callable, tmp_path: Path, inside: str) -> None:
    archive = tmp_path / "tiny_net_feature-vector.2.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(built("tf2_hub"), arcname=inside)
    card, _ = imported(archive)
    assert card.name == "tiny_net_feature-vector.2"
    assert [card.name for card in list_backbones("images")][-1:] == [card.name]


def test_a_module_that_tells_its_pixel_values_needs_no_notice(built: Callable) -> None:
    assert imported(built("tf2_hub"))[1] == []


def test_a_module_that_does_not_tell_its_pixel_values_gets_zero_to_one_with_a_notice(built: Callable) -> None:
    card, notices = imported(built("plain"))
    assert image_input_of(card.input).value_range == (0.0, 1.0)
    assert notices == [text_of(Message("range-assumed"))]


def test_a_range_that_the_user_names_is_taken(built: Callable) -> None:
    for kind in ("plain", "tf2_hub"):
        card, notices = imported(built(kind), value_range=(-1.0, 1.0))
        assert image_input_of(card.input).value_range == (-1.0, 1.0)
        assert notices == []


@pytest.mark.parametrize("value_range", [(1.0, 0.0), (0.0, 0.0), (0.0, float("nan")), (float("-inf"), 1.0)])
def test_a_range_that_is_none_is_refused(built: Callable, value_range: tuple[float, float]) -> None:
    with pytest.raises(UserError, match="range of pixel values"):
        imported(built("plain"), value_range=value_range)


MEANS = [123.7, 116.3, 103.5]


@pytest.mark.parametrize(
    ("first_arithmetic", "expected"),
    [
        (lambda x: x / 127.5 - 1.0, (0.0, 255.0)),
        (lambda x: x * (1 / 255), (0.0, 255.0)),
        (lambda x: tf.reverse(x, [-1]) - tf.constant(MEANS), (0.0, 255.0)),
        (lambda x: (x - tf.constant(MEANS)) / tf.sqrt(tf.constant([3409.0, 3262.0, 3291.0])), (0.0, 255.0)),
        (lambda x: (x - 0.5) * 2.0, (0.0, 1.0)),
        (lambda x: 1.0 - x - 0.5, (0.0, 1.0)),
        (lambda x: (x - tf.constant([0.485, 0.456, 0.406])) / tf.constant([0.229, 0.224, 0.225]), (0.0, 1.0)),
        (lambda x: (x * 255.0 - tf.constant(MEANS)) / 57.0, (0.0, 1.0)),
        (lambda x: (x + 1.0) * 127.5, (-1.0, 1.0)),
        (lambda x: x, None),
        (lambda x: x * 3.0, None),
        (lambda x: x * x - 0.5, None),
    ],
)
def test_the_first_arithmetic_tells_the_pixel_values(tmp_path: Path, first_arithmetic: Callable, expected: Any) -> None:
    folder = modules.plain_module(tmp_path / "m", lambda network, x: network.features(first_arithmetic(x)))
    card, notices = imported(folder)
    assert image_input_of(card.input).value_range == (expected or (0.0, 1.0))
    assert bool(notices) == (expected is None)


def test_a_module_for_bytes_takes_0_to_255(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return network.features(tf.cast(x, tf.float32) / 255.0)

    card, notices = imported(modules.plain_module(tmp_path / "m", compute, dtype=tf.uint8))
    assert (image_input_of(card.input).value_range, notices) == ((0.0, 255.0), [])


def test_the_image_size_that_a_tf1_module_has_attached_is_taken(built: Callable, tmp_path: Path) -> None:
    folder = shutil.copytree(built("tf1_hub"), tmp_path / "with_info")
    card, notices = imported(modules.with_image_module_info(folder, 64, 48))
    assert (image_input_of(card.input).input_size, image_input_of(card.input).value_range) == ((64, 48), (0.0, 1.0))
    assert text_of(Message("range-assumed")) not in notices


def test_a_licence_in_the_folder_is_named_and_kept(built: Callable, tmp_path: Path, library: Path) -> None:
    folder = shutil.copytree(built("plain"), tmp_path / "licensed")
    (folder / "LICENSE").write_text("\n   Apache License\n   Version 2.0\n", encoding="utf-8")
    card, _ = imported(folder)
    assert card.licence == "Apache License"
    assert (library / card.name / "LICENSE").is_file()


def test_only_the_module_itself_is_copied(built: Callable, tmp_path: Path, library: Path) -> None:
    folder = shutil.copytree(built("plain"), tmp_path / "more")
    for name in ("card.json", "saved_model.cpb", "notes.txt", "patients.csv"):
        (folder / name).write_text("x", encoding="utf-8")
    card, _ = imported(folder)
    assert {path.name for path in (library / card.name).iterdir()} <= {
        *("saved_model.pb", "variables", "assets", "card.json")
    }


def test_the_card_tells_nothing_of_the_machine(built: Callable, library: Path, tmp_path: Path) -> None:
    imported(built("plain"), name="mine")
    card = (library / "mine/card.json").read_text(encoding="utf-8")
    assert not any(part in card for part in tmp_path.parts[1:])


def test_the_hash_follows_the_content_and_not_the_name(built: Callable, tmp_path: Path) -> None:
    first, _ = imported(built("plain"), name="first")
    second, _ = imported(shutil.copytree(built("plain"), tmp_path / "copy"), name="second")
    other, _ = imported(built("tf2_hub"), name="other")
    assert first.sha256 == second.sha256 != other.sha256


def test_a_name_that_is_not_chosen_is_made_free(built: Callable, tmp_path: Path) -> None:
    folder = shutil.copytree(built("plain"), tmp_path / "My model (v2)")
    assert [imported(folder)[0].name for _ in range(3)] == ["My_model_v2", "My_model_v2_2", "My_model_v2_3"]


def test_a_folder_named_after_a_version_gets_a_name(built: Callable, tmp_path: Path) -> None:
    assert imported(shutil.copytree(built("plain"), tmp_path / "1"))[0].name == "backbone_1"


def test_a_chosen_name_that_is_taken_is_refused(built: Callable, library: Path) -> None:
    imported(built("plain"), name="mine")
    before = (library / "mine/saved_model.pb").read_bytes()
    for name in ("mine", "MINE"):
        with pytest.raises(UserError, match="already a backbone") as refusal:
            imported(built("tf2_hub"), name=name)
        assert "another name" in words_of(refusal.value.message).hint
    assert (library / "mine/saved_model.pb").read_bytes() == before


@pytest.mark.parametrize("name", ["", "../up", "a/b", "a b", ".hidden", "x" * 81, "ä"])
def test_a_name_that_cannot_be_a_folder_is_refused(built: Callable, name: str) -> None:
    with pytest.raises(UserError, match="cannot be the name"):
        imported(built("plain"), name=name)


def refused(path: Path, library: Path, match: str) -> UserError:
    """Importing is refused with this reason and a hint, and leaves nothing behind."""
    with pytest.raises(UserError, match=match) as refusal:
        imported(path)
    assert words_of(refusal.value.message).hint
    assert not library.exists() or not list(library.iterdir())
    return refusal.value


def test_what_is_not_there_is_refused(tmp_path: Path, library: Path) -> None:
    refused(tmp_path / "nothing.tar.gz", library, "no file or folder “nothing.tar.gz”")


def test_a_folder_without_a_saved_model_is_refused(tmp_path: Path, library: Path) -> None:
    (tmp_path / "images").mkdir()
    refused(tmp_path / "images", library, "no SavedModel")


def test_a_folder_of_several_modules_is_refused(built: Callable, tmp_path: Path, library: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(built("plain"), tmp_path / "several" / name)
    refused(tmp_path / "several", library, "more than one")


def test_a_module_one_folder_down_is_found(built: Callable, tmp_path: Path) -> None:
    inner = shutil.copytree(built("plain"), tmp_path / "outer/inner")
    assert find_saved_model(tmp_path / "outer") == inner


def test_a_module_without_variables_is_refused(tmp_path: Path, library: Path) -> None:
    folder = modules.plain_module(tmp_path / "m", lambda network, x: tf.reduce_mean(x, [1, 2]))
    refused(folder, library, "variables")


def test_a_module_for_sentences_as_they_are_written_is_refused(tmp_path: Path, library: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.fill([tf.size(x), 1], 1.0) * network.all["expanded_conv/project/biases"]

    folder = modules.plain_module(tmp_path / "m", compute, shape=[None], dtype=tf.string)
    refused(folder, library, "sentences as they are written")


@pytest.mark.parametrize("shape", [[None, SIDE, SIDE, 1], [None, SIDE, SIDE, 4], [None, 10], [SIDE, SIDE, 3]])
def test_a_module_for_anything_but_colour_images_is_refused(tmp_path: Path, library: Path, shape: list) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(x) * network.all["expanded_conv/project/biases"][None]

    folder = modules.plain_module(tmp_path / "m", compute, shape=shape)
    refused(folder, library, "colour images")


@pytest.mark.parametrize("damage", ["folder", "data", "index", "truncated"])
@pytest.mark.parametrize("kind", ["plain", "tf1_hub"])
def test_a_module_whose_variables_are_missing_or_damaged_is_refused(
    built: Callable, tmp_path: Path, library: Path, damage: str, kind: str
) -> None:
    folder = shutil.copytree(built(kind), tmp_path / "m")
    variables = folder / "variables"
    data = variables / "variables.data-00000-of-00001"
    match damage:
        case "folder":
            shutil.rmtree(variables)
        case "data":
            data.unlink()
        case "index":
            (variables / "variables.index").unlink()
        case "truncated":
            data.write_bytes(data.read_bytes()[:200])
    refused(folder, library, "variables are missing or damaged|It may be damaged")


def test_a_module_with_forbidden_operations_is_refused_before_it_runs(tmp_path: Path, library: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        with tf.control_dependencies([tf.io.write_file(str(tmp_path / "written"), "x")]):
            return network.features(tf.identity(x))

    refused(modules.plain_module(tmp_path / "m", compute), library, "does not allow: WriteFile")
    assert not (tmp_path / "written").exists()


def test_a_module_that_forgets_all_images_but_the_first_is_refused(tmp_path: Path, library: Path) -> None:
    folder = modules.plain_module(tmp_path / "m", lambda network, x: network.features(x[:1]))
    refused(folder, library, "row of features")


def test_a_module_that_cannot_be_run_is_refused(tmp_path: Path, library: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        tf.debugging.assert_less(tf.shape(x)[0], 2)
        halves = tf.reshape(network.features(x), tf.stack([tf.shape(x)[0], 3, -1]))
        return tf.reduce_mean(halves, 1)

    refused(modules.plain_module(tmp_path / "m", compute), library, "cannot process images of 32×32 pixels")


def test_a_module_whose_features_depend_on_the_rest_of_the_batch_is_refused(tmp_path: Path, library: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        features = network.features(x)
        return features - tf.reduce_mean(features, 0, keepdims=True)

    refused(modules.plain_module(tmp_path / "m", compute), library, "other examples")


def test_a_module_whose_features_depend_on_chance_is_refused(tmp_path: Path, library: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.nn.dropout(network.features(x), 0.5)

    refused(modules.plain_module(tmp_path / "m", compute), library, "chance")


def test_features_that_are_not_finite_are_refused(tmp_path: Path, library: Path) -> None:
    folder = modules.plain_module(tmp_path / "m", lambda network, x: network.features(x) / tf.zeros([WIDTH]))
    refused(folder, library, "not finite")


def test_a_module_whose_output_does_not_depend_on_the_image_is_refused(tmp_path: Path, library: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.ones([2, 1]) * network.all["expanded_conv/project/biases"]

    refused(modules.plain_module(tmp_path / "m", compute), library, "does not depend on its input")


def test_links_in_a_folder_are_refused(built: Callable, tmp_path: Path, library: Path) -> None:
    folder = shutil.copytree(built("plain"), tmp_path / "m")
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets/link").symlink_to(tmp_path)
    refused(folder, library, "links")


def test_a_damaged_graph_is_refused(built: Callable, tmp_path: Path, library: Path) -> None:
    folder = shutil.copytree(built("plain"), tmp_path / "m")
    graph = (folder / "saved_model.pb").read_bytes()
    (folder / "saved_model.pb").write_bytes(graph[: len(graph) // 2])
    refused(folder, library, "damaged")


def test_a_card_that_came_along_is_not_believed(built: Callable, tmp_path: Path, library: Path) -> None:
    folder = shutil.copytree(built("plain"), tmp_path / "m")
    (folder / "card.json").write_text(json.dumps({"name": "mobilenet", "licence": "free"}), encoding="utf-8")
    card, _ = imported(folder)
    assert (card.name, card.licence) == ("m", "unknown")

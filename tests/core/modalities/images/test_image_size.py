"""The size of images for modules that take any: which names tell it, and what is said about it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from core.backbones import catalogue
from core.backbones.importing import import_backbone
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.events import Noticed
from core.jobs import Job
from core.modalities.images.image_input import image_input_of
from core.modalities.images.image_size import names_of, size_by_name, size_of_text
from core.wording.catalogue import text_of
from tests.core.backbones import modules


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("mobilenet_v2_140_224", 224),
        ("mobilenet_v1_025_128", 128),
        ("convnext_base_21k_1k_384_fe", 384),
        ("swin_large_patch4_window12_384", 384),
        ("vit_base_r240.tar.gz", 240),
        ("model-299px", 299),
        ("efficientnet_b3_feature-vector_1.tar.gz", 300),
        ("efficientnet-b7", 600),
        ("efficientnet_lite4", 300),
        ("imagenet_efficientnet_v2_imagenet1k_b2_feature_vector_2", 260),
        ("efficientnet_v2_imagenet21k_xl", 512),
        ("efficientnet_v2_imagenet21k_ft1k_m", 480),
        ("efficientnet_v2_imagenet1k_s", 384),
        ("InceptionV3", 299),
        ("inception_resnet_v2", 299),
        ("nasnet_large", 331),
    ],
)
def test_a_name_tells_the_size_that_was_trained(name: str, side: int) -> None:
    assert size_by_name([name]) == (side, side)


@pytest.mark.parametrize(
    "name", ["resnet_v2_152", "resnet_v2_50", "regnety_160", "regnety320", "densenet_264", "bit_m-r152x4", "net_2024"]
)
def test_depths_widths_and_years_are_no_sizes(name: str) -> None:
    assert size_by_name([name]) is None


def test_names_within_the_module_tell_its_family_alone() -> None:
    assert size_by_name(["my_net"], ["efficientnet-b3/stem/conv2d/kernel:0"]) == (300, 300)
    assert size_by_name(["my_net"], ["dense_256/kernel:0"]) is None


def test_a_folder_named_after_a_version_is_called_as_the_one_above(tmp_path: Path) -> None:
    assert names_of(tmp_path / "efficientnet_b3" / "1") == ["1", "efficientnet_b3"]
    assert names_of(tmp_path / "net.tar.gz") == ["net.tar.gz"]


@pytest.mark.parametrize(("text", "size"), [("240", (240, 240)), ("240x320", (240, 320)), (" 96×128 ", (96, 128))])
def test_a_size_is_read_as_a_person_writes_it(text: str, size: tuple[int, int]) -> None:
    assert size_of_text(text) == size


@pytest.mark.parametrize("text", ["", "x", "0", "-1", "1e3", "x240", "5000", "1x2x3"])
def test_anything_else_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        size_of_text(text)


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module that takes images of any size."""
    return modules.tf2_hub_module(tmp_path_factory.mktemp("free") / "net", side=None)


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(catalogue.LIBRARY_VARIABLE, str(tmp_path / "library"))


def imported(path: Path, **options: Any) -> tuple[tuple[int, int] | None, list[str]]:
    events: list = []
    card = import_backbone(path, Job(events.append), wishes=Wishes(**options))
    given = image_input_of(card.input)
    return given.input_size, [text_of(event.message) for event in events if isinstance(event, Noticed)]


def test_the_size_that_the_user_names_is_taken_without_a_word(free: Path) -> None:
    assert imported(free, image_size=(48, 64)) == ((48, 64), [])


def test_the_size_in_the_name_is_taken_and_said(free: Path, tmp_path: Path) -> None:
    size, notices = imported(shutil.copytree(free, tmp_path / "tiny_net_096_160"))
    assert size == (160, 160)
    assert notices == ["The module takes images of any size; 160×160 is taken, by its name."]


def test_where_nothing_tells_the_size_the_usual_one_is_assumed_and_said(free: Path) -> None:
    size, notices = imported(free)
    assert size is None
    assert "does not say at which it was trained; 224×224 is assumed" in notices[0]


def test_the_size_that_is_attached_to_a_module_is_said(tmp_path: Path) -> None:
    folder = modules.with_image_module_info(modules.tf1_hub_module(tmp_path / "net_224"), 64, 48)
    assert imported(folder) == (
        (64, 48),
        ["The module takes images of any size; 64×48 is taken, as a note in it says."],
    )


def test_another_size_than_the_only_one_is_refused(tmp_path: Path) -> None:
    folder = modules.tf2_hub_module(tmp_path / "net")
    with pytest.raises(UserError, match="images of 32×32 pixels and no others"):
        import_backbone(folder, Job(), wishes=Wishes(image_size=(64, 64)))
    assert imported(folder, image_size=(32, 32)) == ((32, 32), [])

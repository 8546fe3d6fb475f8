"""Looking inside by the tasks: backbones and runs, images of any kind, and what stays open between two looks."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import tasks
from core.dataset.reading import Reading
from core.errors import JobStopped, UserError
from core.inspection import kept, look
from core.jobs import Job
from core.modalities.images.frame import Frame
from core.project.project import Project
from core.training.run import Run
from core.training.trained_model import load_model
from tests.core.small import BACKBONE, BLOCKS, CLASSES, SIDE, Recorder, small_plan

LAYERS = [f"block_{block}_{kind}" for block in range(1, BLOCKS + 1) for kind in ("conv", "bn")]


@pytest.fixture(scope="module")
def run(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """With unfrozen layers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        plan = small_plan("last:1", epochs=1, fine_tune_epochs=2)
        return tasks.train(Project(folder=tmp_path_factory.mktemp("looked at")), plan, Job(), small_images)


@pytest.fixture
def frame(small_images: Path) -> Frame:
    return Frame(small_images / "pictures" / "circle_0_0.png")


def test_a_backbone_is_looked_into_as_it_was_published(small_backbone: Path, frame: Frame) -> None:
    seen = tasks.look_into(BACKBONE, frame, Job())

    assert [layer.path for layer in seen.layers] == LAYERS
    assert seen.image.shape == (SIDE, SIDE, 3)
    assert seen.classes == ()
    layer = tasks.look_inside(BACKBONE, frame, "block_2_bn", Job())
    assert layer.facts.output_shape == (8, 8, 12)
    assert layer.maps.shape == (12, 8, 8)
    assert layer.maps.min() == 0  # the activation behind it
    assert layer.gradient is None


def test_a_backbone_without_a_classifier_says_that_there_is_no_gradient_of_a_class(
    small_backbone: Path, frame: Frame
) -> None:
    with pytest.raises(UserError, match="features and no classes"):
        tasks.look_inside(BACKBONE, frame, LAYERS[0], Job(), label="circle")


def test_a_run_is_looked_into_as_it_was_trained(run: Run, frame: Frame) -> None:
    seen = tasks.look_into(run, frame, Job())

    model = load_model(run)
    assert seen.classes == CLASSES
    np.testing.assert_allclose(seen.probabilities, model.predictions(seen.image[None])[0], rtol=1e-4)
    layer = tasks.look_inside(run, frame, LAYERS[-1], Job(), label="square")
    assert layer.gradient is not None
    assert layer.gradient.probability == pytest.approx(float(seen.probabilities[CLASSES.index("square")]))
    assert layer.gradient.cam is not None
    assert layer.gradient.cam.shape == layer.maps.shape[1:]
    kernel = model.weights["head/kernel"]
    places = layer.maps.shape[1] * layer.maps.shape[2]
    expected = kernel[:, CLASSES.index("square")] / places  # what is averaged goes to the head
    np.testing.assert_allclose(layer.gradient.maps[:, 0, 0], expected, rtol=1e-5)


def test_what_a_run_has_trained_differs_from_what_was_published(run: Run, small_backbone: Path, frame: Frame) -> None:
    trained, published = (tasks.look_inside(model, frame, LAYERS[-1], Job()) for model in (run, BACKBONE))
    before = [tasks.look_inside(model, frame, LAYERS[0], Job()).maps for model in (run, BACKBONE)]

    assert not np.allclose(trained.maps, published.maps)
    np.testing.assert_array_equal(before[0], before[1])


def test_a_class_that_the_model_does_not_know_is_told(run: Run, frame: Frame) -> None:
    with pytest.raises(UserError, match="no class “cube”") as raised:
        tasks.look_inside(run, frame, LAYERS[0], Job(), label="cube")
    assert "circle, square, stripes" in str(raised.value)


def test_all_layers_are_stepped_through_in_their_order(run: Run, frame: Frame) -> None:
    steps = tasks.step_through(run, frame, Recorder(), label="circle")

    assert [facts.path for facts in steps] == LAYERS
    for facts in steps:
        assert facts == tasks.look_inside(run, frame, facts.path, Job(), label="circle").facts
        assert facts.gradient_norm is not None
        assert facts.gradient_norm > 0


def test_a_second_look_opens_nothing_again(run: Run, frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tasks.look_inside(run, frame, LAYERS[0], Job())
    monkeypatch.setattr(kept, "_open", None)
    monkeypatch.setattr(look, "_image", None)

    np.testing.assert_array_equal(tasks.look_inside(run, frame, LAYERS[0], Job()).maps, first.maps)


def test_training_gets_the_memory_of_what_was_looked_at(
    run: Run, frame: Frame, small_images: Path, small_backbone: Path, tmp_path: Path
) -> None:
    tasks.look_into(run, frame, Job())

    tasks.train(Project(folder=tmp_path / "another"), small_plan(epochs=1), Job(), small_images)

    assert kept._last is None


def test_another_image_goes_through_the_same_network(run: Run, frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tasks.look_inside(run, frame, LAYERS[0], Job())
    monkeypatch.setattr(kept, "_open", None)

    other = tasks.look_inside(run, Frame(frame.path.with_name("square_0_0.png")), LAYERS[0], Job())
    assert not np.array_equal(first.maps, other.maps)


def test_an_image_that_has_changed_is_read_again(small_backbone: Path, frame: Frame, tmp_path: Path) -> None:
    own = Frame(tmp_path / "own.png")
    with Image.open(frame.path) as picture:
        picture.save(own.path)
        first = tasks.look_inside(BACKBONE, own, LAYERS[0], Job())
        picture.rotate(90).save(own.path)
    os.utime(own.path, ns=(1, 1))

    assert not np.array_equal(first.maps, tasks.look_inside(BACKBONE, own, LAYERS[0], Job()).maps)


def test_a_deep_image_keeps_its_depth(small_backbone: Path, tmp_path: Path) -> None:
    deep = Frame(tmp_path / "deep.png")
    ramp = np.linspace(30_000, 30_200, 64 * 64).astype(np.uint16).reshape(64, 64)
    Image.fromarray(ramp).save(deep.path)

    walk = look.opened(BACKBONE, deep, Reading(), Job())
    assert walk.image.dtype == np.float16


def test_each_picture_of_a_file_can_be_looked_at(small_backbone: Path, tmp_path: Path) -> None:
    file = tmp_path / "two.tiff"
    pages = [Image.fromarray(np.full((40, 40), grey, np.uint8)) for grey in (50, 200)]
    pages[0].save(file, save_all=True, append_images=pages[1:])

    seen = [tasks.look_into(BACKBONE, Frame(file, number), Job()) for number in (0, 1)]
    assert [(one.frames, int(one.image.mean())) for one in seen] == [(2, 50), (2, 200)]


@pytest.mark.parametrize(
    ("name", "number", "reason"),
    [
        ("unreadable_0.png", 0, "cannot be shown"),
        ("nowhere.png", 0, "not there"),
        ("circle_0_0.png", 7, "no picture 8"),
    ],
)
def test_an_image_that_cannot_be_read_is_told(
    small_backbone: Path, small_images: Path, name: str, number: int, reason: str
) -> None:
    with pytest.raises(UserError, match=reason):
        tasks.look_into(BACKBONE, Frame(small_images / "pictures" / name, number), Job())


def test_opening_can_be_stopped(small_backbone: Path, frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_last", None)
    job = Job()
    job.stop()
    with pytest.raises(JobStopped):
        tasks.look_into(BACKBONE, frame, job)
    assert tasks.look_into(BACKBONE, frame, Job()).layers

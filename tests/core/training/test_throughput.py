"""Measuring how fast this computer is with a backbone, and keeping what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from core import tasks
from core.backbones.backbone import Backbone, open_backbone
from core.errors import JobStopped
from core.jobs import Job
from core.modalities.prepared_rows import Recipe
from core.modalities.text.recipe import TextRecipe
from core.training import throughput
from core.training.estimate import EstimateBasis, Stretch, Throughput
from tests.core.backbones import encoders, keras_encoders
from tests.core.small import WIDTH, write_backbone

MEASURED = Throughput(
    stretches=(Stretch(layers=6, frozen=0.01, forward=0.02, training=0.03),),
    seconds_per_batch=0.01,
    seconds_per_epoch=0.1,
    seconds_per_view=0.001,
    seconds_per_update=1e-9,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> list[Backbone]:
    """The backbones that were measured; nothing really is."""
    made: list[Backbone] = []

    def measure(backbone: Backbone, job: Job, recipe: Recipe | None) -> Throughput:
        made.append(backbone)
        return MEASURED

    monkeypatch.setattr(throughput, "measure_throughput", measure)
    return made


def test_all_layers_are_measured_and_left_as_they_were(small_backbone: Path) -> None:
    backbone = open_backbone(small_backbone)
    before = backbone.hashes(backbone.variables)
    measured = throughput.measure_throughput(backbone, Job())
    assert [stretch.layers for stretch in measured.stretches] == [2, 2, 2]
    for stretch in measured.stretches:
        assert min(stretch.frozen, stretch.forward, stretch.training) > 0
    assert min(measured.seconds_per_batch, measured.seconds_per_epoch) >= 0
    assert min(measured.seconds_per_view, measured.seconds_per_update) > 0
    assert backbone.hashes(backbone.variables) == before


def test_what_is_kept_of_an_image_is_told_for_each_layer_as_training_keeps_it(small_backbone: Path) -> None:
    backbone = open_backbone(small_backbone)
    sizes = throughput.row_bytes(backbone)
    assert sizes[0] == 0  # before the first convolution there is only the image
    lines = [backbone.frost_line([layer]) for layer in backbone.layers.layers]
    assert sizes[1:] == tuple(line.row_dtype.itemsize for line in lines[1:])


def test_what_was_measured_is_kept_for_the_next_time(small_backbone: Path, measurements: list[Backbone]) -> None:
    first = tasks.estimate_basis("small", Job())
    assert tasks.estimate_basis("small", Job()) == first
    assert first.feature_width == WIDTH
    assert first.throughput == MEASURED
    assert len(measurements) == 1


def test_another_module_is_measured_for_itself(
    small_backbone: Path, measurements: list[Backbone], tmp_path: Path, cache: Path
) -> None:
    other = write_backbone(tmp_path / "other")
    (other / "assets").mkdir(exist_ok=True)
    (other / "assets" / "names.txt").write_text("another one")
    for folder in (small_backbone, other):
        throughput.estimate_basis(folder, Job())
    assert len(measurements) == 2
    assert len(list((cache / "throughput").iterdir())) == 2


def test_a_damaged_measurement_is_made_again(small_backbone: Path, measurements: list[Backbone], cache: Path) -> None:
    throughput.estimate_basis(small_backbone, Job())
    for file in (cache / "throughput").iterdir():
        file.write_text('{"feature_width": 16}')
    assert isinstance(throughput.estimate_basis(small_backbone, Job()), EstimateBasis)
    assert len(measurements) == 2


def test_measuring_stops_when_it_is_asked_to_and_keeps_nothing(small_backbone: Path, cache: Path) -> None:
    job = Job()
    job.stop()
    with pytest.raises(JobStopped):
        throughput.estimate_basis(small_backbone, job)
    assert not cache.exists()


@pytest.fixture
def recipe(tmp_path: Path) -> TextRecipe:
    """How short texts are read for an encoder."""
    folder = encoders.encoder(tmp_path / "encoder")
    (folder / "assets").mkdir(exist_ok=True)
    keras_encoders.vocabulary(folder / "assets" / "vocab.txt")
    return TextRecipe(length=8, vocabulary="", vocabulary_file="assets/vocab.txt", folder=folder)


def test_an_encoder_is_measured_on_rows_as_long_as_the_texts(recipe: TextRecipe) -> None:
    assert recipe.folder is not None
    backbone = open_backbone(recipe.folder, recipe.row_shape)
    measured = throughput.measure_throughput(backbone, Job(), recipe)
    assert sum(stretch.layers for stretch in measured.stretches) == len(backbone.layers.layers)
    assert measured.seconds_per_view > 0


def test_other_lengths_are_measured_for_themselves(recipe: TextRecipe, measurements: list[Backbone]) -> None:
    assert recipe.folder is not None
    for known in (recipe, replace(recipe, length=12), recipe, None):
        throughput.estimate_basis(recipe.folder, Job(), known)
    assert [backbone.card.input.shapes for backbone in measurements] == [((8,),), ((12,),), ((encoders.LONGEST,),)]

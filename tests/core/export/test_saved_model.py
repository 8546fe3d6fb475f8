"""SavedModel: real exports, used in real fresh processes."""

from __future__ import annotations

import ast
import csv
import errno
import getpass
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from core.errors import JobStopped, UserError
from core.events import Event, Progress
from core.export import standalone
from core.export.check import TOLERANCE
from core.export.checked_export import CheckedExport
from core.export.destination import ENTRIES
from core.export.export import export_model
from core.export.formats import ExportFormat
from core.export.model_card import model_card
from core.export.saved_model_runner import Runner
from core.export.script import predict_parts, predict_script, source_of
from core.jobs import Job
from core.messages import as_written
from core.modalities.images.decoding import DecodePool
from core.prediction.predict import predict
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.columns import ClassColumns
from core.targets.single_label import SingleLabel
from core.training.names import BIAS, KERNEL
from core.training.trained_model import TrainedModel
from tests.core.models import CLASSES, fine_tuned_weights, mobilenet_model, tiny_model
from tests.places import ROOT

FORMAT = ExportFormat.SAVED_MODEL


@pytest.fixture(scope="module")
def model() -> TrainedModel:
    """Fine-tuned: the last layers of its backbone are not as they were published."""
    published = mobilenet_model()
    return replace(published, weights=fine_tuned_weights(published))


@pytest.fixture(scope="module")
def exported(model: TrainedModel, tmp_path_factory: pytest.TempPathFactory) -> CheckedExport:
    return export_model(model, tmp_path_factory.mktemp("exports") / "pneumonia", FORMAT, Job())


@pytest.fixture
def tiny(tmp_path: Path) -> TrainedModel:
    return tiny_model(tmp_path / "backbones" / "tiny")


def random_images(side: int = 224) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (3, side, side, 3)).astype(np.uint8)


def test_an_export_predicts_what_frostline_predicts(model: TrainedModel, exported: CheckedExport) -> None:
    assert exported.largest_difference <= TOLERANCE
    images = random_images()
    expected = model.predictions(images)

    loaded = tf.saved_model.load(str(exported.folder))
    floats = (images / 255).astype(np.float32)
    found = [
        loaded(images),
        loaded(floats),
        loaded.signatures["serving_default"](images=tf.constant(images))["probabilities"],
        loaded.signatures["serving_float"](images=tf.constant(floats))["probabilities"],
    ]

    for probabilities in found:
        assert probabilities.dtype == tf.float32
        assert np.abs(probabilities.numpy() - expected).max() <= TOLERANCE


def test_values_of_a_type_that_is_not_described_are_refused(exported: CheckedExport) -> None:
    loaded = tf.saved_model.load(str(exported.folder))
    with pytest.raises(ValueError, match="Could not find matching"):
        loaded(random_images().astype(np.float64))


def test_an_export_holds_what_is_needed_to_use_it(model: TrainedModel, exported: CheckedExport) -> None:
    assert {entry.name for entry in exported.folder.iterdir()} == ENTRIES
    loaded = tf.saved_model.load(str(exported.folder))
    classes, recipe = (
        json.loads(tf.io.read_file(asset.asset_path).numpy()) for asset in (loaded.classes, loaded.preprocessing)
    )
    assert tuple(classes) == model.target.names
    assert recipe == model.preprocessing.as_json()
    for name in ("README.md", "predict.py"):
        assert RESEARCH_USE_ONLY in (exported.folder / name).read_text(encoding="utf-8")
    told = model_card(replace(model, origin=as_written("Kept: epoch 18, of the head.")), FORMAT.facts)
    assert "## Weights\n\nKept: epoch 18, of the head.\n" in told


def test_each_weight_is_in_an_export_once(model: TrainedModel, exported: CheckedExport) -> None:
    shapes = dict(tf.train.list_variables(str(exported.folder / "variables" / "variables")))
    numbers = sum(int(np.prod(shape)) for name, shape in shapes.items() if "VARIABLE_VALUE" in name)
    head = model.weights[KERNEL].size + model.weights[BIAS].size
    assert numbers == model.backbone.layers.parameters + head
    assert (exported.folder / "saved_model.pb").stat().st_size < 2e6  # no weights among the operations


def test_nothing_in_an_export_names_a_user_or_a_place(model: TrainedModel, exported: CheckedExport) -> None:
    telling = {str(Path.home()), tempfile.gettempdir(), str(ROOT), socket.gethostname(), getpass.getuser()}
    telling |= {str(exported.folder), str(model.backbone_folder), exported.folder.name, sys.prefix}
    # shorter names occur by chance among the bytes of weights; the folders hold them anyway
    words = [word.encode() for word in telling if len(word) > 4]
    assert len(words) >= 4
    for file in exported.folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not [word for word in words if word in content], file.name


def test_predict_py_needs_nothing_of_frostline_and_writes_the_same_table(
    model: TrainedModel, exported: CheckedExport, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    draw = np.random.default_rng(6)
    Image.fromarray(draw.integers(0, 256, (90, 120, 3)).astype(np.uint8)).save(data / "=colours.png")
    Image.fromarray(draw.integers(900, 9_000, (300, 250)).astype(np.uint16)).save(data / "deep.png")
    Image.fromarray(draw.integers(0, 256, (300, 250)).astype(np.uint8)).save(data / "grey.jpg")
    (data / "damaged.png").write_bytes((data / "deep.png").read_bytes()[:300])
    (data / "notes.txt").write_text("no image", encoding="utf-8")
    paths = [str(data), str(data / "notes.txt")]

    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    with DecodePool(workers=1) as pool:
        counted = predict(model, [Path(path) for path in paths], ours, Job(), pool)
    command = [sys.executable, "-I", str(exported.folder / "predict.py"), *paths, "--csv", str(theirs)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (counted.predicted, counted.problems, counted.skipped) == (3, 2, 1)
    assert "Passed over 1 " in done.stderr
    for our_row, their_row in zip(rows_of(ours), rows_of(theirs), strict=True):
        assert our_row[:3] + our_row[-1:] == their_row[:3] + their_row[-1:]
        for our_cell, their_cell in zip(our_row[3:-1], their_row[3:-1], strict=True):
            assert our_cell == their_cell or abs(float(our_cell) - float(their_cell)) <= TOLERANCE


def rows_of(table: Path) -> list[list[str]]:
    with open(table, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_predict_py_tells_of_a_path_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = standalone.main(
        Runner, ClassColumns, "classes.json", [str(tmp_path / "gone"), "--csv", str(tmp_path / "table.csv")]
    )
    assert status == 1
    assert "There is no file or folder" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_predict_py_is_as_clean_as_the_source_that_it_is_made_from() -> None:
    script = predict_script(FORMAT.facts, SingleLabel(("a", "b")))
    for check in (["check", "--select", "E,F,I,W"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *check, "--isolated", "--config", "line-length=120"]
        command += ["--target-version", "py311", "--stdin-filename", "predict.py", "-"]
        done = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode()


def test_no_part_of_predict_py_redefines_a_name_of_another() -> None:
    names = Counter(
        name for part in predict_parts(FORMAT.facts, SingleLabel(CLASSES)) for name in names_defined_in(source_of(part))
    )
    assert not [name for name, count in names.items() if count > 1]


def names_defined_in(source: str) -> set[str]:
    names = set()
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                names.add(name)
    return names


def test_what_fine_tuning_changed_is_exported(model: TrainedModel, exported: CheckedExport) -> None:
    images = random_images()
    found = tf.saved_model.load(str(exported.folder))(images).numpy()
    published = mobilenet_model().predictions(images)
    assert np.abs(found - published).max() > 100 * TOLERANCE


class Drifting(TrainedModel):
    """Predicts something else than its own function, as a defect in either would make it."""

    def predictions(self, rows: np.ndarray, after_group: Callable[[], None] = lambda: None) -> np.ndarray:
        return super().predictions(rows, after_group) * np.float32(0.999)


def test_an_earlier_export_is_replaced_by_one_that_passes_its_check_and_by_no_other(tmp_path: Path) -> None:
    deep = tiny_model(tmp_path / "backbones" / "tiny", depth=16)
    folder = tmp_path / "exports" / "mine"
    folder.mkdir(parents=True)  # an empty folder is as good as none
    assert export_model(deep, folder, FORMAT, Job()).largest_difference <= TOLERANCE
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    with pytest.raises(UserError, match="does not predict what Frostline predicts"):
        export_model(Drifting(**vars(deep)), folder, FORMAT, Job())
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert list(folder.parent.iterdir()) == [folder]

    classes = tuple(name.upper() for name in CLASSES)
    export_model(replace(deep, target=SingleLabel(classes)), folder, FORMAT, Job())
    assert json.loads((folder / "assets" / "classes.json").read_text(encoding="utf-8")) == list(classes)
    assert list(folder.parent.iterdir()) == [folder]


def test_a_failed_check_leaves_nothing(tiny: TrainedModel, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not predict what Frostline predicts"):
        export_model(Drifting(**vars(tiny)), tmp_path / "exports" / "mine", FORMAT, Job())
    assert not list((tmp_path / "exports").iterdir())


def test_a_full_temporary_folder_is_named_and_not_the_disk_of_the_export(
    tiny: TrainedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))
    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(UserError, match=r"/elsewhere.* is full"):
        export_model(tiny, tmp_path / "model", FORMAT, Job())
    assert not (tmp_path / "model").exists()


def test_files_of_others_are_never_replaced(tiny: TrainedModel, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work", encoding="utf-8")
    for destination in (folder, folder / "thesis.txt"):
        with pytest.raises(UserError):
            export_model(tiny, destination, FORMAT, Job())
    for name in ENTRIES:
        (folder / name).touch()  # the names of an export are not enough
    (folder / "thesis.txt").rename(folder / "README.md")
    with pytest.raises(UserError, match="holds other files"):
        export_model(tiny, folder, FORMAT, Job())
    assert (folder / "README.md").read_text(encoding="utf-8") == "years of work"


@pytest.mark.parametrize("stop_at", [0, 1])
def test_stopping_leaves_nothing(tiny: TrainedModel, tmp_path: Path, stop_at: int) -> None:
    def on_event(event: Event) -> None:
        if isinstance(event, Progress) and event.done == stop_at:
            job.stop()

    job = Job(on_event)
    with pytest.raises(JobStopped):
        export_model(tiny, tmp_path / "exports" / "mine", FORMAT, job)
    assert not list((tmp_path / "exports").iterdir())

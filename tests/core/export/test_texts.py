"""Exports of models of texts: one SavedModel from strings to probabilities, used in real fresh processes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core import tasks
from core.errors import UserError
from core.export.check import TOLERANCE
from core.export.checked_export import CheckedExport
from core.export.destination import ENTRIES
from core.export.export import export_model
from core.export.formats import ExportFormat
from core.export.kinds import TEXTS
from core.export.script import predict_parts, predict_script, source_of
from core.jobs import Job
from core.modalities.text.cut import Cut
from core.modalities.text.read_texts import tokens_in_rows
from core.modalities.text.recipe import text_recipe
from core.process.notices import RESEARCH_USE_ONLY
from core.project.project import Project
from core.targets.single_label import SingleLabel
from core.training.run import Run
from core.training.trained_model import TrainedModel, load_model
from tests.core.export.test_saved_model import names_defined_in
from tests.core.small_texts import CLASSES, sentence

FORMAT = ExportFormat.SAVED_MODEL


@pytest.fixture(scope="module")
def run(text_project: Project) -> Run:
    return text_project.runs[1]


@pytest.fixture(scope="module")
def model(run: Run) -> TrainedModel:
    return load_model(run)


@pytest.fixture(scope="module")
def exported(run: Run, tmp_path_factory: pytest.TempPathFactory) -> CheckedExport:
    return tasks.export(run, tmp_path_factory.mktemp("exports") / "notes", FORMAT, Job())


def texts() -> list[str]:
    return [sentence(number % 2, 77, number) for number in range(6)]


def test_strings_and_tokens_get_what_frostline_predicts(model: TrainedModel, exported: CheckedExport) -> None:
    assert exported.largest_difference <= TOLERANCE
    ids = tokens_in_rows(texts(), text_recipe(model.preprocessing))
    expected = model.predictions(ids)

    loaded = tf.saved_model.load(str(exported.folder))
    found = [
        loaded(tf.constant(texts())),
        loaded(tf.constant(ids)),
        loaded.signatures["serving_default"](sentences=tf.constant(texts()))["probabilities"],
        loaded.signatures["serving_ids"](ids=tf.constant(ids))["probabilities"],
    ]

    for probabilities in found:
        assert probabilities.dtype == tf.float32
        assert np.abs(probabilities.numpy() - expected).max() <= TOLERANCE


def test_an_export_holds_what_is_needed_and_no_text_of_the_training_data(
    run: Run, model: TrainedModel, exported: CheckedExport, small_texts: Path
) -> None:
    assert {entry.name for entry in exported.folder.iterdir()} == ENTRIES
    loaded = tf.saved_model.load(str(exported.folder))
    classes, recipe = (
        json.loads(tf.io.read_file(asset.asset_path).numpy()) for asset in (loaded.classes, loaded.preprocessing)
    )
    assert tuple(classes) == model.target.names
    assert recipe == model.preprocessing.as_json()
    vocabulary = (run.backbone_folder / "assets" / "vocab.txt").read_bytes()
    assert tf.io.read_file(loaded.vocabulary.asset_path).numpy() == vocabulary
    with open(small_texts, encoding="utf-8", newline="") as file:
        learnt = {row["text"].encode() for row in csv.DictReader(file)} - {b""}
    for written in exported.folder.rglob("*"):
        content = written.read_bytes() if written.is_file() else b""
        assert not [text for text in learnt if text in content], written.name


def test_the_card_speaks_of_texts(exported: CheckedExport) -> None:
    card = (exported.folder / "README.md").read_text(encoding="utf-8")
    assert card.startswith("# A classifier of texts\n")
    assert RESEARCH_USE_ONLY in card
    for told in ("16 tokens", "its beginning is read", "small_encoder", "UTF-8 strings", "in lower case", *CLASSES):
        assert told in card
    assert "image" not in card.lower()


def test_predict_py_needs_nothing_of_frostline_and_writes_the_same_table(
    run: Run, exported: CheckedExport, tmp_path: Path
) -> None:
    folder, table, lines = tmp_path / "notes", tmp_path / "=a.csv", tmp_path / "a.jsonl"
    folder.mkdir()
    (folder / "1.txt").write_text(texts()[0], encoding="utf-8")
    (folder / "picture.png").touch()
    with open(table, "w", encoding="utf-8-sig", newline="") as file:
        rows = [("id", "Text"), *enumerate(texts()), (8, ""), (9, "=HYPERLINK(the pump was new)")]
        csv.writer(file, delimiter=";").writerows(rows)
    lines.write_text("\n\n".join(json.dumps({"text": text, "n": 1}) for text in texts()), encoding="utf-8")
    paths = [str(folder), table.name, str(lines)]

    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        counted = tasks.predict(run, [Path(path) for path in paths], ours, Job(), with_text=True)
    command = [sys.executable, "-I", str(exported.folder / "predict.py"), *paths, "--csv", str(theirs), "--with-text"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (counted.predicted, counted.problems, counted.skipped) == (14, 1, 1)
    assert "Passed over 1 " in done.stderr
    with open(ours, encoding="utf-8", newline="") as one, open(theirs, encoding="utf-8", newline="") as other:
        for our_row, their_row in zip(csv.reader(one), csv.reader(other), strict=True):
            assert our_row[:3] + our_row[-2:] == their_row[:3] + their_row[-2:]
            for our_cell, their_cell in zip(our_row[3:-2], their_row[3:-2], strict=True):
                assert our_cell == their_cell or abs(float(our_cell) - float(their_cell)) <= TOLERANCE


def test_predict_py_reads_lines_and_tells_of_a_column_that_is_not_there(
    exported: CheckedExport, tmp_path: Path
) -> None:
    command = [sys.executable, "-I", str(exported.folder / "predict.py")]
    done = subprocess.run([*command, "-"], input=f"{texts()[0]}\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith('"(standard input)",1,')
    assert texts()[0] not in done.stdout

    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = subprocess.run([*command, str(tmp_path / "a.csv")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "say which holds the texts, with --column" in done.stderr


def test_predict_py_is_as_clean_as_the_source_that_it_is_made_from() -> None:
    script = predict_script(FORMAT.facts, SingleLabel(("a", "b")), TEXTS)
    for check in (["check", "--select", "E,F,I,W"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *check, "--isolated", "--config", "line-length=120"]
        command += ["--target-version", "py311", "--stdin-filename", "predict.py", "-"]
        done = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode()


def test_no_part_of_predict_py_redefines_a_name_of_another() -> None:
    parts = predict_parts(FORMAT.facts, SingleLabel(CLASSES), TEXTS)
    names = Counter(name for part in parts for name in names_defined_in(source_of(part)))
    assert not [name for name, count in names.items() if count > 1]


def test_long_texts_are_cut_in_an_export_as_they_were_for_training(model: TrainedModel, tmp_path: Path) -> None:
    other = replace(model, preprocessing=replace(text_recipe(model.preprocessing), cut=Cut.BOTH))
    exported = export_model(other, tmp_path / "model", FORMAT, Job())
    long = " ".join(texts())
    found = tf.saved_model.load(str(exported.folder))(tf.constant([long])).numpy()
    assert (
        np.abs(found - other.predictions(tokens_in_rows([long], text_recipe(other.preprocessing)))).max() <= TOLERANCE
    )
    assert (
        np.abs(found - model.predictions(tokens_in_rows([long], text_recipe(model.preprocessing)))).max()
        > 10 * TOLERANCE
    )


class Drifting(TrainedModel):
    """Predicts something else than its own function, as a defect in either would make it."""

    def predictions(self, rows: np.ndarray, after_group: Callable[[], None] = lambda: None) -> np.ndarray:
        return super().predictions(rows, after_group) * np.float32(0.999)


def test_an_export_that_fails_its_check_leaves_nothing(model: TrainedModel, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not predict what Frostline predicts"):
        export_model(Drifting(**vars(replace(model))), tmp_path / "exports" / "mine", FORMAT, Job())
    assert not list((tmp_path / "exports").iterdir())

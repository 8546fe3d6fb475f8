"""From nothing to an exported model, as a user types it: training in a process of its own, as all would be."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.commands.command_line import run_command
from core.modalities.images.sample_files import CLASSES, HIDDEN, Problem
from tests.places import ROOT


def test_from_the_sample_to_an_exported_model(
    small_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def main(*arguments: object) -> dict:
        """The results of a command."""
        if arguments[0] == "train":
            command = [sys.executable, "main.py", *map(str, arguments), "--json"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, "")
            printed = done.stdout
        else:  # in this process, which has imported TensorFlow already
            assert run_command([*map(str, arguments), "--json"]) == 0
            printed = capsys.readouterr().out
        last = json.loads(printed.splitlines()[-1])
        assert last["event"] == "finished"
        return last["results"]

    table = main("sample", tmp_path / "images")["dataset"]
    card = main("import-backbone", small_library / "small", "--name", "mine", "--range", "0..1")["backbone"]
    assert "mine" in [backbone["name"] for backbone in main("backbones")["backbones"]]
    layers = main("layers", "mine")["layers"]
    assert sum(layer["parameters"] for layer in layers) == card["parameters"]

    project = tmp_path / "project"
    here = ("--project", project, "--backbone", "mine")
    assert run_command(["train", *map(str, (table, *here)), "--json"]) == 1
    assert "1 pair of identical images has two labels" in capsys.readouterr().err
    audit = main("audit", table, *here, "--resolve", "drop-all", "--resolve", "keep-together")
    assert audit["verdict"] != "error"
    settings = ("--epochs", 2, "--fine-tune-epochs", 1, "--unfreeze", layers[-1]["path"])
    trained = main("train", table, *here, *settings)
    assert trained["epochs"] == 3

    evaluation = main("evaluate", trained["run"])
    assert evaluation["classes"] == sorted(CLASSES)
    assert evaluation["test_looks"] == 1

    pictures = tmp_path / "images" / "images"
    (pictures / "broken.png").write_bytes(b"no image")
    predicted = main("predict", project, pictures, "--csv", tmp_path / "table.csv")
    assert (predicted["predicted"], predicted["problems"]) == (245, 3)
    with open(tmp_path / "table.csv", encoding="utf-8", newline="") as file:
        rows = {Path(row["file"]): row for row in csv.DictReader(file)}
    problems = {path.relative_to(pictures).as_posix() for path, row in rows.items() if row["problem"]}
    planted = {Problem.CUT_OFF, Problem.NO_IMAGE}
    hidden = {Path(one.place.file).relative_to("images").as_posix() for one in HIDDEN if one.problem in planted}
    assert problems == {"broken.png", *hidden}

    exported = main("export", project, tmp_path / "export")
    assert exported["largest_difference"] <= 1e-5
    picture = pictures / "PAT01" / "IM000001.dcm"
    assert_predicts_the_same(tmp_path / "export", picture, rows[picture])


def assert_predicts_the_same(export: Path, picture: Path, row: dict[str, str]) -> None:
    """The exported model's own script, in an empty folder's view of the world, agrees with the table."""
    done = subprocess.run(
        [sys.executable, "-I", export / "predict.py", picture],
        cwd=export, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (alone,) = csv.DictReader(done.stdout.splitlines())
    for label in CLASSES:
        name = f"probability of {label}"
        assert abs(float(alone[name]) - float(row[name])) < 1e-5

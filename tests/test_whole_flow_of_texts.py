"""From a table of texts to an exported model, as a user types it, and what is said on the way speaks of texts."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.commands.command_line import run_command
from core.training.run import Run
from tests.core.small import assert_same_result
from tests.core.small_texts import CLASSES
from tests.places import ROOT

OF_IMAGES = re.compile(r"\b(image|picture|photo)s?\b", re.IGNORECASE)
ROUNDING = 1e-5
#: of both phases; what is dropped is drawn anew after an interruption just as before
PLAN = (
    *("--backbone", "mine", "--batch-size", "8", "--epochs", "2", "--learning-rate", "3e-2"),
    *("--fine-tune-epochs", "2", "--fine-tune-learning-rate", "1e-3", "--augmentation", "light"),
)
Main = Callable[..., str]


@pytest.fixture
def main(
    home: Path, small_text_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> Main:
    """Runs a command in this process, which has imported TensorFlow already; gives what it printed, which is checked.

    It knows one backbone, which has been imported.
    """
    (tmp_path / "none").mkdir()
    monkeypatch.setattr("core.backbones.catalogue.BUNDLED_BACKBONES", tmp_path / "none")
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(tmp_path / "library"))
    monkeypatch.setenv("COLUMNS", "400")

    def run(*arguments: object, typed: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        capsys.readouterr()
        status = run_command(list(map(str, arguments)))
        output = capsys.readouterr()
        assert (status, output.err) == (0, ""), arguments
        assert not (spoken := OF_IMAGES.findall(output.out)), (arguments, spoken)
        return output.out

    run("import-backbone", small_text_library / "small_encoder", "--name", "mine", "--lower-case")
    return run


@pytest.fixture
def table(small_texts: Path, tmp_path: Path) -> Path:
    """A table that may be moved."""
    (tmp_path / "data").mkdir()
    return Path(shutil.copy(small_texts, tmp_path / "data" / "texts.csv"))


def test_from_a_table_to_an_exported_model(main: Main, table: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert "no subject is in two parts" in main("audit", table, "--project", project, "--backbone", "mine").lower()
    assert re.search(r"Class\W+Texts\W+Subjects", main("advise", table, "--project", project))

    unfreeze = (*PLAN, "--unfreeze", "last:1")
    _train_until_killed(table, project, unfreeze)
    main("train", "--project", project, "--resume")
    main("train", table, "--project", tmp_path / "whole", *unfreeze)
    assert_same_result(_run(project, 1), _run(tmp_path / "whole", 1))

    assert "Phase 2 of 3, last 1 block" in main("train", table, "--project", project, *PLAN, "--incremental", 2)
    assert "learning rate" in main("find-rate", table, "--project", project, *PLAN)
    assert re.search(r"Precision\W+Texts", main("evaluate", project))
    compared = main("compare", *(project / "runs" / f"run-00{number}" for number in (1, 2)))
    assert "run-002 against run-001" in compared

    with open(table, encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    aside = Path(shutil.move(table, tmp_path / "aside.csv"))
    main("evaluate", project)  # what was predicted for the texts is kept
    assert run_command(["inspect", str(project), "--row", "2"]) == 1
    shutil.move(aside, table)
    assert texts[0].split()[0] in main("inspect", project, "--row", 2)

    predicted = _predicted(main, project, tmp_path, table)
    assert [row["problem"] for row in predicted] == [""] * (len(texts) - 1) + ["There is no text."]
    (tmp_path / "one.txt").write_text(texts[3], encoding="utf-8")
    (alone,) = _predicted(main, project, tmp_path, tmp_path / "one.txt")
    _assert_alike([alone], [predicted[3]])
    typed = _predicted(main, project, tmp_path, "-", typed="\n".join(texts[:5]))
    _assert_alike(typed, predicted[:5])

    assert "Checked in a fresh process" in main("export", project, tmp_path / "export")
    _assert_alike(_predicted_alone(tmp_path / "export", [table]), predicted)
    _assert_alike(_predicted_alone(tmp_path / "export", ["-"], "\n".join(texts[:5])), predicted[:5])


def test_texts_are_the_same_in_whatever_files_they_stand(main: Main, table: Path, tmp_path: Path) -> None:
    with open(table, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sources = {"csv": table, "xlsx": tmp_path / "texts.xlsx", "jsonl": tmp_path / "texts.jsonl"}
    book = Workbook()
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.worksheets[0].append(cells)
    book.save(sources["xlsx"])
    sources["jsonl"].write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    for name, source in sources.items():
        main("train", source, "--project", tmp_path / name, *PLAN)
    for name in ("xlsx", "jsonl"):
        assert_same_result(_run(tmp_path / name, 1), _run(tmp_path / "csv", 1))

    folder = tmp_path / "notes"
    for number, row in enumerate(rows):
        (folder / row["class"]).mkdir(parents=True, exist_ok=True)
        name = f"{row['subject'] or 'nobody'}_{number:03}.txt"
        (folder / row["class"] / name).write_text(row["text"], encoding="utf-8")
    main("train", folder, "--project", tmp_path / "folder", "--subject", "{subject}_*", *PLAN)
    assert main("evaluate", tmp_path / "folder")
    predicted = _predicted(main, tmp_path / "csv", tmp_path, folder)
    assert len(predicted) == len(rows)
    by_text = _predicted(main, tmp_path / "csv", tmp_path, sources["jsonl"])
    _assert_alike(predicted[:1], [by_text[_number_of(predicted[0])]])


def _train_until_killed(table: Path, project: Path, plan: tuple[str, ...]) -> None:
    command = [sys.executable, "main.py", "train", str(table), "--project", str(project), *plan, "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        for line in process.stdout:
            event = json.loads(line)
            assert not OF_IMAGES.search(f"{event.get('text')} {event.get('step')}"), line
            if event["event"] == "batch_ended" and (event["phase"], event["epoch"]) == (1, 1):
                process.kill()
                break
        assert process.stderr.read() == ""
    assert process.returncode == -signal.SIGKILL


def _run(project: Path, number: int) -> Run:
    return Run(folder=project / "runs" / f"run-{number:03}")


def _predicted(main: Main, project: Path, folder: Path, source: object, typed: str = "") -> list[dict[str, str]]:
    main("predict", project, source, "--csv", folder / "predicted.csv", typed=typed)
    with open(folder / "predicted.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _predicted_alone(export: Path, arguments: list, typed: str = "") -> list[dict[str, str]]:
    """Return what the exported model's own script says, in an empty folder's view of the world."""
    done = subprocess.run(
        [sys.executable, "-I", export / "predict.py", *arguments],
        cwd=export, capture_output=True, text=True, check=True, input=typed,
    )  # fmt: skip
    return list(csv.DictReader(done.stdout.splitlines()))


def _assert_alike(rows: list[dict[str, str]], expected: list[dict[str, str]]) -> None:
    assert len(rows) == len(expected)
    for row, other in zip(rows, expected, strict=True):
        assert row["problem"] == other["problem"]
        for name in (f"probability of {label}" for label in CLASSES):
            assert row[name] == other[name] or abs(float(row[name]) - float(other[name])) < ROUNDING


def _number_of(row: dict[str, str]) -> int:
    return int(Path(row["file"]).stem.rpartition("_")[2])

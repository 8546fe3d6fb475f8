"""Prediction of texts: from tables, files and standard input, a row for each text."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import numpy as np
import openpyxl
import psutil
import pytest

from core import tasks
from core.dataset.columns import Columns
from core.dataset.dataset import Split
from core.errors import UserError
from core.evaluation.results import load_results
from core.events import Event, Progress
from core.jobs import Job
from core.messages import Message
from core.prediction.predict import PredictionCount
from core.project.project import Project
from core.training.run import Run
from tests.core.small_texts import CLASSES, sentence

TEXTS = ("the pump was leaking.", "a clean valve", "the hose is torn")


@pytest.fixture(scope="module")
def run(text_project: Project) -> Run:
    return text_project.runs[1]


def rows_of(table: Path) -> list[dict[str, str]]:
    with open(table, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def predicted(run: Run, *paths: Path, columns: Columns | None = None) -> list[dict[str, str]]:
    table = (paths[0].parent if paths[0] != Path("-") else Path.cwd()) / "predictions.csv"
    tasks.predict(run, paths, table, Job(), columns, with_text=True)
    return rows_of(table)


def probabilities(rows: list[dict[str, str]]) -> list[list[float]]:
    return [[float(row[f"probability of {name}"]) for name in CLASSES] for row in rows]


def test_the_rows_of_a_table_get_the_figures_of_the_evaluation(run: Run, small_texts: Path, tmp_path: Path) -> None:
    tasks.evaluate(run, Job())
    result = load_results(run)[Split.VALIDATION]

    counted = tasks.predict(run, [small_texts], tmp_path / "predictions.csv", Job())

    rows = rows_of(tmp_path / "predictions.csv")
    assert counted == PredictionCount(predicted=80, problems=1, problem_files=1)
    assert list(rows[0]) == [
        "file",
        "row",
        "predicted class",
        *(f"probability of {name}" for name in CLASSES),
        "problem",
    ]
    assert [rows[0]["row"], rows[-1]["row"]] == ["2", "82"]  # as a spreadsheet counts
    assert rows[-1]["problem"] == "There is no text."
    places = [example.frame - 1 for example in run.dataset.of(Split.VALIDATION)]
    found = np.array(probabilities([rows[place] for place in places]))
    assert np.abs(found - result.predictions).max() < 1e-6


def test_tables_files_and_folders_say_the_same_of_the_same_texts(run: Run, tmp_path: Path) -> None:
    plain, lines, sheet, folder = (tmp_path / name for name in ("a.csv", "a.jsonl", "a.xlsx", "notes"))
    with open(plain, "w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([("no", "note"), *((n, f"{text}\n") for n, text in enumerate(TEXTS))])
    lines.write_text("\n".join(json.dumps({"note": text}) for text in TEXTS), encoding="utf-8")
    workbook = openpyxl.Workbook()
    for row in (("note",), *((text,) for text in TEXTS)):
        workbook.active.append(row)
    workbook.save(sheet)
    folder.mkdir()
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "picture.png").touch()

    found = [predicted(run, path) for path in (plain, lines, sheet, folder)]

    assert [[row["text"] for row in rows] for rows in found] == [list(TEXTS)] * 4
    assert all(np.allclose(probabilities(rows), probabilities(found[0]), atol=1e-6) for rows in found)
    assert [[row["row"] for row in rows] for rows in found] == [
        ["2", "3", "4"],
        ["1", "2", "3"],
        ["2", "3", "4"],
        [""] * 3,
    ]
    assert [Path(row["file"]).name for row in found[3]] == ["0.txt", "1.txt", "2.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_broken_line_of_json_has_a_row_with_the_reason(run: Run, tmp_path: Path, encoding: str) -> None:
    objects = [json.dumps({"text": f"{text} Schön"}, ensure_ascii=False) for text in TEXTS]
    lines = [objects[0], "{", objects[1], "", "[1]", objects[2]]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding=encoding)

    rows = predicted(run, tmp_path / "a.jsonl")

    assert [(row["row"], row["text"]) for row in rows] == [
        ("1", f"{TEXTS[0]} Schön"), ("2", ""), ("3", f"{TEXTS[1]} Schön"), ("5", ""), ("6", f"{TEXTS[2]} Schön"),
    ]  # fmt: skip
    problems = [row["problem"] for row in rows]
    assert [bool(problem) for problem in problems] == [False, True, False, True, False]
    assert "Line 2" in problems[1]
    assert "Line 5" in problems[3]


def test_lines_of_standard_input_are_texts(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = "\ufeff" + "\n".join([TEXTS[0], "", TEXTS[1]]) + "\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))

    rows = predicted(run, Path("-"))

    assert [(row["file"], row["row"], row["text"]) for row in rows] == [
        ("(standard input)", "1", TEXTS[0]),
        ("(standard input)", "2", ""),
        ("(standard input)", "3", TEXTS[1]),
    ]
    assert [row["problem"] for row in rows] == ["", "There is no text.", ""]


def test_the_column_of_texts_can_be_named(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("text,remark\nthe pump is new today,the hose is torn\n", encoding="utf-8")

    assert [row["text"] for row in predicted(run, table)] == ["the pump is new today"]
    assert [row["text"] for row in predicted(run, table, columns=Columns(text="remark"))] == ["the hose is torn"]
    with pytest.raises(UserError, match="remarks"):
        predicted(run, table, columns=Columns(text="remarks"))


def test_a_table_without_texts_is_told_before_work_begins(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    with pytest.raises(UserError, match="no column of texts"):
        predicted(run, tmp_path / "a.csv")
    assert not (tmp_path / "predictions.csv").exists()


def test_files_of_other_types_get_a_row_with_the_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (row,) = predicted(run, tmp_path / "a.pdf")
    assert row["problem"] == "Files of this type are not read: only tables and .txt files."


def test_a_table_is_not_replaced_by_its_own_predictions(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("text\nthe pump is new today\n", encoding="utf-8")
    with pytest.raises(UserError, match="would be replaced"):
        tasks.predict(run, [table], table, Job())
    with pytest.raises(UserError, match="name of a text"):
        tasks.predict(run, [table], tmp_path / "a.txt", Job())


def test_no_text_becomes_a_formula(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text\n"=HYPERLINK(""the pump"") is new"\n', encoding="utf-8")
    assert predicted(run, tmp_path / "a.csv")[0]["text"] == '\'=HYPERLINK("the pump") is new'


def test_one_text_is_predicted_as_in_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0], encoding="utf-8")
    (row,) = predicted(run, tmp_path / "a.txt")

    short, long = tasks.predict_text(run, f" {TEXTS[0]}\n"), tasks.predict_text(run, " ".join([TEXTS[0]] * 9))

    assert np.allclose(short.values, probabilities([row]), atol=1e-6)
    assert (short.tokens, short.is_cut) == (7, False)
    assert (long.tokens_read, long.is_cut) == (16, True)
    assert TEXTS[0] not in repr(short)
    with pytest.raises(UserError) as raised:
        tasks.predict_text(run, " \n")
    assert raised.value.message == Message("text-empty")


def test_memory_does_not_grow_with_the_rows_of_a_table(run: Run, tmp_path: Path) -> None:
    table, count = tmp_path / "a.csv", 20_000
    with open(table, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("text",), *((f"{sentence(number % 2, number)} {number}",) for number in range(count))]
        )
    process = psutil.Process()
    memory: dict[int, int] = {}

    def on_event(event: Event) -> None:
        if isinstance(event, Progress) and event.step == Message("predicting"):
            memory[event.done] = process.memory_info().rss

    counted = tasks.predict(run, [table], tmp_path / "predictions.csv", Job(on_event))

    assert counted.predicted == count
    early = max(bytes_taken for done, bytes_taken in memory.items() if done <= count / 4)
    late = max(bytes_taken for done, bytes_taken in memory.items() if done > count / 4)
    assert late - early < 10e6

"""Prediction: which files get a row, what stands in it, and what is left when it ends early."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
import tifffile
from PIL import Image

from core.errors import JobStopped, UserError
from core.events import Event, Progress
from core.jobs import Job
from core.messages import Message, message_in
from core.modalities.images.decoding import DecodePool
from core.modalities.images.preparing import FRAMES_AT_ONCE
from core.modalities.images.preprocessing import prepare
from core.modalities.images.readers import read_picture_of
from core.modalities.images.recipe import image_recipe
from core.prediction import chosen_files
from core.prediction.asked import Asked
from core.prediction.images import FIND_STEP, STEP
from core.prediction.predict import PredictionCount, predict
from core.prediction.table import PredictionTable
from core.targets.columns import ClassColumns
from core.training.trained_model import TrainedModel
from tests.core.models import CLASSES, tiny_model

COLUMNS = ["file", "frame", "predicted class", *(f"probability of {name}" for name in CLASSES), "problem"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> TrainedModel:
    return tiny_model(tmp_path_factory.mktemp("backbone") / "tiny")


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(workers=2) as pool:
        yield pool


def write_picture(path: Path, seed: int = 0, deep: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    pixels = draw.integers(0, 60_000, (40, 50)).astype(np.uint16) if deep else draw.integers(0, 256, (40, 50, 3))
    Image.fromarray(pixels if deep else pixels.astype(np.uint8)).save(path)
    return path


def rows_of(table: Path) -> list[dict[str, str]]:
    with open(table, encoding="utf-8", errors="surrogateescape", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == COLUMNS
    return rows


def write_stack(path: Path, pages: int) -> Path:
    """A TIFF file of so many pictures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(pages)
    tifffile.imwrite(path, draw.integers(0, 60_000, (pages, 40, 50)).astype(np.uint16), photometric="minisblack")
    return path


def probabilities_in(row: dict[str, str]) -> list[float]:
    return [float(row[f"probability of {name}"]) for name in CLASSES]


def test_a_folder_becomes_a_row_for_each_image_in_order(model: TrainedModel, pool: DecodePool, tmp_path: Path) -> None:
    data = tmp_path / "data"
    pictures = [
        write_picture(data / "a.png", seed=1),
        write_picture(data / "b" / "a.bmp", seed=2),
        write_picture(data / "b" / "c" / "deep.png", seed=3, deep=True),
        *(write_picture(data / f"c{number:02}.png", seed=number) for number in range(20)),
    ]
    for other in (".hidden.png", ".hidden/in.png", "notes.txt", "b/Thumbs.db"):
        (data / other).parent.mkdir(exist_ok=True)
        (data / other).write_bytes(b"")

    counted = predict(model, [data], data / "table.csv", Job(), pool)

    assert counted == PredictionCount(predicted=23, problems=0, skipped=4)
    rows = rows_of(data / "table.csv")
    assert [row["file"] for row in rows] == [str(picture) for picture in pictures]
    recipe = image_recipe(model.preprocessing)
    expected = model.predictions(np.stack([prepare(read_picture_of(path), recipe) for path in pictures]))
    assert np.abs(expected - np.array([probabilities_in(row) for row in rows])).max() < 1e-6
    assert [row["predicted class"] for row in rows] == [CLASSES[number] for number in expected.argmax(axis=1)]
    assert {row["problem"] for row in rows} == {""}


def test_a_file_that_cannot_be_read_gets_a_row_with_the_reason(
    model: TrainedModel, pool: DecodePool, tmp_path: Path
) -> None:
    good = write_picture(tmp_path / "good.png")
    damaged, notes = tmp_path / "damaged.png", tmp_path / "notes.txt"
    damaged.write_bytes(good.read_bytes()[:200])
    notes.write_text("no image", encoding="utf-8")

    counted = predict(model, [damaged, notes, good], tmp_path / "table.csv", Job(), pool)

    assert (counted.predicted, counted.problems) == (1, 2)
    rows = rows_of(tmp_path / "table.csv")
    assert [row["predicted class"] != "" for row in rows] == [False, False, True]
    assert [row["probability of cat"] != "" for row in rows] == [False, False, True]
    assert "cut off" in rows[0]["problem"]
    assert rows[1]["problem"] == "Files of this type are not read."


def test_a_reason_is_a_code_where_a_window_words_it(model: TrainedModel, pool: DecodePool, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no image", encoding="utf-8")

    predict(model, [tmp_path / "notes.txt"], tmp_path / "table.csv", Job(), pool, Asked(with_codes=True))

    (row,) = rows_of(tmp_path / "table.csv")
    assert message_in(row["problem"]) == Message("type-not-read")


def test_paths_stay_as_they_were_given(
    model: TrainedModel, pool: DecodePool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "data" / "a.png")
    monkeypatch.chdir(tmp_path)

    counted = predict(model, [Path("data"), Path("data/a.png"), tmp_path / "data"], Path("table.csv"), Job(), pool)

    assert counted.predicted == 3
    files = [row["file"] for row in rows_of(tmp_path / "table.csv")]
    assert files == [str(Path("data/a.png"))] * 2 + [str(tmp_path / "data" / "a.png")]


def test_no_name_becomes_a_formula_and_every_name_still_finds_its_file(
    model: TrainedModel, pool: DecodePool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["=1+1.png", "+a.png", "-a.png", "@a.png", "a;=1+1.png", "a,b.png", "ü.png"]
    if os.name == "posix":
        names += ['"a\n=1+1".png', "\tb.png", os.fsdecode(b"\xff.png")]
    for name in names:
        write_picture(tmp_path / "data" / name)
    monkeypatch.chdir(tmp_path / "data")

    counted = predict(model, [Path(name) for name in names], tmp_path / "table.csv", Job(), pool)

    assert counted.predicted == len(names)
    files = [row["file"] for row in rows_of(tmp_path / "table.csv")]
    assert all(Path(file) == Path(name) for file, name in zip(files, names, strict=True))
    assert not any(file.startswith(tuple("=+-@\t")) for file in files)
    table = (tmp_path / "table.csv").read_bytes().decode("utf-8", "surrogateescape")
    assert '"a;=1+1.png"' in table  # quoted, so that no cell begins after the semicolon


@pytest.mark.parametrize(
    ("name", "cell"),
    [("cat", "cat"), ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-cat", "'-cat"), ("-1", "-1"), ("+", "+")],
)
def test_a_class_is_marked_as_text_where_it_would_be_calculated(name: str, cell: str) -> None:
    written = io.StringIO()
    PredictionTable(written, ClassColumns((name,))).write(Path("a.png"), None, [1.0])
    assert list(csv.reader(io.StringIO(written.getvalue())))[1][2] == cell


def test_rows_with_and_without_a_prediction_have_the_same_cells() -> None:
    written = io.StringIO()
    table = PredictionTable(written, ClassColumns(CLASSES))
    table.write(Path("a.png"), None, np.array([0.2, 0.7, 0.1], np.float32))
    table.write_problem(Path("a.png"), None, "It is cut off.")
    _, row, problem = csv.reader(io.StringIO(written.getvalue()))
    assert row == ["a.png", "", "dog", "0.2", "0.69999999", "0.1", ""]
    assert len(problem) == len(row)


def test_a_path_that_is_not_there_is_told_before_work_begins(model: TrainedModel, tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "a.png")
    events: list[Event] = []
    with pytest.raises(UserError, match=r"There is no file or folder .*gone"):
        predict(model, [picture, tmp_path / "gone"], tmp_path / "table.csv", Job(events.append))
    assert not events
    assert not (tmp_path / "table.csv").exists()


def test_a_folder_without_images_is_told(model: TrainedModel, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(UserError, match="There are no images"):
        predict(model, [tmp_path / "data"], tmp_path / "table.csv", Job())


@pytest.mark.parametrize("name", ["folder", "table.png", "a.png/table.csv"])
def test_a_table_that_cannot_be_written_is_told_before_work_begins(
    model: TrainedModel, tmp_path: Path, name: str
) -> None:
    picture = write_picture(tmp_path / "a.png")
    (tmp_path / "folder").mkdir()
    before = picture.read_bytes()
    events: list[Event] = []

    with pytest.raises(UserError):
        predict(model, [picture], tmp_path / name, Job(events.append))

    assert not [event for event in events if isinstance(event, Progress) and event.step == STEP]
    assert picture.read_bytes() == before


def test_stopping_leaves_the_table_of_before(model: TrainedModel, tmp_path: Path) -> None:
    pictures = [write_picture(tmp_path / "data" / f"{number}.png", seed=number) for number in range(40)]
    table = tmp_path / "tables" / "table.csv"
    table.parent.mkdir()
    table.write_text("of before", encoding="utf-8")
    steps: list[Message] = []

    def on_event(event: Event) -> None:
        assert isinstance(event, Progress)
        steps.append(event.step)
        if event.step == STEP:
            job.stop()

    job = Job(on_event)
    with pytest.raises(JobStopped):
        predict(model, pictures, table, job)

    assert steps[0] == FIND_STEP
    assert steps[-1] == STEP
    assert table.read_text(encoding="utf-8") == "of before"
    assert list(table.parent.iterdir()) == [table]


def test_a_folder_of_many_files_is_read_in_parts_and_each_file_comes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen_files, "NAMES_AT_ONCE", 10)
    names = sorted(f"{number}.png" for number in range(30))
    for name in names:
        (tmp_path / name).touch()

    found = chosen_files.chosen_files([tmp_path], lambda path: path.name.endswith(".png"), Counter())

    assert [path.name for path in found] == names


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights on Windows")
def test_a_link_that_leads_back_up_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "x.png").touch()
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "far up").symlink_to(tmp_path.parent)
    (tmp_path / "a" / "itself").symlink_to("itself")
    skipped = Counter[str]()

    found = chosen_files.chosen_files([tmp_path], lambda path: path.name.endswith(".png"), skipped)

    assert list(found) == [tmp_path / "a" / "x.png"]
    assert skipped == {"loops": 2, "other": 1}


def test_what_systems_leave_behind_is_passed_over_and_counted(tmp_path: Path) -> None:
    for name in ("x.png", "@eaDir/x.png/thumb.png", "__MACOSX/x.png", "._x.png", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    skipped = Counter[str]()

    assert list(chosen_files.chosen_files([tmp_path], lambda path: True, skipped)) == [tmp_path / "x.png"]
    assert skipped == {"system": 3, "hidden": 1}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(os.name != "posix", reason="makes 100,000 links")
def test_memory_does_not_grow_with_100_000_files(model: TrainedModel, tmp_path: Path) -> None:
    pictures = [write_picture(tmp_path / f"{number}.png", seed=number) for number in range(5)]
    (tmp_path / "data").mkdir()
    for number in range(100_000):
        (tmp_path / "data" / f"image {number:06}.png").symlink_to(pictures[number % 5])
    process = psutil.Process()
    memory: dict[int, int] = {}

    def on_event(event: Event) -> None:
        if isinstance(event, Progress) and event.step == STEP:
            memory[event.done] = process.memory_info().rss

    counted = predict(model, [tmp_path / "data"], tmp_path / "table.csv", Job(on_event))

    assert counted.predicted == 100_000
    early = max(bytes_taken for done, bytes_taken in memory.items() if done <= 10_000)
    late = max(bytes_taken for done, bytes_taken in memory.items() if done > 10_000)
    print(f"{early / 1e6:.0f} MB in the first 10,000 files, {late / 1e6:.0f} MB afterwards")
    assert late - early < 20e6


def test_each_picture_of_a_file_gets_a_row(model: TrainedModel, pool: DecodePool, tmp_path: Path) -> None:
    pages = 2 * FRAMES_AT_ONCE + 3
    stack = write_stack(tmp_path / "data" / "stack.tif", pages)
    alone = write_picture(tmp_path / "data" / "a.png")

    counted = predict(model, [tmp_path / "data"], tmp_path / "table.csv", Job(), pool)

    rows = rows_of(tmp_path / "table.csv")
    assert counted == PredictionCount(predicted=pages + 1, problems=0, skipped=0)
    assert [(row["file"], row["frame"]) for row in rows] == [
        (str(alone), ""),
        *((str(stack), str(number)) for number in range(1, pages + 1)),
    ]
    pictures = [read_picture_of(stack, number=number) for number in range(pages)]
    recipe = image_recipe(model.preprocessing)
    expected = model.predictions(np.stack([prepare(pixels, recipe) for pixels in pictures]))
    assert np.allclose([probabilities_in(row) for row in rows[1:]], expected, atol=1e-6)

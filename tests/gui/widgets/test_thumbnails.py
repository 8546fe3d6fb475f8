"""Thumbnails: made in other processes, the last one asked for first, and kept in memory."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

import gui.widgets.thumbnails
from core.modalities.images.frame import Frame
from core.modalities.images.preprocessing import Preprocessing, ReadOptions, Window
from core.modalities.images.preview import PICTURE_SIDE, PreviewRequest
from gui.widgets.thumbnails import Thumbnails, _Requests
from tests.core.modalities.images.pictures import write_picture


@pytest.fixture(scope="module")
def shared() -> Iterator[Thumbnails]:
    """Workers take half a second to start, so the tests that do not end them share some."""
    made = Thumbnails()
    yield made
    made.close()


def wait_for(thumbnails: Thumbnails, frame: Frame, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: thumbnails.get(frame) is not None or bool(thumbnails.problem(frame)))


def loaded(thumbnails: Thumbnails, frame: Frame, preprocessing: Preprocessing | None, qtbot: QtBot) -> tuple:
    results: list[tuple[QImage, QImage | None, str]] = []
    thumbnails.load(frame, preprocessing, lambda *result: results.append(result))
    qtbot.waitUntil(lambda: bool(results))
    return results[0]


def test_a_thumbnail_is_there_once_it_is_ready(shared: Thumbnails, tmp_path: Path, qtbot: QtBot) -> None:
    path = write_picture(tmp_path / "a.png", size=(400, 200))

    with qtbot.waitSignal(shared.ready) as ready:
        assert shared.get(Frame(path)) is None

    assert ready.args == [Frame(path)]
    pixmap = shared.get(Frame(path))
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (128, 64)
    assert shared.problem(Frame(path)) == ""


def test_a_bad_file_has_a_reason_and_is_not_tried_again(shared: Thumbnails, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(b"no image")
    assert shared.problem(Frame(path)) == ""

    wait_for(shared, Frame(path), qtbot)

    assert "not an image" in shared.problem(Frame(path))
    assert shared.get(Frame(path)) is None
    assert not shared._requests.wait(0)


def test_what_was_forgotten_is_read_again(shared: Thumbnails, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "mended.png"
    path.write_bytes(b"no image")
    wait_for(shared, Frame(path), qtbot)
    write_picture(path)

    shared.forget()

    assert shared.problem(Frame(path)) == ""
    wait_for(shared, Frame(path), qtbot)
    assert shared.get(Frame(path)) is not None


def test_the_least_recently_used_go_first(
    shared: Thumbnails, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gui.widgets.thumbnails, "MOST_KEPT", 2)
    first, second, third = (write_picture(tmp_path / f"{name}.png", seed=name) for name in range(3))
    for path in (first, second):
        wait_for(shared, Frame(path), qtbot)
    shared.get(Frame(first))

    wait_for(shared, Frame(third), qtbot)

    assert set(shared._pixmaps) == {Frame(first), Frame(third)}


def test_a_picture_comes_large_and_as_the_network_sees_it(shared: Thumbnails, tmp_path: Path, qtbot: QtBot) -> None:
    path = write_picture(tmp_path / "large.png", size=(2100, 30))

    picture, network, problem = loaded(shared, Frame(path), Preprocessing(height=24, width=32), qtbot)

    assert (picture.width(), picture.height()) == (2048, 29)
    assert network is not None
    assert (network.width(), network.height()) == (32, 24)
    assert problem == ""


def test_without_preprocessing_there_is_no_view_of_the_network(
    shared: Thumbnails, tmp_path: Path, qtbot: QtBot
) -> None:
    picture, network, _ = loaded(shared, Frame(write_picture(tmp_path / "a.png", size=(20, 10))), None, qtbot)

    assert (picture.width(), picture.height()) == (20, 10)
    assert network is None


def test_a_picture_that_cannot_be_loaded_says_why(shared: Thumbnails, tmp_path: Path, qtbot: QtBot) -> None:
    picture, network, problem = loaded(shared, Frame(tmp_path / "missing.png"), Preprocessing(height=8, width=8), qtbot)

    assert picture.isNull()
    assert network is None
    assert problem == "The file is not there."


def test_a_fault_of_ours_is_logged_and_costs_only_what_was_being_made(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gui.widgets.thumbnails, "make_preview", _fails)
    path = write_picture(tmp_path / "a.png")
    thumbnails = Thumbnails()
    wait_for(thumbnails, Frame(path), qtbot)
    assert thumbnails.problem(Frame(path)) == "The picture could not be made."
    caplog.clear()

    monkeypatch.undo()
    thumbnails.forget()
    wait_for(thumbnails, Frame(path), qtbot)
    assert thumbnails.get(Frame(path)) is not None
    thumbnails.close()


def _fails(request: PreviewRequest) -> None:
    raise RuntimeError("meant")


def test_closing_leaves_no_thread_and_no_process(tmp_path: Path, qtbot: QtBot) -> None:
    before = set(threading.enumerate()), set(multiprocessing.active_children())
    thumbnails = Thumbnails()
    wait_for(thumbnails, Frame(write_picture(tmp_path / "a.png")), qtbot)
    thumbnails.get(Frame(tmp_path / "b.png"))
    assert set(multiprocessing.active_children()) != before[1]

    thumbnails.close()

    assert (set(threading.enumerate()), set(multiprocessing.active_children())) == before
    assert thumbnails.get(Frame(tmp_path / "c.png")) is None
    assert set(threading.enumerate()) == before[0]


def test_nothing_is_started_before_a_picture_is_asked_for() -> None:
    before = set(threading.enumerate())
    thumbnails = Thumbnails()

    assert set(threading.enumerate()) == before
    thumbnails.close()


def test_idle_processes_give_back_their_memory(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui.widgets.thumbnails, "SECONDS_IDLE", 0.01)
    before = set(multiprocessing.active_children())
    thumbnails = Thumbnails()
    wait_for(thumbnails, Frame(write_picture(tmp_path / "a.png")), qtbot)

    qtbot.waitUntil(lambda: set(multiprocessing.active_children()) == before)

    wait_for(thumbnails, Frame(write_picture(tmp_path / "b.png")), qtbot)
    assert thumbnails.get(Frame(tmp_path / "b.png")) is not None
    thumbnails.close()


def test_files_that_are_read_otherwise_are_read_again(shared: Thumbnails, tmp_path: Path, qtbot: QtBot) -> None:
    frame = Frame(write_picture(tmp_path / "a.png"))
    wait_for(shared, frame, qtbot)

    with qtbot.assertNotEmitted(shared.forgotten):
        shared.read_with(ReadOptions())
    with qtbot.waitSignal(shared.forgotten):
        shared.read_with(ReadOptions(window=Window(centre=0, width=1)))

    assert shared.get(frame, make=False) is None
    shared.read_with(ReadOptions())


def test_a_preview_is_as_large_as_is_wanted(shared: Thumbnails, tmp_path: Path, qtbot: QtBot) -> None:
    results: list[tuple[QImage, QImage | None, str]] = []
    frame = Frame(write_picture(tmp_path / "large.png", size=(900, 30)))
    shared.load(frame, None, lambda *result: results.append(result), options=ReadOptions(), longest_side=300)

    qtbot.waitUntil(lambda: bool(results))
    assert (results[0][0].width(), results[0][0].height()) == (300, 10)


# ---- the order of requests


def small(name: int) -> PreviewRequest:
    return PreviewRequest(frame=Frame(Path(str(name))))


def test_the_last_wish_comes_first_and_large_pictures_before_all() -> None:
    requests = _Requests()
    large = PreviewRequest(frame=Frame(Path("large")), longest_side=PICTURE_SIDE)
    for request in (small(1), large, small(2), small(3), small(1)):
        requests.add(request)

    assert list(requests.take()) == [large, small(1), small(3), small(2)]


def test_what_was_superseded_by_many_others_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gui.widgets.thumbnails, "MOST_WAITING", 3)
    requests = _Requests()
    for name in range(10):
        requests.add(small(name))

    assert list(requests.take()) == [small(9), small(8), small(7)]


def test_what_is_being_made_is_not_made_twice() -> None:
    requests = _Requests()
    requests.add(small(1))
    assert list(requests.take()) == [small(1)]

    requests.add(small(1))
    assert list(requests.take()) == []
    requests.end(small(1))
    requests.add(small(1))
    assert list(requests.take()) == [small(1)]

"""The log: names of files and persons are hidden, warnings of libraries go there, and it never stops the program."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from core.process.log import LOG_FILE, start_logging, without_names
from tests.places import ROOT

WARNED = """
import sys, warnings
from pathlib import Path
from core.process.log import start_logging
start_logging(Path(sys.argv[1]))
warnings.warn("overflow in the values of “Jane Doe” at /home/jane/scan.nii")
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WARNED, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=200)


def test_warnings_go_to_the_log_without_names(tmp_path: Path) -> None:
    ended = run(tmp_path)
    assert (ended.stdout, ended.stderr) == ("", "")
    text = (tmp_path / "frostline.log").read_text(encoding="utf-8")
    assert "WARNING py.warnings" in text
    assert "Jane" not in text
    assert "jane" not in text


def test_warnings_stay_off_the_terminal_where_there_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder", encoding="utf-8")
    assert run(tmp_path / "taken").stderr == ""


@pytest.fixture
def log_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for the log, of which none is open; whatever handlers logging is given are taken away again."""
    root = logging.getLogger()
    kept = [handler for handler in root.handlers if not isinstance(handler, RotatingFileHandler)]
    others, root.handlers = root.handlers, list(kept)
    yield tmp_path / "state"
    for handler in [handler for handler in root.handlers if handler not in kept]:
        root.removeHandler(handler)
        handler.close()
    root.handlers = others


def test_no_file_name_gets_into_the_log(log_folder: Path, tmp_path: Path) -> None:
    file = start_logging(log_folder)
    logger = logging.getLogger("core.test")
    try:
        (tmp_path / "Smith John 1960" / "chest of Smith.png").read_bytes()
    except OSError:
        logger.exception("could not read %s", tmp_path / "Smith John 1960" / "chest of Smith.png")
    try:
        raise ValueError("the image “Smith John” is no image") from KeyError("Smith^John")
    except ValueError:
        logger.exception("something went wrong")

    assert file is not None
    text = file.read_text(encoding="utf-8")
    assert "Smith" not in text
    assert tmp_path.name not in text
    assert "FileNotFoundError: No such file or directory" in text
    assert "ValueError: the image “…” is no image" in text
    assert "KeyError" in text
    assert re.search(r"tests/core/process/test_log\.py:\d+ in test_no_file_name", text)


@pytest.mark.parametrize(
    "message",
    [
        "can't read 'Smith John'",
        "cannot identify image file '/a/Smith John.png'",
        'say "O\'Smith" twice',
        "reading /data/Smith John/scan 1: failed",
        "NotFoundError: /data/Smith John/model; No such file",
        r"C:\Users\Smith John\x is bad",
        r"..\Smith John\x is bad",
        "file Smith John.png is broken",
        "read patients of Smith/John",
        "an open quote “Smith John",
        "two lines 'Smith\nJohn'",
    ],
)
def test_names_are_hidden_however_they_are_written(message: str) -> None:
    assert "Smith" not in without_names(message)
    assert "John" not in without_names(message)


@pytest.mark.parametrize(
    "message",
    ["epoch 3 ended (loss 0.31)", "decoded 32/240 images in 3.1 s", "shapes [32,7,7,320] and [32,1280] do not match"],
)
def test_plain_messages_are_logged_as_they_are(message: str) -> None:
    assert without_names(message) == message


def test_the_log_is_started_once_and_rotates(log_folder: Path) -> None:
    file = start_logging(log_folder)
    assert start_logging(log_folder) == file

    logger = logging.getLogger("core.test")
    for number in range(7_000):
        logger.info("%0200d", number)

    sizes = [log.stat().st_size for log in log_folder.glob(f"{LOG_FILE}*")]
    assert 2 <= len(sizes) <= 4
    assert max(sizes) <= 1_000_000


def test_a_state_folder_that_cannot_be_written_to_stops_nothing(log_folder: Path) -> None:
    log_folder.write_text("a file where the folder should be")

    assert start_logging(log_folder) is None
    logging.getLogger("core.test").warning("this goes nowhere")

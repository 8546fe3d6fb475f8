"""The packaged program does the whole job without a network, Python or settings, from a folder that is read-only."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import psutil
import pytest
from PIL import Image

from core.process.notices import RESEARCH_USE_ONLY
from tests.package.sandbox import run_alone

#: what the check must see: sockets of both kinds, made by the program itself and by a process that it starts
CONTROL = """
import socket, subprocess, sys
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
if len(sys.argv) == 1:
    subprocess.run([sys.executable, "--run-script", __file__, "child"], check=True)
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=2)
    except OSError as error:
        print("no way out:", error.strerror)
else:
    socket.socket(socket.AF_INET6, socket.SOCK_STREAM).close()
"""

WITHOUT_FROSTLINE = """
import numpy, PIL.Image, tensorflow
try:
    import core
except ModuleNotFoundError as error:
    print(error)
"""

PICTURES = ("training", "evaluation", "activations", "prediction", "export")


@pytest.fixture(scope="module")
def program(portable: Path) -> Path:
    return portable / "frostline"


def test_the_check_sees_a_socket_of_the_internet_and_there_is_no_way_out(program: Path, tmp_path: Path) -> None:
    script = tmp_path / "control.py"
    script.write_text(CONTROL, encoding="utf-8")
    ran = run_alone([program, "--run-script", script], program.parent, tmp_path / "home")

    assert ran.status == 0, ran.output
    assert "no way out: Network is unreachable" in ran.output
    assert len([call for call in ran.internet if "socket(AF_INET," in call]) == 3
    assert len([call for call in ran.internet if "socket(AF_INET6," in call]) == 1


def test_a_script_that_is_run_by_the_program_finds_libraries_and_nothing_of_frostline(
    program: Path, tmp_path: Path
) -> None:
    script = tmp_path / "alone.py"
    script.write_text(WITHOUT_FROSTLINE, encoding="utf-8")
    ran = run_alone([program, "--run-script", script], program.parent, tmp_path / "home")

    assert ran.status == 0, ran.output
    assert "No module named 'core'" in ran.output


def test_the_whole_job_from_the_command_line(program: Path, tmp_path: Path) -> None:
    home, sample = tmp_path / "home", tmp_path / "Bilder für alle"
    project, exported, table = tmp_path / "Projekt", tmp_path / "Modell", tmp_path / "Tabelle.csv"
    run = project / "runs" / "run-001"
    backbone = ["--backbone", "efficientnet_lite0"]
    resolved = ["--resolve", "drop-all", "--resolve", "keep-together"]
    short = ["--epochs", "4", "--unfreeze", "last:1", "--fine-tune-epochs", "1"]
    commands: list[list[str | Path]] = [
        ["sample", sample],
        ["audit", sample / "sample.csv", "--project", project, *backbone, *resolved],
        ["train", sample / "sample.csv", "--project", project, *backbone, *short],
        ["evaluate", run, "--json"],
        ["predict", run, sample / "images", "--csv", table],
        ["export", run, exported, "--format", "saved-model"],
    ]
    outputs = []
    for command in commands:
        ran = run_alone([program, *command], program.parent, home)
        assert ran.status == 0, ran.output
        assert ran.internet == []
        outputs.append(ran.output)

    evaluated = json.loads(outputs[3].splitlines()[-1])
    assert evaluated["event"] == "finished"
    with open(table, encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 248
    assert (exported / "predict.py").is_file()
    assert RESEARCH_USE_ONLY in (exported / "README.md").read_text(encoding="utf-8")
    assert not processes_of(program)


def test_a_module_is_imported_in_a_process_of_its_own(program: Path, tmp_path: Path) -> None:
    module = next(program.parent.rglob("efficientnet_lite0/saved_model.pb")).parent
    ran = run_alone(
        [program, "import-backbone", module, "--name", "again", "--json"], program.parent, tmp_path / "home"
    )

    assert ran.status == 0, ran.output
    assert ran.internet == []
    assert any("again/card.json" in str(card) for card in (tmp_path / "home").rglob("card.json"))
    assert not processes_of(program)


def test_a_wrong_argument_is_told_in_a_sentence(program: Path, tmp_path: Path) -> None:
    ran = run_alone([program, "evaluate", tmp_path / "nothing"], program.parent, tmp_path / "home")

    assert ran.status == 1
    assert "Traceback" not in ran.output
    assert ran.output.strip()


def test_the_window_does_the_whole_job_by_itself(program: Path, tmp_path: Path, screen: str) -> None:
    """Keeps its pictures in $FROSTLINE_PICTURES, where that is set, for somebody to look at."""
    kept = os.environ.get("FROSTLINE_PICTURES")
    out = Path(kept).absolute() if kept else tmp_path / "out"
    ran = run_alone([program, "--self-test", out], program.parent, tmp_path / "home", screen)

    assert ran.status == 0, ran.output
    assert ran.internet == []
    report = json.loads((out / "self-test.json").read_text(encoding="utf-8"))
    assert report["passed"]
    assert report["font"] == "Inter"
    assert not report["loaded_tensorflow"]
    assert "predict.py" in report["exported"]
    for name in PICTURES:
        with Image.open(out / f"{name}.png") as picture:
            assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 50
    assert not processes_of(program)


def test_without_standard_streams_nothing_fails(program: Path, tmp_path: Path) -> None:
    closed: list[str | Path] = ["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", program, "sample", tmp_path / "sample"]
    ran = run_alone(closed, program.parent, tmp_path / "home")

    assert ran.status == 0
    assert (tmp_path / "sample" / "sample.csv").is_file()


def processes_of(program: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter(["exe"]) if process.info["exe"] == str(program)]

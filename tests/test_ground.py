"""What everything stands on: the log, the two import rules, the lock files, the command line's start, set-up."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.process.log import LOG_FILE, start_logging, without_names
from tests.places import ROOT
from tools.environment import Environment
from tools.system_packages import Need, SetUpError, has_library, has_module, install_missing_packages

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-nvidia.txt")
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="set-up by make is for Linux and macOS")


# --- the log


@pytest.fixture
def log_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for the log; whatever handlers logging was given are taken away again."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield tmp_path / "state"
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()


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
    assert re.search(r"tests/test_ground\.py:\d+ in test_no_file_name", text)


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


# --- what may import what


def modules_after(statement: str) -> set[str]:
    """The top-level modules that a fresh process holds after a statement."""
    code = f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(run_python("-c", code).stdout.split())


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)


def every_module_of(package: str) -> str:
    files = sorted((ROOT / package).rglob("*.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]
    return "import " + ", ".join(names)


def test_importing_core_loads_no_pyside6() -> None:
    assert not modules_after(every_module_of("core")) & {"PySide6", "pyqtgraph", "gui"}


def test_importing_gui_loads_no_tensorflow() -> None:
    assert not modules_after(every_module_of("gui")) & {"tensorflow", "keras", "tf_keras", "tensorflow_hub"}


def test_the_command_line_shows_its_help_without_tensorflow() -> None:
    done = run_python("-X", "importtime", "main.py", "--help")

    assert "train" in done.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "argparse" in imported
    assert not imported & {"tensorflow", "keras", "sklearn", "scipy", "PySide6"}


def test_reading_dicom_opens_no_socket_though_packages_are_there_that_would(tmp_path: Path) -> None:
    code = (
        "import sys; sys.addaudithook(lambda event, values: event == 'socket.__new__' and print(values)); "
        "from pathlib import Path; from core.modalities.images.sample import write_sample; from core.jobs import Job; "
        "from core.modalities.images.readers import read_picture_of; "
        "from core.modalities.images.dicom_label import label_tag_problem; "
        "folder = Path(sys.argv[1]); assert not label_tag_problem('Modality'); write_sample(folder, Job()); "
        "read_picture_of(folder / 'images' / 'PAT01' / 'IM000004.dcm'); assert 'requests' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "sample"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout + done.stderr == ""


# --- the lock files


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert not re.search(r"https?:|file:|--(?:extra-)?index|--find-links|\s@\s", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    for name, entry in entries_of(lock).items():
        assert "==" in entry, name
        assert "--hash=sha256:" in entry, name


def test_the_locks_agree_with_each_other() -> None:
    run = entries_of("requirements.txt")
    for other in (entries_of("requirements-dev.txt"), entries_of("requirements-nvidia.txt")):
        for name in run.keys() & other.keys():
            assert other[name].split()[0] in {run[name].split()[0], run[name.partition(" ")[0]].split()[0]}


def test_one_tensorflow_is_installed_and_no_other() -> None:
    import importlib.metadata

    names = {distribution.name.lower().replace("_", "-") for distribution in importlib.metadata.distributions()}
    assert len(names & {"tensorflow", "tensorflow-cpu"}) == 1


def entries_of(lock: str) -> dict[str, str]:
    """Each pinned package of a lock file, with its hashes. One that is pinned twice has its marker in the name."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    joined = [line for line in text.replace("\\\n", " ").splitlines() if re.match(r"[a-z]", line)]
    entries: dict[str, str] = {}
    for line in joined:
        name = line.partition("==")[0]
        entries[name if name not in entries else f"{name} {line}"] = line
    return entries


# --- set-up


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lock file that lists nothing, and the environment made from it."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "requirements.txt").write_text("# nothing to install\n", encoding="utf-8")
    Environment(folder / ".venv").install(folder / "requirements.txt")
    return folder


@pytest.fixture
def lock(set_up_once: Path, tmp_path: Path) -> Path:
    """The lock file in a folder of the test's own."""
    shutil.copytree(set_up_once, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "requirements.txt"


@pytest.fixture
def environment(lock: Path) -> Environment:
    return Environment(lock.parent / ".venv")


@needs_posix
def test_set_up_does_no_work_twice(environment: Environment, lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment.install(lock)
    assert capsys.readouterr().out == ""

    lock.write_text("# still nothing\n", encoding="utf-8")
    environment.install(lock)
    told = capsys.readouterr().out
    assert "Installing requirements.txt" in told
    assert "Making" not in told


@needs_posix
def test_an_interrupted_set_up_is_not_taken_for_complete(
    environment: Environment, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half_installed = lock.parent / ".venv" / "half-installed"
    half_installed.touch()
    (lock.parent / ".venv" / "set-up-unfinished").touch()  # as a killed set-up leaves it

    environment.install(lock)

    assert "Making .venv" in capsys.readouterr().out
    assert not half_installed.exists()


@needs_posix
def test_what_pip_refuses_is_told_and_not_taken_for_installed(
    environment: Environment, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock.write_text("this is no requirement\n", encoding="utf-8")

    for _ in range(2):
        with pytest.raises(SetUpError, match="Invalid requirement"):
            environment.install(lock)
    assert "Making .venv" not in capsys.readouterr().out  # nothing was changed, so what was installed still serves


@needs_posix
def test_the_choice_of_an_nvidia_card_is_remembered(environment: Environment, lock: Path) -> None:
    assert environment.base_lock() == "requirements.txt"

    environment.install(lock.rename(lock.with_name("requirements-nvidia.txt")))

    assert environment.base_lock() == "requirements-nvidia.txt"
    assert not (lock.parent / ".venv" / "installed-requirements.txt").exists()  # one TensorFlow is not put over another


def test_what_the_operating_system_lacks_is_named_with_the_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 1\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))  # no sudo here
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    needs = (Need("a thing", "libthing1", lambda: False), Need("another", "libanother1", lambda: True))

    with pytest.raises(SetUpError, match="a thing") as raised:
        install_missing_packages(needs)

    assert str(raised.value).endswith("sudo apt-get install libthing1")


def test_nothing_is_installed_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    install_missing_packages((Need("a thing", "libthing1", lambda: True),))


def test_modules_and_libraries_that_are_missing_are_noticed() -> None:
    assert has_module("venv")
    assert not has_module("no_such_module")
    assert not has_library("libnosuchthing.so.1")


@needs_posix
def test_a_python_that_is_too_old_or_does_not_run_is_passed_over(tmp_path: Path) -> None:
    sh = shutil.which("sh")
    assert sh is not None
    make_python(tmp_path / "python3", "exit 1")  # too old, too new, or a shim without a version behind it
    (tmp_path / "python3.12").symlink_to(sys.executable)
    find = [sh, str(ROOT / "tools" / "find_python.sh")]

    done = subprocess.run(find, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str(tmp_path / "python3.12")

    (tmp_path / "python3.12").unlink()
    done = subprocess.run(find, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sudo apt-get install python3" in done.stderr


def make_python(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)

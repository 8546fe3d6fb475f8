"""What imports what, in processes that really do: core no Qt, gui and the command line's help no TensorFlow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.places import ROOT


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

"""What the packages are made with, as far as it can be tried without making one."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import PathDistribution, distributions
from pathlib import Path

import numpy as np
import pytest
from packaging.utils import canonicalize_name

from core.process.notices import RESEARCH_USE_ONLY
from core.process.packaged import fresh_python, program_name, set_up, typed_command
from tools.on_screen import display
from tools.package import ROOT, identity
from tools.package.contents import DECODERS, EXCLUDED_MODULES, data_files, is_needed
from tools.package.origins import Origins, copy_licences, is_library
from tools.package.sbom import ForbiddenLicenceError, is_under_gpl_alone, licence_of, write_sbom

MAIN = str(ROOT / "main.py")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


# ---- the program in its two forms


def test_a_script_run_by_the_program_cannot_import_frostline(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import sys, numpy\nprint(sys.argv[1:], __name__)\nimport core.tasks", encoding="utf-8")
    done = run(sys.executable, MAIN, "--run-script", str(script), "one", "two")

    assert done.stdout == "['one', 'two'] __main__\n"
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'core'\n")
    assert done.returncode == 1


def test_a_packaged_program_is_its_own_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fresh_python("probe.py", ["x"]) == [sys.executable, "-I", "probe.py", "x"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert fresh_python("probe.py", ["x"]) == [sys.executable, "--run-script", "probe.py", "x"]
    monkeypatch.setattr(sys, "platform", "win32")
    assert program_name() == typed_command() == "frostline-cli"
    monkeypatch.setattr(sys, "platform", "linux")
    assert program_name() == typed_command() == "frostline"


def test_a_hint_names_a_command_that_runs_where_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (ROOT, tmp_path):
        monkeypatch.chdir(folder)
        told = subprocess.run(f"{typed_command()} --version", shell=True, capture_output=True, text=True, check=True)
        assert told.stdout.startswith("Frostline ")
        assert (MAIN in typed_command()) == (folder != ROOT)


def test_programs_that_the_packaged_one_starts_find_the_systems_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/frostline/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/other")
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland;xcb")
    set_up()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/other"
    assert os.environ["QT_QPA_PLATFORM"] == "xcb"
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    set_up()
    assert "LD_LIBRARY_PATH" not in os.environ
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a shell does")
def test_without_standard_streams_the_program_works(tmp_path: Path) -> None:
    done = run(
        "/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, MAIN, "sample", str(tmp_path / "sample")
    )

    assert done.returncode == 0
    assert (tmp_path / "sample" / "sample.csv").is_file()


def test_the_self_test_shows_the_window_and_tells_when(tmp_path: Path) -> None:
    done = run(sys.executable, MAIN, "--self-test", str(tmp_path), "--only-start", QT_QPA_PLATFORM="offscreen")

    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "self-test.json").read_text(encoding="utf-8"))
    assert report["passed"]
    assert report["font"] == "Inter"
    assert report["painted_at"] > 0
    assert report["loaded_tensorflow"] is False


@pytest.mark.skipif(sys.platform != "linux", reason="needs a display that can be taken away")
def test_a_self_test_whose_display_goes_away_ends_and_says_so(tmp_path: Path) -> None:
    with display() as name:
        environment = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path)}
        command = [sys.executable, MAIN, "--self-test", str(tmp_path / "out")]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        while not list(tmp_path.glob("out/projects-*/*")):  # until the window is there, and the first click was made
            assert process.poll() is None
            time.sleep(0.1)
    _, errors = process.communicate(timeout=120)

    assert process.returncode == 1
    assert "DisplayLost" in errors or "fatal IO error" in errors  # the latter where the window was just painted
    assert not json.loads((tmp_path / "out" / "self-test.json").read_text(encoding="utf-8"))["passed"]


# ---- what is said


@pytest.mark.parametrize("file", ["README.md", "docs/user-guide.md", "docs/packaging.md"])
def test_research_use_only_is_said_in_one_wording(file: str) -> None:
    assert RESEARCH_USE_ONLY in " ".join((ROOT / file).read_text(encoding="utf-8").replace("**", "").split())


def test_research_use_only_is_said_by_every_installer() -> None:
    templates = ROOT / "tools" / "package" / "templates"
    for name in ("control.txt", "copyright.txt", "metainfo.txt", "readme.txt"):
        assert "$research_use_only" in (templates / name).read_text(encoding="utf-8"), name
    assert (templates / "installer.nsi").read_text(encoding="utf-8").count("${RESEARCH_USE_ONLY}") >= 3
    assert RESEARCH_USE_ONLY in str(identity.INFO_PLIST["NSHumanReadableCopyright"])


# ---- what is inside


def test_what_the_program_reads_is_there(tmp_path: Path) -> None:
    for file, _ in data_files(ROOT):
        assert Path(file).exists(), file


@pytest.mark.parametrize(
    "place",
    [
        "tensorflow/libtensorflow_cc.so.2",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/lib/libQt6DBus.so.6",
        "libglib-2.0.so.0",
        "libgthread-2.0.so.0",
        "libfreetype.so.6",
        "libxcb-cursor.so.0",
        "resources/fonts/Inter-Regular.otf",
    ],
)
def test_what_is_loaded_stays(place: str) -> None:
    assert is_needed(place, f"/usr/lib/{place}")


@pytest.mark.parametrize(
    "place",
    [
        "tensorflow/include/x/y.h",
        "tensorflow/compiler/tf2xla/ops/_xla_ops.so",
        "PySide6\\Qt\\plugins\\tls\\qopensslbackend.dll",
        "libQt6Network.so.6",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libgtk-3.so.0",
    ],
)
def test_what_is_never_loaded_goes(place: str) -> None:
    assert not is_needed(place, f"/usr/lib/{place}")


def test_a_package_keeps_its_own_library_where_the_systems_goes() -> None:
    assert is_needed("libharfbuzz.so.0", "pillow.libs/libharfbuzz.so.0")
    assert not is_needed("libharfbuzz.so.0", "/lib/x86_64-linux-gnu/libharfbuzz.so.0")


def test_libraries_are_told_by_what_is_in_them(tmp_path: Path) -> None:
    text = tmp_path / "a.so"
    text.write_text("no library", encoding="utf-8")
    assert is_library(Path(sys.executable))
    assert not is_library(text)


@pytest.fixture
def origins() -> Origins:
    library = next(Path(np.__file__).parent.glob("_core/_multiarray_umath*"))
    return Origins(modules=["numpy.linalg", "tensorflow_hub"], files={f"numpy/_core/{library.name}": str(library)})


def test_a_file_is_traced_to_the_package_that_brought_it(origins: Origins) -> None:
    assert [one.name for one in origins.distributions] == ["numpy", "pyinstaller", "tensorflow-hub"]
    assert origins.distribution_of(next(iter(origins.files))) == "numpy"


def test_licences_are_passed_on_and_named_where_there_is_no_text(origins: Origins, tmp_path: Path) -> None:
    copy_licences(origins, tmp_path / "licences")
    folders = {path.name.partition("-")[0]: path for path in (tmp_path / "licences").iterdir() if path.is_dir()}
    assert any("LICENSE" in file.name for file in folders["numpy"].iterdir())
    assert "Apache" in (folders["tensorflow"] / "METADATA").read_text(encoding="utf-8")
    assert (tmp_path / "licences" / "LGPL-3.0.txt").is_file()


def test_the_list_of_what_is_inside_names_packages_libraries_and_python(origins: Origins, tmp_path: Path) -> None:
    place, source = next(iter(origins.files.items()))
    inside = tmp_path / "program" / "_internal"
    (inside / place).parent.mkdir(parents=True)
    shutil.copyfile(source, inside / place)
    write_sbom(tmp_path / "program", origins, tmp_path / "sbom.json")

    told = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "Frostline"
    names = {component["name"] for component in told["components"]}
    assert names == {"CPython", "numpy", "pyinstaller", "tensorflow-hub", Path(place).name}


@pytest.mark.parametrize(
    ("licence", "is_forbidden"),
    [
        ("Apache-2.0", False),
        ("", False),
        ("BSD-3-Clause AND MIT", False),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", False),
        ("LGPLv3", False),
        ("GPLv2-or-later with a special exception which allows to use PyInstaller", False),
        ("GPL V3.0", True),
        ("GPLv3", True),
        ("GPL-2.0-only OR GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
    ],
)
def test_the_gpl_is_told_from_other_licences(licence: str, is_forbidden: bool) -> None:
    assert is_under_gpl_alone(licence) is is_forbidden


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-nvidia.txt"])
def test_nothing_that_the_program_needs_is_under_the_gpl(lock: str) -> None:
    locked = re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    installed = {canonicalize_name(one.name): one for one in distributions()}
    found = [installed[canonicalize_name(name)] for name, _ in locked if canonicalize_name(name) in installed]
    assert len(found) > 30
    assert not [one.name for one in found if is_under_gpl_alone(licence_of(one))]
    names = {canonicalize_name(name) for name, _ in locked}
    assert not names & {"pylibjpeg-libjpeg", "python-gdcm"}
    assert "GPL" not in (ROOT / "NOTICE").read_text(encoding="utf-8")


def test_a_package_with_anything_under_the_gpl_is_not_made(origins: Origins, tmp_path: Path) -> None:
    (tmp_path / "dist" / "Sneaked-1.dist-info").mkdir(parents=True)
    metadata = "Metadata-Version: 2.1\nName: Sneaked\nVersion: 1\nLicense: GPL V3.0\n"
    (tmp_path / "dist" / "Sneaked-1.dist-info" / "METADATA").write_text(metadata, encoding="utf-8")
    origins.__dict__["distributions"] = [PathDistribution(tmp_path / "dist" / "Sneaked-1.dist-info")]
    with pytest.raises(ForbiddenLicenceError, match="Sneaked"):
        write_sbom(tmp_path / "program", origins, tmp_path / "sbom.json")


def test_the_decoders_that_are_packaged_are_there_and_no_other_package_comes_with_them() -> None:
    for name in DECODERS:
        assert importlib.util.find_spec(name), name
    assert {"gdcm", "pylibjpeg", "libjpeg", "openjpeg", "rle", "jpeg_ls"} <= set(EXCLUDED_MODULES)


def test_every_decoder_that_the_readers_ask_for_is_packaged() -> None:
    source = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "core" / "modalities" / "images").glob("*.py")
    )
    modules = set(re.findall(r"from (imagecodecs\._\w+) import", source))
    modules |= {f"imagecodecs._{name}" for name in re.findall(r'_by\("(\w+)_decode"\)', source)}
    assert len(modules) > 5
    modules -= {"imagecodecs._jpeg", "imagecodecs._avif"}  # another name of _jpeg8, and what is left out on purpose
    assert modules <= set(DECODERS)


def test_no_decoder_is_packaged_that_nothing_asks_for() -> None:
    folder = Path(importlib.util.find_spec("imagecodecs").origin).parent
    modules = [file for name in DECODERS for file in folder.glob(f"{name.partition('.')[2]}.*")]
    libraries = {library for module in modules for library in linked_with(module, folder.parent / "imagecodecs.libs")}
    whole = sum(
        file.stat().st_size for place in (folder, folder.parent / "imagecodecs.libs") for file in place.glob("*.*")
    )
    assert sum(file.stat().st_size for file in (*modules, *libraries)) < whole / 2


def linked_with(module: Path, folder: Path) -> set[Path]:
    """The libraries in the folder that a module loads, and those that they load."""
    content = module.read_bytes()
    found = {library for library in folder.glob("*") if library.name.encode() in content and library != module}
    return found.union(*(linked_with(library, folder) for library in found))

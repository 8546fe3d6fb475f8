"""The files that people get: what is in them, how they are installed and removed, and what lists say of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from core.process.notices import RESEARCH_USE_ONLY
from core.storage.files import sha256_of_file
from tests.package.conftest import only
from tests.package.sandbox import run_alone, tool
from tools.package import DIST, ROOT

MOST_MEGABYTES_UNPACKED, MOST_MEGABYTES_DEB = 1450, 480
ELF = b"\x7fELF"
#: that a package may write to
FOLDERS = ("./opt/frostline/", "./usr/bin/", "./usr/share/")


def run(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def unpacked(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deb")
    run("dpkg-deb", "--extract", deb, folder)
    return folder


def test_the_sums_are_right(deb: Path, archive: Path) -> None:
    lines = (DIST / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: value for value, name in (line.split("  ") for line in lines)}

    assert set(sums) == {file.name for file in DIST.iterdir()} - {"SHA256SUMS"}
    for name, value in sums.items():
        assert sha256_of_file(DIST / name) == value


def test_the_packages_are_small_enough(deb: Path, unpacked: Path) -> None:
    files = [file for file in (unpacked / "opt").rglob("*") if file.is_file() and not file.is_symlink()]
    assert sum(file.stat().st_size for file in files) <= MOST_MEGABYTES_UNPACKED * 1e6
    assert deb.stat().st_size <= MOST_MEGABYTES_DEB * 1e6


def test_the_deb_lies_in_opt_belongs_to_root_and_says_what_it_is_for(deb: Path) -> None:
    for line in run("dpkg-deb", "--contents", deb).splitlines():
        rights, owner, *_ = line.split()
        place = line[line.index(" ./") + 1 :].partition(" -> ")[0]
        assert place.startswith(FOLDERS) or any(folder.startswith(place) for folder in FOLDERS), place
        assert owner == "root/root"
        assert "w" not in rights[5:] or rights.startswith("l"), line
    assert " ".join(run("dpkg-deb", "--field", deb, "Description").split()).endswith(RESEARCH_USE_ONLY)


def test_desktops_understand_the_menu_entry(unpacked: Path) -> None:
    share = unpacked / "usr" / "share"
    entry = next((share / "applications").glob("*.desktop"))
    run("desktop-file-validate", entry)
    assert "\nStartupWMClass=Frostline\n" in entry.read_text(encoding="utf-8")  # what X calls the window's class
    metainfo = next((share / "metainfo").glob("*.metainfo.xml"))
    run("appstreamcli", "validate", "--no-net", metainfo)
    assert RESEARCH_USE_ONLY in metainfo.read_text(encoding="utf-8")
    named = entry.stem
    assert {file.name for file in (share / "icons").rglob("*.*")} == {f"{named}.svg", f"{named}.png"}


def test_licences_notices_and_nothing_of_this_machine_are_inside(unpacked: Path) -> None:
    inside = unpacked / "opt" / "frostline" / "_internal"
    assert (inside / "LICENSE").is_file()
    assert "mobilenet_v2_100_224" in (inside / "NOTICE").read_text(encoding="utf-8")
    for name in (
        "PySide6_Essentials",
        "tensorflow-hub",
        "numpy",
        "pyinstaller",
        "LGPL-3.0.txt",
        "common-licenses",
        "libxcb-cursor0",
    ):
        assert list((inside / "licences").glob(f"{name}*")), name
    found = subprocess.run(["grep", "--recursive", "--files-with-matches", "--fixed-strings", str(ROOT), unpacked],
                           capture_output=True, text=True, check=False)  # fmt: skip
    assert found.stdout == ""


def test_the_list_names_every_library_and_every_python_package(unpacked: Path) -> None:
    listed = json.loads(only("*.cdx.json").read_text(encoding="utf-8"))["components"]
    hashes = {
        next(entry["value"] for entry in one["properties"] if entry["name"] == "frostline:path"): one["hashes"][0]
        for one in listed
        if "properties" in one
    }
    inside = unpacked / "opt" / "frostline" / "_internal"
    libraries = [file for file in inside.rglob("*") if not file.is_symlink() and file.is_file() and _is_elf(file)]
    assert len(libraries) > 200
    for library in libraries:
        assert hashes[library.relative_to(inside).as_posix()]["content"] == sha256_of_file(library)
    names = {canonicalize_name(one["name"]) for one in listed}
    assert {
        "tensorflow-cpu",
        "tensorflow-hub",
        "tf-keras",
        "keras",
        "numpy",
        "scipy",
        "scikit-learn",
        "pillow",
    } <= names
    assert {"pyside6-essentials", "shiboken6", "pyqtgraph", "qtawesome", "superqt", "cpython"} <= names
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    python = {canonicalize_name(one["name"]) for one in listed if one.get("purl", "").startswith("pkg:pypi")}
    assert python <= {*(canonicalize_name(name) for name in locked), "pyinstaller"}
    assert not python & {"setuptools", "pip"}


def test_the_deb_is_installed_runs_and_is_removed_without_a_trace(deb: Path, tmp_path: Path, screen: str) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip("installing a package needs root on Debian or Ubuntu")
    assert not Path("/opt/frostline").exists(), "Frostline is installed here: remove it first"
    _apt("install", "--no-install-recommends", str(deb))
    try:
        assert run("/usr/bin/frostline", "backbones").count("224") >= 2
        ran = run_alone(
            ["/usr/bin/frostline", "--self-test", tmp_path / "out", "--only-start"],
            Path("/opt/frostline"), tmp_path / "home", screen,
        )  # fmt: skip
        assert ran.status == 0, ran.output
        assert ran.internet == []
    finally:
        _apt("purge", "frostline")
    left = [Path("/opt/frostline"), Path("/usr/bin/frostline"), Path("/usr/share/doc/frostline")]
    left += Path("/usr/share").glob("**/*frostline.Frostline*")
    assert not [path for path in left if path.exists() or path.is_symlink()]


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([tool("apt-get"), "--yes", *arguments], env=environment, check=True, capture_output=True)


def _is_elf(file: Path) -> bool:
    with open(file, "rb") as opened:
        return opened.read(4) == ELF

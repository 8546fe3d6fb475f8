"""The list of what is inside, and that nothing of it is under the GPL."""

from __future__ import annotations

import json
import re
import shutil
from importlib.metadata import PathDistribution, distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tools.package import ROOT
from tools.package.origins import Origins
from tools.package.sbom import ForbiddenLicenceError, is_under_gpl_alone, licence_of, write_sbom


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

"""The software bill of materials: every Python package and every shared library inside, as CycloneDX."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path
from typing import cast

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from core import VERSION
from core.storage.files import sha256_of_file
from tools.package.identity import NAME, SUMMARY
from tools.package.origins import Origins, is_library
from tools.system_packages import SetUpError

PREFIX = "frostline"

#: of a backbone: the file that its hash is of
WEIGHTS = "variables/variables.data-00000-of-00001"


#: not the LGPL, which asks for nothing where a library lies beside the program as a file of its own
GPL = re.compile(r"(?i)(?<!L)\b(A?GPL|GNU (Affero )?General Public)|(?<![LA-Z])GPLv?\d")


class WrongSbomError(SetUpError):
    """The list does not follow CycloneDX's schema."""


class ForbiddenLicenceError(SetUpError):
    """A package inside is under the GPL, under which all that is passed on with it would stand."""


def licence_of(one: Distribution) -> str:
    """Return the licence as its authors name it, in an expression or in words; "" where they do not."""
    metadata = cast("Message", one.metadata)
    return metadata.get("License-Expression") or (metadata.get("License") or "").partition("\n")[0].strip()


def is_under_gpl_alone(licence: str) -> bool:
    """Return whether a licence leaves no choice but the GPL. An exception for what is built with a tool is a choice."""
    choices = re.split(r"\bOR\b", licence)
    return all(GPL.search(choice) and "exception" not in choice.lower() for choice in choices)


def write_sbom(folder: Path, origins: Origins, file: Path) -> None:
    """List what is inside the packaged `folder`.

    Raise WrongSbomError where the list breaks the schema, and ForbiddenLicenceError where a package may not be inside.
    """
    if forbidden := [one.name for one in origins.distributions if is_under_gpl_alone(licence_of(one))]:
        raise ForbiddenLicenceError(f"Under the GPL, and in the package: {', '.join(forbidden)}.")
    bom = Bom()
    bom.metadata.component = Component(
        name=NAME, version=VERSION, type=ComponentType.APPLICATION, description=SUMMARY, bom_ref=NAME,
        licenses=[LicenseFactory().make_with_id("Apache-2.0")],
    )  # fmt: skip
    bom.components.add(_python())
    bom.components.update(_of_distribution(one) for one in origins.distributions)
    bom.components.update(_of_library(place, folder, origins) for place in libraries(folder))
    bom.components.update(_backbones(folder))
    bom.register_dependency(bom.metadata.component, list(bom.components))
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise WrongSbomError(str(fault))
    file.write_text(text, encoding="utf-8")


def libraries(folder: Path) -> Iterator[str]:
    """Yield the places of all shared libraries in a packaged folder, links left out."""
    inside = folder / "_internal"
    for file in sorted(inside.rglob("*")):
        if not file.is_symlink() and file.is_file() and is_library(file):
            yield file.relative_to(inside).as_posix()


def _python() -> Component:
    version = platform.python_version()
    return Component(
        name="CPython", version=version, type=ComponentType.PLATFORM, purl=PackageURL("generic", name="python",
        version=version), bom_ref=f"python-{version}", licenses=[LicenseFactory().make_with_id("PSF-2.0")],
    )  # fmt: skip


def _of_distribution(one: Distribution) -> Component:
    metadata, said = cast("Message", one.metadata), licence_of(one)
    purl = PackageURL("pypi", name=canonicalize_name(one.name), version=one.version)
    return Component(
        name=one.name, version=one.version, type=ComponentType.LIBRARY, purl=purl, bom_ref=str(purl),
        description=metadata.get("Summary"), licenses=[LicenseFactory().make_from_string(said)] if said else [],
    )  # fmt: skip


def _of_library(place: str, folder: Path, origins: Origins) -> Component:
    file = folder / "_internal" / place
    debian = origins.debian_packages.get(place)
    owner = origins.distribution_of(place) if place in origins.files else None
    purl = PackageURL("deb", _system(), debian[0], debian[1]) if debian else None
    return Component(
        name=file.name, type=ComponentType.FILE if purl is None else ComponentType.LIBRARY, bom_ref=f"file:{place}",
        version=debian[1] if debian else None, purl=purl, hashes=[_sha256(file)],
        properties=[Property(name=f"{PREFIX}:path", value=place)]
        + ([Property(name=f"{PREFIX}:python-package", value=owner)] if owner else []),
    )  # fmt: skip


def _system() -> str:
    """Return the name that Debian or Ubuntu has for itself."""
    return platform.freedesktop_os_release()["ID"]


def _backbones(folder: Path) -> Iterator[Component]:
    for card in sorted((folder / "_internal" / "resources" / "backbones").glob("*/card.json")):
        values = json.loads(card.read_text(encoding="utf-8"))
        yield Component(
            name=card.parent.name, type=ComponentType.MACHINE_LEARNING_MODEL, bom_ref=f"backbone:{card.parent.name}",
            description=f"{values['title']}; weights from {values['source']}", hashes=[_sha256(card.parent / WEIGHTS)],
            licenses=[LicenseFactory().make_from_string(values["licence"])],
        )  # fmt: skip


def _sha256(file: Path) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=sha256_of_file(file))

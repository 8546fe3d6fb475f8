"""Where all that a package is made of comes from: Python packages and packages of the operating system."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import Distribution, distribution, distributions, packages_distributions
from pathlib import Path

from tools.package import ROOT

#: the first bytes of programs and libraries on Linux, Windows and macOS (of one kind of processor, or of several)
MACHINE_CODE = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")

#: what Debian's copyright files refer to instead of repeating it
COMMON_LICENCES = Path("/usr/share/common-licenses")

LICENCE = re.compile(r"(?i)(licen[cs]e|copying|notice|authors|third.party)")


@dataclass(frozen=True)
class Origins:
    """The modules in the package, and of each file that is no module the one that it was copied from."""

    modules: list[str]
    files: dict[str, str]

    @classmethod
    def load(cls, file: Path) -> Origins:
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")

    @cached_property
    def distributions(self) -> list[Distribution]:
        """Return the Python packages of which anything is inside, by name."""
        of_modules = packages_distributions()
        tops = {name.partition(".")[0] for name in self.modules}
        names = {name for top in tops for name in of_modules.get(top, ())}
        names |= {owner for owner in map(self.distribution_of, self.files) if owner}
        names.add("pyinstaller")  # its small program starts ours
        return sorted((distribution(name) for name in names), key=lambda one: one.name.lower())

    def distribution_of(self, place: str) -> str | None:
        """Return the Python package that a file was installed by."""
        return self._owners.get(os.path.realpath(self.files[place]))

    @cached_property
    def debian_packages(self) -> dict[str, tuple[str, str]]:
        """Name and version of the Debian package that a library is from, by the library's place."""
        strangers = {
            place: Path(source).resolve()
            for place, source in self.files.items()
            if shutil.which("dpkg-query") and not self.distribution_of(place)
        }
        owners = _debian_owners({file for file in strangers.values() if is_library(file)})
        return {place: owners[file] for place, file in strangers.items() if file in owners}

    @cached_property
    def _owners(self) -> dict[str, str]:
        owners: dict[str, str] = {}
        for one in distributions():
            name = one.name  # is read from a file each time
            base = os.path.realpath(str(one.locate_file("")))
            owners |= {os.path.normpath(f"{base}/{file}"): name for file in one.files or ()}
        return owners


def is_library(file: Path) -> bool:
    """Return whether a file is a shared library, or another piece of machine code, whatever it is called."""
    with open(file, "rb") as opened:
        return opened.read(4).startswith(MACHINE_CODE)


def copy_licences(origins: Origins, folder: Path) -> None:
    """Copy what the authors of every package inside ask to be passed on."""
    shutil.rmtree(folder, ignore_errors=True)
    for one in origins.distributions:
        own = folder / f"{one.name}-{one.version}"
        for file in one.files or ():
            if LICENCE.search(file.name) and file.suffix not in (".py", ".pyc", ".h"):
                _copy(Path(str(file.locate())), own / "-".join(file.parts[1:]))
        if not own.exists():  # its authors only name the licence
            _copy(Path(str(one.locate_file(_metadata_file(one)))), own / "METADATA")
    for name, version in set(origins.debian_packages.values()):
        _copy(Path("/usr/share/doc") / name / "copyright", folder / f"{name}-{version}" / "copyright")
    if origins.debian_packages:
        for text in COMMON_LICENCES.iterdir():
            _copy(text, folder / "common-licenses" / text.name)
    for text in (ROOT / "tools" / "package" / "licences").iterdir():
        _copy(text, folder / text.name)
    for place in (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)):
        for name in ("LICENSE.txt", "LICENSE"):
            _copy(place / name, folder / f"python-{sys.version.split()[0]}" / name)


def _metadata_file(one: Distribution) -> str:
    return next(str(file) for file in one.files or () if file.name == "METADATA" and len(file.parts) == 2)


def _copy(source: Path, destination: Path) -> None:
    if source.is_file():
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, destination)


def _debian_owners(files: Iterable[Path]) -> dict[Path, tuple[str, str]]:
    """Debian's package and its version, of the files that belong to one. /lib may be written for /usr/lib."""
    found: dict[Path, tuple[str, str]] = {}
    for file in files:
        for name in (str(file), str(file).removeprefix("/usr")):
            asked = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True, check=False)
            if asked.returncode == 0:
                package = asked.stdout.partition(":")[0]
                version = ["dpkg-query", "--show", "--showformat=${Version}\n", package]
                output = subprocess.run(version, capture_output=True, text=True, check=True).stdout
                found[file] = package, output.splitlines()[0]
                break
    return found

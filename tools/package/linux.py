"""The packages for Linux: a .deb for Debian and Ubuntu, and an archive that runs from any folder."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import textwrap
from pathlib import Path
from string import Template

from core import APPLICATION_ID, VERSION
from tools.package import ROOT
from tools.package.identity import DRAWING, words, write_icon

TEMPLATES = Path(__file__).with_name("templates")

#: of Debian, by the name that Python has for it
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}

#: what comes with graphics drivers, which a program cannot bring along, and where the system's fonts are told
DEPENDS = ("libgl1", "libegl1", "libfontconfig1")

#: levels that take a minute or two; higher ones take four to ten times as long, for 4 to 9 % fewer bytes
ZSTD_LEVEL = 10
XZ_LEVEL = 2
ICON_SIDES = (48, 128, 256)


def write_deb(folder: Path, destination: Path) -> Path:
    """Return the Debian package of a packaged folder: all in /opt/frostline, a link in /usr/bin, a menu entry."""
    stage = ROOT / "build" / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    program = stage / "opt" / "frostline"
    program.parent.mkdir(parents=True)
    shutil.copytree(folder, program, symlinks=True, copy_function=_link)
    _write_desktop_files(stage)
    link = stage / "usr" / "bin" / "frostline"
    link.parent.mkdir(parents=True)
    link.symlink_to("/opt/frostline/frostline")
    architecture = ARCHITECTURES[platform.machine()]
    control = _filled(
        "control.txt",
        architecture=architecture,
        kilobytes=_kilobytes(stage),
        depends=", ".join((f"libc6 (>= {platform.libc_ver()[1]})", *DEPENDS)),
        description="\n ".join(textwrap.wrap(words()["description"], 78)),
        research_use_only="\n ".join(textwrap.wrap(words()["research_use_only"], 78)),
    )
    _write(stage / "DEBIAN" / "control", control)
    file = destination / f"frostline_{VERSION}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", f"-z{ZSTD_LEVEL}", "--build", str(stage), str(file)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return file


def write_archive(folder: Path, destination: Path) -> Path:
    """Return a .tar.xz of a packaged folder, with a word to the reader."""
    name = f"frostline-{VERSION}-linux-{platform.machine()}"
    stage = ROOT / "build" / "archive"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copytree(folder, stage / name, symlinks=True, copy_function=_link)
    _write(stage / name / "README.txt", _filled("readme.txt"))
    file = destination / f"{name}.tar.xz"
    owner = ["--mode=u+rwX,go+rX,go-w", "--owner=0", "--group=0", "--numeric-owner", "--sort=name"]
    compress = ["-I", f"xz -T0 -{XZ_LEVEL}"]
    subprocess.run(["tar", *owner, *compress, "-C", str(stage), "-cf", str(file), name], check=True)
    return file


def _write_desktop_files(stage: Path) -> None:
    share = stage / "usr" / "share"
    _write(share / "applications" / f"{APPLICATION_ID}.desktop", _filled("desktop.txt"))
    _write(share / "metainfo" / f"{APPLICATION_ID}.metainfo.xml", _filled("metainfo.txt"))
    _write(share / "doc" / "frostline" / "copyright", _filled("copyright.txt"))
    changes = gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), 9, mtime=0)
    (share / "doc" / "frostline" / "changelog.gz").write_bytes(changes)
    icons = share / "icons" / "hicolor"
    drawing = icons / "scalable" / "apps" / f"{APPLICATION_ID}.svg"
    drawing.parent.mkdir(parents=True)
    shutil.copyfile(DRAWING, drawing)
    for side in ICON_SIDES:
        png = icons / f"{side}x{side}" / "apps" / f"{APPLICATION_ID}.png"
        png.parent.mkdir(parents=True)
        write_icon(side, png)


def _filled(template: str, **more: object) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return Template(text).substitute({**words(), **more})


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _link(source: str, destination: str) -> None:
    """Instead of a copy: what is put together here is a gigabyte, and is only read."""
    os.link(source, destination, follow_symlinks=False)


def _kilobytes(folder: Path) -> int:
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return sum(file.stat().st_size for file in files) // 1024

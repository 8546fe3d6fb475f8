"""Freeze the program, and make of it what people install: `make package`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from core import VERSION
from core.storage.files import sha256_of_file
from tools.on_screen import display
from tools.package import DIST, FOLDER, ORIGINS, ROOT
from tools.package.origins import Origins
from tools.package.sbom import write_sbom
from tools.system_packages import PACKAGE_NEEDS, SetUpError, install_missing_packages

STARTS = 5


def freeze() -> None:
    """Run PyInstaller on build.spec."""
    folders = ["--distpath", str(FOLDER.parent), "--workpath", str(ROOT / "build" / "pyinstaller")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *folders, "build.spec"]
    quiet = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetUpError(f"PyInstaller failed.\n{done.stderr[-4000:]}")


def write_packages() -> list[Path]:
    """Return what people of this system install."""
    system = platform.system()
    if system == "Linux":
        from tools.package import linux

        return [linux.write_deb(FOLDER, DIST), linux.write_archive(FOLDER, DIST)]
    if system == "Windows":
        from tools.package import windows

        return [windows.write_installer(FOLDER, DIST, ROOT / "build" / "frostline.ico")]
    from tools.package import macos

    return [macos.write_disk_image(FOLDER.with_name("Frostline.app"), DIST)]


def write_checksums(files: list[Path]) -> Path:
    sums = DIST / "SHA256SUMS"
    lines = [f"{sha256_of_file(file)}  {file.name}\n" for file in files]
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return sums


def seconds_to_window(program: Path) -> float:
    """Return the seconds from the program's start to its first paint: the middle of some, after one to warm up."""
    on_linux = sys.platform == "linux"
    seconds = []
    with tempfile.TemporaryDirectory() as temporary, display() if on_linux else nullcontext("") as name:
        environment = os.environ | ({"DISPLAY": name, "QT_QPA_PLATFORM": "xcb"} if on_linux else {})
        for _ in range(STARTS + 1):
            began = time.time()
            subprocess.run([program, "--self-test", temporary, "--only-start"], env=environment, check=True)
            report = json.loads((Path(temporary) / "self-test.json").read_text(encoding="utf-8"))
            seconds.append(report["painted_at"] - began)
    return sorted(seconds[1:])[STARTS // 2]


def megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if not file.is_symlink() and file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def program_file() -> Path:
    names = {"linux": "frostline", "win32": "Frostline.exe", "darwin": "Frostline"}
    return FOLDER / names[sys.platform]


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the packages that people install.")
    parser.add_argument("--frozen", action="store_true", help="take the program that was frozen before")
    options = parser.parse_args()
    os.umask(0o022)  # everybody may read what is packed
    try:
        install_missing_packages(PACKAGE_NEEDS)
        if not options.frozen:
            print("  Freezing the program, which takes some minutes …", flush=True)
            freeze()
        print("  Packing …", flush=True)
        shutil.rmtree(DIST, ignore_errors=True)
        DIST.mkdir()
        packages = write_packages()
        sbom = DIST / f"frostline-{VERSION}-{sys.platform}.cdx.json"
        write_sbom(FOLDER, Origins.load(ORIGINS), sbom)
        checksums = write_checksums([*packages, sbom])
        for file in (*packages, sbom, checksums):
            print(f"  {megabytes(file):8.1f} MB   {file.relative_to(ROOT)}")
        print(f"  {megabytes(FOLDER):8.1f} MB   unpacked")
        print(f"  {seconds_to_window(program_file()):8.2f} s    from start to visible window", flush=True)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"“{Path(error.cmd[0]).name}” failed with status {error.returncode}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""List what must come from the operating system, and how it is installed there."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: of the Python that runs this
MINOR = sys.version_info.minor


class SetUpError(Exception):
    """Set-up cannot go on; the text says what a person can do about it."""


@dataclass(frozen=True)
class Need:
    """One thing that the operating system has to bring, and the Debian package it comes in."""

    what: str
    package: str
    is_met: Callable[[], bool]


def has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def has_library(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def library(what: str, package: str, file: str) -> Need:
    """Return a library that only Linux has to bring: elsewhere Qt comes with all that it needs."""
    return Need(what, package, lambda: sys.platform != "linux" or has_library(file))


#: add here what a new part of Frostline wants from the operating system
NEEDS = (
    Need(
        "a Python that can make virtual environments",
        f"python3.{MINOR}-venv",
        lambda: has_module("venv") and has_module("ensurepip"),
    ),
    Need(
        "the C++ library that TensorFlow uses",
        "libstdc++6",
        lambda: sys.platform != "linux" or has_library("libstdc++.so.6"),
    ),
)

#: what the window wants, also where it is only tested and never shown
WINDOW_NEEDS = (
    library("GLib", "libglib2.0-0", "libgthread-2.0.so.0"),
    library("OpenGL", "libgl1", "libGL.so.1"),
    library("EGL", "libegl1", "libEGL.so.1"),
    library("Fontconfig", "libfontconfig1", "libfontconfig.so.1"),
    library("D-Bus", "libdbus-1-3", "libdbus-1.so.3"),
    library("keyboard maps", "libxkbcommon0", "libxkbcommon.so.0"),
)

#: what it wants besides, to be shown by an X server
DISPLAY_NEEDS = (
    library("keyboard maps for X", "libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    library("cursors for X", "libxcb-cursor0", "libxcb-cursor.so.0"),
    library("window manager hints for X", "libxcb-icccm4", "libxcb-icccm.so.4"),
    library("images for X", "libxcb-image0", "libxcb-image.so.0"),
    library("key symbols for X", "libxcb-keysyms1", "libxcb-keysyms.so.1"),
    library("rendering for X", "libxcb-render-util0", "libxcb-render-util.so.0"),
    library("shapes for X", "libxcb-shape0", "libxcb-shape.so.0"),
    library("keyboards for X", "libxcb-xkb1", "libxcb-xkb.so.1"),
)

#: for pictures of the window where there is no display
SCREENSHOT_NEEDS = (Need("a display without a screen", "xvfb", lambda: shutil.which("Xvfb") is not None),)


def command(what: str, package: str, name: str) -> Need:
    """Return a command that only Linux has to bring."""
    return Need(what, package, lambda: sys.platform != "linux" or shutil.which(name) is not None)


#: to make packages, besides what a display needs: PyInstaller brings the libraries for X along
PACKAGE_NEEDS = (
    *WINDOW_NEEDS,
    *DISPLAY_NEEDS,
    library("Python as a library", f"libpython3.{MINOR}", f"libpython3.{MINOR}.so.1.0"),
    command("a command that strips libraries", "binutils", "strip"),
    command("a command that packs", "xz-utils", "xz"),
)

#: to see what a program opens and whom it calls
TRACE_NEEDS = (command("a command that traces programs", "strace", "strace"),)

#: to test packages
PACKAGE_TEST_NEEDS = (
    *TRACE_NEEDS,
    command("the compiler of the installer for Windows", "nsis", "makensis"),
    command("network namespaces", "util-linux", "unshare"),
    command("the check of menu entries", "desktop-file-utils", "desktop-file-validate"),
    command("the check of AppStream metadata", "appstream", "appstreamcli"),
)


def install_missing_packages(needs: Sequence[Need] = NEEDS) -> None:
    """Install what is missing with apt where that is allowed. Raise SetUpError with the line to type where not."""
    missing = [need for need in needs if not need.is_met()]
    if not missing:
        return
    what = ", ".join(need.what for need in missing)
    packages = [need.package for need in missing]
    if shutil.which("apt-get") is None:
        raise SetUpError(f"Missing: {what}. Install it with your system's package manager, then try again.")
    line = f"sudo apt-get update && sudo apt-get install {' '.join(packages)}"
    by_hand = f"Missing: {what}. Type this, then try again:\n    {line}"
    prefix = _as_administrator()
    if prefix is None:
        raise SetUpError(by_hand)
    print(f"  Installing {' '.join(packages)} with apt …", flush=True)
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(
            [*prefix, "apt-get", "--quiet", *command],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SetUpError(f"apt could not install what is missing.\n{done.stderr.strip()}\n{by_hand}")


def _as_administrator() -> list[str] | None:
    """Return what to write before a command so that it runs as root; None where that would need a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    sudo = ["sudo", "--non-interactive"]
    allowed = subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if allowed else None

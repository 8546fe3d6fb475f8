"""Say what the figures were measured on. No name of the computer or of its user."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

import psutil

PACKAGES = ("tensorflow", "tensorflow-cpu", "keras", "tf_keras", "tensorflow-hub", "numpy")


@dataclass(frozen=True, kw_only=True)
class Machine:
    processor: str
    #: that this process may use
    cores: int
    memory_gib: float
    system: str
    python: str
    packages: dict[str, str]
    #: programs that wanted a core in the last minute, before the measurement; None where the system does not tell
    load_before: float | None

    def __str__(self) -> str:
        packages = ", ".join(f"{name} {version}" for name, version in self.packages.items())
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB; {self.system}; "
            f"Python {self.python}, {packages}"
        )

    @property
    def is_busy(self) -> bool:
        """Return whether other programs were running, so that times cannot be trusted."""
        return self.load_before is not None and self.load_before > 0.25 * self.cores


def this_machine() -> Machine:
    return Machine(
        processor=_processor(),
        cores=len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else os.cpu_count() or 1,
        memory_gib=psutil.virtual_memory().total / 2**30,
        system=_system(),
        python=platform.python_version(),
        packages=dict(_versions()),
        load_before=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    )


def _processor() -> str:
    """Return the processor as its maker calls it, where the system says."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"


def _versions() -> list[tuple[str, str]]:
    found = []
    for package in PACKAGES:
        try:
            found.append((package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:  # there is one TensorFlow of two names
            continue
    return found

"""Runs a program where there is nothing: no network, no environment, no right to write, and every socket is noted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: takes the system's fonts away, mounts $1 over itself, read-only, and goes on as what follows
BARE = """
test ! -d /usr/share/fonts || /usr/bin/mount -t tmpfs none /usr/share/fonts || exit 99
/usr/bin/mount --bind "$1" "$1" && /usr/bin/mount -o remount,bind,ro "$1" && shift && exec "$@"
"""

MOST_SECONDS = 1200
INTERNET = re.compile(r"\bAF_INET6?\b")


@dataclass(frozen=True)
class Ran:
    """What a program did."""

    status: int
    output: str
    #: every call that has to do with sockets, of all its processes
    calls: list[str]

    @property
    def internet(self) -> list[str]:
        """The calls that name an address or a socket of the internet."""
        return [call for call in self.calls if INTERNET.search(call)]


def run_alone(command: Sequence[str | Path], folder: Path, home: Path, display: str = "") -> Ran:
    """Run `command` in a network namespace without interfaces, `folder` read-only, the environment empty but for HOME.

    Where we are not root, the system must let us make namespaces, which Ubuntu 24.04 does not: then run it by sudo.
    `display` is the name of an X server, which is reached by a file.
    """
    home.mkdir(parents=True, exist_ok=True)
    trace = home.with_name(f"{home.name}.trace")
    namespaces = ["/usr/bin/unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    strace = [tool("strace"), "-f", "-qq", "--seccomp-bpf", "-e", "trace=network", "-o", str(trace)]
    whole = [*namespaces, "/bin/sh", "-c", BARE, "sh", str(folder), *strace, *map(str, command)]
    environment = {"HOME": str(home), "PATH": "/nowhere"} | ({"DISPLAY": display} if display else {})
    done = subprocess.run(
        whole,
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    assert trace.exists(), f"nothing ran: {done.stderr.decode(errors='replace')}"
    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    return Ran(done.returncode, (done.stdout + done.stderr).decode(errors="replace"), calls)


def tool(name: str) -> str:
    """Where a command lies, since the program under test gets no PATH."""
    found = shutil.which(name)
    assert found, f"{name} is not installed"
    return found

"""Start TensorFlow: the same in the window, the command line, tests, benchmarks and the package."""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import IO

from core.errors import UserError
from core.messages import Message

STANDARD_ERROR = 2

#: what TensorFlow says of itself while it is imported, before its logging can be told to be quiet
BANNERS = ("All log messages before absl::InitializeLog() is called", "oneDNN custom operations are on")

CPU_FACTS = Path("/proc/cpuinfo")


def prepare_tensorflow() -> None:
    """Decide how TensorFlow will run in this process, and keep its banners and advice off the terminal.

    oneDNN is on wherever TensorFlow was built with it: by itself TensorFlow takes it only on newer processors, but it
    is faster on all that were tried, down to its AVX kernels. `TF_ENABLE_ONEDNN_OPTS` in the environment overrides it.
    Imports of TensorFlow open no socket. Works only before TensorFlow is imported, which this does not do.
    """
    socket.has_ipv6 = False  # else urllib3, which TensorFlow imports, binds a socket to find out whether it is true
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("ABSL_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    for name in ("tensorflow", "absl"):
        logging.getLogger(name).setLevel(logging.ERROR)
    if "tensorflow" not in sys.modules and not any(isinstance(finder, _QuietImport) for finder in sys.meta_path):
        sys.meta_path.insert(0, _QuietImport())


class _QuietImport(MetaPathFinder):
    """Holds standard error while TensorFlow is imported, wherever that is, and then is gone."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def run_quietly(module: ModuleType) -> None:
            check_processor()
            with without_banners():
                run(module)

        setattr(spec.loader, "exec_module", run_quietly)  # noqa: B010  the loader stays the one that others look at
        return spec


def check_processor() -> None:
    """Raise UserError on a processor on which TensorFlow would end the program with its first instruction."""
    try:
        facts = CPU_FACTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    flags = facts.partition("\nflags")[2].partition("\n")[0].split()
    if flags and "avx" not in flags:
        raise UserError(Message("processor-too-old"))


def _held_output() -> IO[bytes]:
    """Return a file that takes what is written; where no disk has room for one, it is lost."""
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return open(os.devnull, "w+b")


@contextmanager
def without_banners() -> Iterator[None]:
    """Keep back what native code writes to standard error, and let all of it through afterwards but for the banners."""
    try:
        terminal = os.dup(STANDARD_ERROR)
    except OSError:  # a window's process may have none
        yield
        return
    with _held_output() as held:
        if sys.stderr is not None:
            sys.stderr.flush()
        os.dup2(held.fileno(), STANDARD_ERROR)
        try:
            yield
        finally:
            if sys.stderr is not None:
                sys.stderr.flush()
            os.dup2(terminal, STANDARD_ERROR)
            os.close(terminal)
            held.seek(0)
            for line in held:
                if not any(banner.encode() in line for banner in BANNERS):
                    os.write(STANDARD_ERROR, line)

"""Imports tensorflow_hub without setuptools, of which it wants a single function."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from packaging.version import parse

STOOD_IN_FOR = "pkg_resources"


def import_tensorflow_hub() -> Any:
    """Return the library. The first time takes a second, which training from features on disk can spare."""
    before = sys.modules.get(STOOD_IN_FOR)
    stand_in = ModuleType(STOOD_IN_FOR)
    stand_in.__dict__["parse_version"] = parse
    sys.modules[STOOD_IN_FOR] = stand_in
    try:
        import tensorflow_hub
    finally:
        if before is None:
            del sys.modules[STOOD_IN_FOR]
        else:
            sys.modules[STOOD_IN_FOR] = before
    return tensorflow_hub

"""What the tests of packages share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.package.origins import Origins


@pytest.fixture
def origins() -> Origins:
    library = next(Path(np.__file__).parent.glob("_core/_multiarray_umath*"))
    return Origins(modules=["numpy.linalg", "tensorflow_hub"], files={f"numpy/_core/{library.name}": str(library)})

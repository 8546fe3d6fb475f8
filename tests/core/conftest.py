"""What the tests of datasets and of images share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.modalities.images.decoding import DecodePool


@pytest.fixture(scope="session")
def pool() -> Iterator[DecodePool]:
    """Workers take half a second to start, so the tests that do not end them share some."""
    with DecodePool(workers=2) as pool:
        yield pool

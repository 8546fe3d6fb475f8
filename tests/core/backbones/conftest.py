"""What the tests of backbones share: each kind of module is built and opened once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from core.backbones.backbone import Backbone, open_backbone
from tests.core.backbones import networks


@pytest.fixture(scope="session")
def built_kind(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the module of a kind."""
    folder = tmp_path_factory.mktemp("kinds")
    return functools.cache(lambda kind: networks.KINDS[kind](folder / kind))


@pytest.fixture(scope="session")
def backbone_of(built_kind: Callable[[str], Path]) -> Callable[[str], Backbone]:
    """The opened backbone of a kind, or a bundled one. Do not change its variables."""

    @functools.cache
    def get(kind: str) -> Backbone:
        if kind in networks.BUNDLED:
            return open_backbone(networks.bundled_folder(kind))
        return networks.opened(built_kind(kind))

    return get

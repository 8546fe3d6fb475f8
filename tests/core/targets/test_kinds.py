"""Kinds of targets: what files name is found again, and what only a later version knows is refused."""

from __future__ import annotations

import pytest

from core.storage.kept_json import LaterFormat
from core.targets.kinds import KINDS, target_of


def test_each_target_is_found_by_its_kind() -> None:
    for kind in KINDS:
        assert target_of(kind.kind, ("a", "b"), "model.json") == kind(("a", "b"))


def test_a_target_of_a_later_version_is_not_taken_for_classes() -> None:
    with pytest.raises(LaterFormat, match="later version"):
        target_of("several findings", ("a", "b"), "model.json")

"""The catalogue of backbones: bundled ones and the user's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.backbones import catalogue
from core.backbones.card import Card, write_card
from core.backbones.catalogue import find_backbone, list_backbones, user_library
from core.errors import UserError
from core.modalities.images.image_input import ImageInput
from core.wording.catalogue import words_of
from tests.places import ROOT


def put_backbone(library: Path, name: str, title: str = "") -> Path:
    card = Card(
        name=name,
        title=title or name,
        licence="unknown",
        source="imported",
        sha256="0" * 64,
        input=ImageInput(input_size=None, value_range=(0.0, 1.0)),
        feature_width=8,
        parameters=100,
    )
    (library / name).mkdir(parents=True)
    write_card(card, library / name)
    return library / name


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "BUNDLED_BACKBONES", tmp_path / "bundled")
    return tmp_path / "bundled"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(catalogue.LIBRARY_VARIABLE, str(tmp_path / "library"))
    return tmp_path / "library"


def test_bundled_backbones_come_first_each_by_name(bundled: Path, library: Path) -> None:
    for folder, name in ((library, "a"), (bundled, "z"), (bundled, "m"), (library, "b")):
        put_backbone(folder, name)
    assert [card.name for card in list_backbones()] == ["m", "z", "a", "b"]


def test_without_any_folder_there_is_no_backbone(bundled: Path, library: Path) -> None:
    assert list_backbones() == []
    with pytest.raises(UserError, match="none yet"):
        find_backbone("mobilenet")


def test_a_backbone_is_found_by_its_name(bundled: Path, library: Path) -> None:
    folder = put_backbone(library, "mine")
    assert find_backbone("mine") == folder


def test_an_imported_backbone_never_stands_in_for_a_bundled_one(bundled: Path, library: Path) -> None:
    put_backbone(library, "same", title="foreign")
    folder = put_backbone(bundled, "same", title="bundled")
    assert [card.title for card in list_backbones()] == ["bundled"]
    assert find_backbone("same") == folder


def test_an_unknown_name_is_answered_with_those_there_are(bundled: Path, library: Path) -> None:
    put_backbone(bundled, "mobilenet")
    put_backbone(library, "mine")
    with pytest.raises(UserError, match="“resnet”") as refusal:
        find_backbone("resnet")
    assert "mobilenet, mine" in words_of(refusal.value.message).hint
    assert "import-backbone" in words_of(refusal.value.message).hint


def test_a_name_leads_nowhere_but_into_the_library(bundled: Path, library: Path) -> None:
    put_backbone(library.parent, "outside")
    put_backbone(library, "inside")
    with pytest.raises(UserError):
        find_backbone("../outside")


def test_imports_under_way_and_damaged_cards_are_no_backbones(bundled: Path, library: Path) -> None:
    put_backbone(library, ".mine.abc")
    (put_backbone(library, "damaged") / "card.json").write_text("{", encoding="utf-8")
    put_backbone(library, "whole")
    assert [card.name for card in list_backbones()] == ["whole"]


def test_the_library_is_in_the_users_data_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(catalogue.LIBRARY_VARIABLE, raising=False)
    assert user_library().parts[-2:] == ("frostline", "backbones")


def test_listing_needs_no_tensorflow() -> None:
    code = """
import sys
from core.backbones.catalogue import list_backbones
list_backbones()
assert "tensorflow" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

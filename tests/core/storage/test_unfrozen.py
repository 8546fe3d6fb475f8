"""What earlier formats keep under “thawed” is read as the layers that are unfrozen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.storage.kept_json import read_kept

KEPT: dict[str, Any] = {"phase": 1, "thawed": ["last:2"]}


def read(path: Path, values: dict[str, Any]) -> dict[str, Any]:
    path.write_text(json.dumps(values), encoding="utf-8")
    return read_kept(path)


def test_a_draft_of_before_has_its_layers(tmp_path: Path) -> None:
    draft = read(tmp_path / "draft.json", {"thawed": ["block_3"], "blocks": 2})

    assert draft == {"unfrozen": ["block_3"], "blocks": 2}


def test_advice_of_before_has_its_layers(tmp_path: Path) -> None:
    recommended = {"thawed": ["block_3"], "reasons": []}
    values = {"format": 2, "measures": {"backbones": []}, "recommendation": recommended}

    found = read(tmp_path / "advice.json", values)["recommendation"]
    assert found == {"unfrozen": ["block_3"], "reasons": []}


def test_an_outcome_of_before_has_the_layers_of_both_its_models(tmp_path: Path) -> None:
    both = read(tmp_path / "outcome.json", {"kept": KEPT, "beside": {"phase": 0, "thawed": []}})
    one = read(tmp_path / "outcome.json", {"format": 1, "kept": KEPT, "beside": None})

    assert both == {"kept": {"phase": 1, "unfrozen": ["last:2"]}, "beside": {"phase": 0, "unfrozen": []}}
    assert one == {"kept": {"phase": 1, "unfrozen": ["last:2"]}, "beside": None}

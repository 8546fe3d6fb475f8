"""What files of earlier formats hold in sentences is shown as it stands; what is written since are codes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from core.audit.findings import Audit
from core.events import AlarmKind
from core.messages import Message
from core.storage.kept_json import LaterFormat, read_kept
from core.storage.migrations import format_of
from core.training.monitoring import Monitoring
from core.wording.catalogue import text_of, words_of

#: as version 0.1.0 wrote them
FINDING: dict[str, Any] = {
    "code": "identical-across-parts", "severity": "error", "title": "1 pair is in several parts",
    "text": "Drop the copies.", "groups": [[0, 3], [1, 2]], "details": ["mirrored", ""], "actions": ["drop-copies"],
    "table": [["Class", "Images"], ["a", "9"]], "classes": [],
}  # fmt: skip
ALARM = {
    "kind": "layers have run away", "phase": 1, "epoch": 2, "text": "Far away.", "suggestion": "Freeze it.",
    "layers": ["block_1"],
}  # fmt: skip


def written(path: Path, values: dict[str, Any]) -> Path:
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


@pytest.mark.parametrize("said_format", [{}, {"format": 1}])
def test_an_audit_of_before_says_what_it_said(tmp_path: Path, said_format: dict[str, int]) -> None:
    path = written(tmp_path / "audit.json", {**said_format, "fingerprint": "f", "findings": [FINDING], "override": "x"})
    audit = Audit.load(path)
    assert audit is not None
    (finding,) = audit.findings
    words = words_of(finding.message)
    assert (words.text, words.hint) == ("1 pair is in several parts", "Drop the copies.")
    assert [text_of(one) for one in finding.details] == ["mirrored", ""]
    assert [[text_of(cell) for cell in row] for row in finding.table] == FINDING["table"]
    assert audit.override == "x"

    audit.save(path)
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == format_of("audit.json") == 3
    assert Audit.load(path) == audit


def test_alarms_of_before_say_what_they_said(tmp_path: Path) -> None:
    path = written(tmp_path / "monitoring.json", {"layers": [], "alarms": [ALARM], "decisions": []})
    (alarm,) = Monitoring.load(path).alarms
    assert alarm.kind is AlarmKind.RUN_AWAY
    assert words_of(alarm.message).whole == "Far away. Freeze it."
    assert asdict(alarm)["layers"] == ("block_1",)


@pytest.mark.parametrize("values", [{"findings": 3}, {"findings": [{}]}, {}])
def test_an_audit_of_before_that_is_not_whole_is_damaged(tmp_path: Path, values: dict[str, Any]) -> None:
    path = written(tmp_path / "audit.json", {"format": 1, **values})
    with pytest.raises(ValueError, match="not whole"):
        read_kept(path)
    assert Audit.load(path) is None


def test_parts_of_the_dataset_have_one_code_each(tmp_path: Path) -> None:
    where = {
        "code": "class-not-in-parts",
        "arguments": {"label": "a", "parts": [{"code": "test-set", "arguments": {}}]},
    }
    path = written(tmp_path / "audit.json", {"format": 2, "findings": [{"code": "validation", "message": where}]})

    (finding,) = read_kept(path)["findings"]

    assert text_of(Message.from_json(finding["message"])) == "“a” has no image in test"
    assert finding["code"] == "validation"  # which is no message


def test_a_format_is_that_of_the_file(tmp_path: Path) -> None:
    assert read_kept(written(tmp_path / "audit.json", {"format": 2, "a": 1})) == {"a": 1}
    with pytest.raises(LaterFormat, match="later version"):
        read_kept(written(tmp_path / "notes.json", {"format": 2, "a": 1}))

"""Findings: the verdict, and the file that keeps them."""

from __future__ import annotations

from pathlib import Path

from core.audit.findings import Action, Audit, Finding, Severity
from core.messages import Message

IDENTICAL = Message("identical")
ERROR = Finding(
    code="identical-across-parts",
    severity=Severity.ERROR,
    message=Message("copies-across-parts", groups=1, counted=Message("counted-pairs", number=1), alike=IDENTICAL),
    groups=((0, 3),),
    details=(Message("turned", degrees=90),),
    actions=(Action.DROP_COPIES,),
    table=((Message("heading-class"), Message("heading-images")), ("a", "1")),
)
PASSED = Finding(code="balance", severity=Severity.PASSED, message=Message("classes-balanced", ratio=1.5))


def test_an_audit_comes_back_from_its_file(tmp_path: Path) -> None:
    audit = Audit(fingerprint="f", findings=(ERROR, PASSED), override="a reason")
    audit.save(tmp_path / "audit.json")
    assert Audit.load(tmp_path / "audit.json") == audit


def test_a_damaged_file_is_no_audit(tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text('{"findings": 3}', encoding="utf-8")
    assert Audit.load(tmp_path / "audit.json") is None
    assert Audit.load(tmp_path / "missing.json") is None


def test_the_verdict_is_the_gravest_finding() -> None:
    assert Audit(fingerprint="", findings=(PASSED, ERROR)).verdict == Severity.ERROR
    assert Audit(fingerprint="", findings=(PASSED,)).verdict == Severity.PASSED


def test_errors_block_until_a_reason_is_written() -> None:
    audit = Audit(fingerprint="", findings=(ERROR,))
    assert audit.is_blocking
    assert audit.overridden("  ").is_blocking
    assert not audit.overridden("known and wanted").is_blocking
    assert not Audit(fingerprint="", findings=(PASSED,)).is_blocking

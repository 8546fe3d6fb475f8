"""Audits as the engine makes them, of a small dataset written by hand."""

from __future__ import annotations

from pathlib import Path

from core.audit.findings import Action, Audit, Finding, Severity
from core.audit.fingerprint import fingerprint_of
from core.dataset.dataset import Dataset, Image, Split

DATASET = Dataset(
    folder=Path("/images"),
    images=(
        Image(file="a/0.png", label="a", split=Split.TRAIN),
        Image(file="a/1.png", label="a", split=Split.TEST),
        Image(file="b/2.png", label="b", split=Split.TRAIN),
        Image(file="b/3.dcm", label="b", split=Split.TRAIN, frame=4),
        Image(file="b/4.png", label="b", problem="The file is damaged."),
    ),
)
ACROSS = Finding(
    code="copies-across-parts",
    severity=Severity.ERROR,
    title="2 groups of nearly identical images stand in several parts",
    text="Keep them together.",
    groups=((0, 1), (2, 3, 0)),
    details=("mirrored", ""),
    actions=(Action.KEEP_TOGETHER, Action.DROP_COPIES),
)
SHORTCUTS = Finding(
    code="shortcuts",
    severity=Severity.WARNING,
    title="The classes can be told apart by size",
    text="These facts tell them apart.",
    table=(("Fact", "a", "b"), ("width", "100", "200"), ("height", "50", "60")),
)
UNREADABLE = Finding(
    code="unreadable", severity=Severity.NOTE, title="1 image cannot be used", text="It is left out.", groups=((4,),)
)
PASSED = Finding(code="balance", severity=Severity.PASSED, title="No class is rare", text="")


def audit(*findings: Finding, dataset: Dataset = DATASET, override: str = "") -> Audit:
    chosen = findings or (ACROSS, SHORTCUTS, UNREADABLE, PASSED)
    return Audit(fingerprint=fingerprint_of(dataset, window=None, axis=2), findings=chosen, override=override)

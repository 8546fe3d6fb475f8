"""Audits as the engine makes them, of a small dataset written by hand."""

from __future__ import annotations

from pathlib import Path

from core.audit.findings import Action, Audit, Finding, Severity
from core.audit.fingerprint import fingerprint_of
from core.dataset.dataset import Dataset, Example, Split
from core.messages import Message, as_written

DATASET = Dataset(
    folder=Path("/images"),
    examples=(
        Example(file="a/0.png", label="a", split=Split.TRAIN),
        Example(file="a/1.png", label="a", split=Split.TEST),
        Example(file="b/2.png", label="b", split=Split.TRAIN),
        Example(file="b/3.dcm", label="b", split=Split.TRAIN, frame=4),
        Example(file="b/4.png", label="b", problem=Message("damaged-or-unknown")),
    ),
)
ACROSS = Finding(
    code="copies-across-parts",
    severity=Severity.ERROR,
    message=as_written("2 groups of nearly identical images are in several parts", "Keep them together."),
    groups=((0, 1), (2, 3, 0)),
    details=(Message("mirrored"), None),
    actions=(Action.KEEP_TOGETHER, Action.DROP_COPIES),
)
SHORTCUTS = Finding(
    code="shortcuts",
    severity=Severity.WARNING,
    message=as_written("The classes can be told apart by size", "These facts tell them apart."),
    table=(("Fact", "a", "b"), ("width", "100", "200"), ("height", "50", "60")),
)
UNREADABLE = Finding(
    code="unreadable",
    severity=Severity.NOTE,
    message=as_written("1 image cannot be used", "It is left out."),
    groups=((4,),),
)
PASSED = Finding(code="balance", severity=Severity.PASSED, message=as_written("No class is rare", ""))


#: of classes; the gravest first
ALIKE = Finding(
    code="class-names-alike",
    severity=Severity.ERROR,
    message=as_written(
        "Class names that differ in their spelling only: “a” and “A”; “b” and “B ”", "They mean most likely the same."
    ),
    actions=(Action.MERGE_ALIKE, Action.GO_ON),
    table=(("Class", "Images", "Becomes"), ("a", "9", "a"), ("A", "3", "a"), ("b", "9", "b"), ("B ", "3", "b")),
    classes=(("a", "A"), ("b", "B ")),
)
SMALL = Finding(
    code="class-too-small",
    severity=Severity.ERROR,
    message=as_written("The class “a” is too small", "It has only 2 images."),
    actions=(Action.LEAVE_OUT, Action.MERGE_INTO, Action.GO_ON),
    classes=(("a",),),
)
CHANGED = Finding(
    code="classes-changed",
    severity=Severity.NOTE,
    message=as_written("You have decided about 1 class", "It holds until you take it back."),
    actions=(Action.TAKE_BACK,),
    classes=(("a",),),
)


def audit(*findings: Finding, dataset: Dataset = DATASET, override: str = "") -> Audit:
    chosen = findings or (ACROSS, SHORTCUTS, UNREADABLE, PASSED)
    return Audit(fingerprint=fingerprint_of(dataset, (None, 2)), findings=chosen, override=override)

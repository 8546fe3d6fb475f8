"""The whole audit of hand-made tables: each fault is found in them, and nothing in a table without one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from core import tasks
from core.audit.findings import Audit, Finding, Severity
from core.errors import UserError
from core.jobs import Job
from core.project.project import Project
from tests.core.small_texts import BACKBONE, CLASSES, sentence

PARTS = ("train", "train", "train", "validation", "test")
Rows = list[list[str]]


def in_order(subjects: int = 40) -> Rows:
    """Rows of text, class, subject, split and site, one of each subject; each text of nine words."""
    return [
        [sentence(number, subject), label, f"{label}{subject}", PARTS[subject % len(PARTS)], f"ward {subject % 2}"]
        for subject in range(subjects)
        for number, label in enumerate(CLASSES)
    ]


def audited(folder: Path, rows: Sequence[Sequence[str]]) -> Audit:
    with open(folder / "notes.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "class", "subject", "split", "site"), *rows])
    return tasks.audit(Project(folder=folder / "project"), BACKBONE, Job(), folder / "notes.csv")


def found(audit: Audit, code: str) -> Finding:
    codes = {finding.message.code: finding for finding in audit.findings}
    assert code in codes, sorted(codes)
    return codes[code]


def test_nothing_is_found_where_nothing_is_wrong(small_encoder: Path, tmp_path: Path) -> None:
    codes = {finding.message.code for finding in audited(tmp_path, in_order()).findings}
    assert {"no-identical-images", "no-near-duplicates", "no-subject-across-parts"} <= codes
    assert {"no-shortcut", "no-shortcut-facts-alike"} & codes
    assert {"no-text-mis-encoded", "no-text-without-letters", "no-label-in-texts"} <= codes


@pytest.mark.parametrize(
    "alter",
    [
        pytest.param(str.upper, id="capitals"),
        pytest.param(lambda text: text.replace(" ", "   "), id="blanks"),
        pytest.param(lambda text: text.replace(" ", ", ", 2).replace(".", "!"), id="punctuation"),
    ],
)
def test_a_copy_that_is_written_otherwise_is_found_in_another_part(
    alter: object, small_encoder: Path, tmp_path: Path
) -> None:
    rows = in_order()
    rows.append([alter(rows[0][0]), CLASSES[0], "copied", "test", "ward 0"])  # type: ignore[operator]
    finding = found(audited(tmp_path, rows), "copies-across-parts")
    assert [sorted(group) for group in finding.groups] == [[0, len(rows) - 1]]


def test_faults_of_a_table_are_found_each(small_encoder: Path, tmp_path: Path) -> None:
    rows = in_order()
    rows[1][0] = rows[0][0]  # one text, two classes
    for row in rows[10:16]:
        row[0] += " Itâ€™s 37Â°."
    rows[20][0] = "12 / 34"
    rows[22][0] = " "
    for row in rows[40:]:
        row[0] += f" Verdict: {row[1]}."
    for row in rows:
        row[4] = f"ward {CLASSES.index(row[1])}"
        row[0] += " The nurse saw that again, and again, in the room on the left." * (row[1] == CLASSES[1])
    audit = audited(tmp_path, rows)
    assert len(found(audit, "texts-mis-encoded").groups) == 6
    assert found(audit, "labels-in-texts").severity is Severity.WARNING
    assert found(audit, "images-unusable").message.arguments["counted"].arguments["images"] == 1
    facts = {fact.code for fact in found(audit, "shortcut").message.arguments["facts"]}
    assert {"fact-site", "fact-characters"} <= facts


def test_one_text_of_two_classes_is_an_error(small_encoder: Path, tmp_path: Path) -> None:
    rows = in_order()
    rows[1][0] = rows[0][0].upper()
    rows[3][0] = rows[2][0]
    errors = [one for one in audited(tmp_path, rows).findings if one.message.code == "copies-in-two-classes"]
    assert sorted(group for one in errors for group in one.groups) == [(0, 1), (2, 3)]


def test_a_subject_that_a_table_puts_into_two_parts_is_refused(small_encoder: Path, tmp_path: Path) -> None:
    rows = in_order()
    rows[3][2] = rows[7][2]
    with pytest.raises(UserError, match="1 subject is in several of training, validation and test"):
        audited(tmp_path, rows)

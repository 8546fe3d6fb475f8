"""Subjects: told by files, tables and names, and kept as hashes."""

from __future__ import annotations

import pytest

from core.dataset.subjects import Pseudonyms, SubjectRule, SubjectSource, subject_pattern
from core.errors import UserError

NAMES = Pseudonyms("00ff")


@pytest.mark.parametrize(
    ("pattern", "file", "subject"),
    [
        ("{subject}_*", "train/person12_bacteria_3.jpeg", "person12"),
        ("{person#}*", "person12bacteria.nii.gz", "person12"),
        ("{subject}/*", "cat/p1/a.b.png", "p1"),
        ("sub-{subject}_*", "sub-07_T1w.nii.gz", "07"),
        ("{subject}-??", "x-1-07.png", "x-1"),
        ("{subject}_*", "nothing.png", ""),
        ("{a.c}*", "abc.png", ""),
    ],
)
def test_a_pattern_finds_the_subject_in_a_name(pattern: str, file: str, subject: str) -> None:
    assert subject_pattern(pattern).find(file) == subject


def test_a_pattern_tells_where_the_subject_stands() -> None:
    start, end = subject_pattern("{subject}_*").span("p1_x/p1_2.png") or (0, 0)
    assert ("p1_x/p1_2.png"[start:end], start) == ("p1", 5)
    assert subject_pattern("{subject}_*").span("p1/2.png") is None


@pytest.mark.parametrize("pattern", ["subject_*", "{subject", "{}", "{a}{b}"])
def test_a_pattern_without_a_subject_is_refused(pattern: str) -> None:
    with pytest.raises(UserError, match="pattern"):
        SubjectRule(pattern=pattern)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (SubjectRule(), NAMES.of("listed")),
        (SubjectRule(source=SubjectSource.PATIENT_ID), "patient"),
        (SubjectRule(source=SubjectSource.TABLE), NAMES.of("listed")),
        (SubjectRule(source=SubjectSource.FILE_NAME, pattern="{subject}_*"), NAMES.of("p1")),
        (SubjectRule(source=SubjectSource.NONE), ""),
    ],
)
def test_the_rule_says_where_to_look(rule: SubjectRule, expected: str) -> None:
    assert rule.subject("p1_2.png", "patient", "listed", NAMES) == expected


def test_automatically_the_first_that_an_image_has_is_taken() -> None:
    rule = SubjectRule(pattern="{subject}_*")
    assert rule.subject("p1_2.png", "patient", "listed", NAMES) == NAMES.of("listed")  # which the user wrote
    assert rule.subject("p1_2.png", "patient", "", NAMES) == "patient"
    assert rule.subject("p1_2.png", "", "", NAMES) == NAMES.of("p1")
    assert rule.subject("p1.png", "", "", NAMES) == ""


def test_a_name_cannot_be_read_from_its_pseudonym() -> None:
    assert NAMES.of("") == ""
    assert "Jane" not in NAMES.of("Jane")
    assert NAMES.of("Jane") == NAMES.of("Jane") != Pseudonyms("00fe").of("Jane")

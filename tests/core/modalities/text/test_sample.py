"""The sample of texts: the same each time, honest about what it is, with faults that an audit finds."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.audit.shortcuts import find_shortcut
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import Fractions, split_dataset
from core.errors import UserError
from core.jobs import Job
from core.modalities.text.duplicates import find_near_copies
from core.modalities.text.plain import plain
from core.modalities.text.said_by_texts import said_by_texts
from core.modalities.text.sample import COLUMNS, SITES, SUBJECTS, TEXTS_PER_SUBJECT, Row, sample_rows, write_text_sample
from core.modalities.text.sample_faults import HIDDEN, MIS_ENCODED_SUBJECTS, Hidden, Problem, RowPlace
from core.modalities.text.sample_grammar import CLASSES
from core.modalities.text.shortcut_facts import UNITS, facts_by_name
from core.modalities.text.small_words import SMALL_WORDS

PLANTED = TEXTS_PER_SUBJECT + 1


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return sample_rows(Job())


def hidden_as(*problems: Problem) -> list[Hidden]:
    return [hidden for hidden in HIDDEN if hidden.problem in problems]


def numbers(rows: Sequence[Row]) -> np.ndarray:
    return np.array([row.place.subject for row in rows])


def test_it_is_one_table_and_a_readme_the_same_each_time(tmp_path: Path, rows: list[Row]) -> None:
    table = write_text_sample(tmp_path / "sample", Job())
    again = write_text_sample(tmp_path / "again", Job())
    for name in ("sample.csv", "README.txt"):
        assert (table.parent / name).read_bytes() == (again.parent / name).read_bytes()
    assert sorted(path.name for path in table.parent.iterdir()) == ["README.txt", "sample.csv"]
    with open(table, encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == [COLUMNS, *(row.cells for row in rows)]


def test_another_seed_writes_other_texts(rows: list[Row]) -> None:
    other = sample_rows(Job(), seed=1)
    assert len({row.text for row in other} & {row.text for row in rows}) <= 5


def test_it_is_written_again_over_itself_but_over_nothing_else(tmp_path: Path) -> None:
    table = write_text_sample(tmp_path / "sample", Job())
    table.unlink()
    assert write_text_sample(tmp_path / "sample", Job()) == table
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(UserError):
        write_text_sample(tmp_path / "mine", Job())


def test_it_says_that_it_is_synthetic_and_names_no_one(tmp_path: Path, rows: list[Row]) -> None:
    readme = (write_text_sample(tmp_path / "sample", Job()).parent / "README.txt").read_text(encoding="utf-8")
    assert readme.startswith("This dataset is synthetic.")
    assert {row.place.name for row in rows} == {f"FROST-{number:04d}" for number in range(1, SUBJECTS + 1)}


def test_the_readme_names_each_row_that_is_wrong(tmp_path: Path, rows: list[Row]) -> None:
    readme = (write_text_sample(tmp_path / "sample", Job()).parent / "README.txt").read_text(encoding="utf-8")
    number = {row.place: count for count, row in enumerate(rows, start=1)}
    for hidden in HIDDEN:
        assert f"Row {number[RowPlace(hidden.subject, PLANTED)]}" in readme
    broken = [str(number[row.place]) for row in rows if "Â" in row.text or "Ã" in row.text or "â€" in row.text]
    assert broken
    assert f"Rows {', '.join(broken)} were read" in readme


def test_both_classes_are_about_as_frequent_and_every_subject_has_several_texts(rows: list[Row]) -> None:
    counts = Counter(row.label for row in rows)
    assert set(counts) == set(CLASSES)
    assert min(counts.values()) > 0.4 * len(rows)
    assert min(Counter(row.place.subject for row in rows).values()) == TEXTS_PER_SUBJECT


def test_no_single_word_tells_the_class(rows: list[Row]) -> None:
    is_first = np.array([row.label == CLASSES[0] for row in rows])
    words = defaultdict(set)
    for place, row in enumerate(rows):
        for word in plain(row.text).split():
            words[word].add(place)
    for places in words.values():
        has = np.zeros(len(rows), bool)
        has[list(places)] = True
        assert 0.3 < float((has == is_first).mean()) < 0.7


def test_just_the_planted_near_copies_are_found(rows: list[Row]) -> None:
    different = list({row.text.strip(): row for row in reversed(rows)}.values())
    asked = lambda places: np.array([[1.0, 0.0], [0.0, 1.0]])  # noqa: E731
    pairs = find_near_copies([row.text for row in different], asked, numbers(different), Job())
    found = {frozenset((different[one].place, different[other].place)) for one, other, _ in pairs}
    planted = hidden_as(Problem.OTHER_LETTERS, Problem.MISSPELT)
    assert found == {frozenset((RowPlace(hidden.subject, PLANTED), hidden.other)) for hidden in planted}


def test_just_the_planted_copies_are_the_same(rows: list[Row]) -> None:
    places = defaultdict(set)
    for row in rows:
        places[row.text].add(row)
    copies = {text: alike for text, alike in places.items() if len(alike) > 1}
    planted = hidden_as(Problem.COPIED, Problem.TWO_LABELS)
    expected = {frozenset((RowPlace(hidden.subject, PLANTED), hidden.other)) for hidden in planted}
    assert {frozenset(row.place for row in alike) for alike in copies.values()} == expected
    assert sorted(len({row.label for row in alike}) for alike in copies.values()) == [1, 2]


def test_the_audit_finds_broken_characters_and_rows_without_letters(rows: list[Row]) -> None:
    texts, labels = [row.text for row in rows], [row.label for row in rows]
    said = {one.code: one for one in said_by_texts(texts, labels, numbers(rows), SMALL_WORDS["en"], Job())}
    assert {rows[place].place.subject for place in said["mis-encoded"].against} == set(MIS_ENCODED_SUBJECTS)
    assert not said["mis-encoded"].is_note
    places = {rows[place].place for place in said["without-letters"].against}
    assert places == {RowPlace(hidden.subject, PLANTED) for hidden in hidden_as(Problem.EMPTY, Problem.NO_LETTERS)}
    assert not said["labels-in-texts"].against
    assert not said["languages"].against


def test_the_site_tells_the_class_in_part(rows: list[Row]) -> None:
    facts = facts_by_name([row.text for row in rows], [row.site for row in rows], Job())
    labels = np.array([CLASSES.index(row.label) for row in rows])
    found = find_shortcut(facts, labels, numbers(rows), UNITS)
    assert found.is_above_chance
    assert found.differences[0].name == "site"
    assert 0.6 < found.differences[0].auc < 0.75
    assert {row.site for row in rows} == set(SITES)


def test_the_usual_split_puts_the_subjects_of_each_near_copy_into_different_parts(rows: list[Row]) -> None:
    """So that there is something to find."""
    examples = tuple(
        Example(
            file=f"{number}.txt",
            label=row.label,
            subject=row.place.name,
            sha256=sha256(row.text.strip().encode()).hexdigest(),
        )
        for number, row in enumerate(rows)
        if row.text
    )
    split = split_dataset(Dataset(folder=Path("sample"), examples=examples), Fractions(), seed=0)
    part = {example.subject: example.split for example in split.examples}
    for hidden in hidden_as(Problem.OTHER_LETTERS, Problem.MISSPELT):
        assert part[RowPlace(hidden.subject, 1).name] != part[hidden.other.name]
    assert set(part.values()) == set(Split)

"""The built-in sample of texts: synthetic notes to try the program on, drawn from a seed and the same each time."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.text.sample_faults import HIDDEN, MIS_ENCODED_SUBJECTS, SENTENCE, Hidden, RowPlace, mis_encoded
from core.modalities.text.sample_grammar import CLASSES, TIMES, note
from core.storage.files import write_text, written_beside

STEP = Message("writing-the-sample-texts")
TABLE = "sample.csv"
COLUMNS = ("text", "class", "subject", "site")
SUBJECTS, TEXTS_PER_SUBJECT = 80, 5
#: where subjects are, in turn, and how many notes of each place are of the second class: a shortcut, in part
SITES = {"Sample Hospital North": 0.33, "Sample Hospital South": 0.67}
#: in the hour of a day that all notes of a subject have in common, so many are used
TIMES_OF_SUBJECT = 3

README = """This dataset is synthetic. No word of it was written about anyone, by anyone, or in any hospital.

It was made by Frostline's sample generator to try the program on: {texts} short notes of {subjects} invented subjects,
who are called FROST-0001 and so on, {each} of each, and a few rows more. They look a little like the notes that wards
write about mishaps with their devices. In half of them the device itself was at fault (class "device"), in the other
half how it was used (class "usage"). No single word tells which: both classes speak of the same parts, each in many
ways, and often something else was suspected first.

sample.csv has the columns text, class, subject and site. Its rows are counted from 1 behind the headings.

What a model reaches here says nothing about real texts.


Problems that are hidden in it, for you to find
-----------------------------------------------

{problems}
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table."""

    text: str
    label: str
    place: RowPlace

    @property
    def site(self) -> str:
        return _site(self.place.subject)

    @property
    def cells(self) -> tuple[str, ...]:
        """Return a cell for each column."""
        return self.text, self.label, self.place.name, self.site


def write_text_sample(folder: Path, job: Job, seed: int = 2024) -> Path:
    """Write `sample.csv` (text, class, subject, site) and a README into `folder`. Return the path of the CSV.

    Raise UserError where the folder holds something else.
    """
    rows = sample_rows(job, seed)
    readme = _readme(rows)
    if folder.exists() and not _is_free(folder, readme):
        raise UserError(Message("sample-folder-not-empty", folder=folder.name))
    write_text(folder / "README.txt", readme)  # first of all: by it an interrupted sample is known
    with written_beside(folder / TABLE) as beside, open(beside, "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([COLUMNS, *(row.cells for row in rows)])
    return folder / TABLE


def sample_rows(job: Job, seed: int = 2024) -> list[Row]:
    """Return the rows in their order: the notes of each subject, and behind them what is hidden among them."""
    draw = np.random.default_rng(seed)
    drawn: dict[RowPlace, Row] = {}
    for subject in job.steps(STEP, range(1, SUBJECTS + 1), SUBJECTS):
        for row in _notes_of(subject, {row.text for row in drawn.values()}, draw):
            drawn[row.place] = row
    hidden = {_place_of(one): _row_of(one, drawn[one.other]) for one in HIDDEN}
    rows = {**drawn, **hidden}
    return [rows[place] for place in sorted(rows, key=lambda place: (place.subject, place.number))]


def _notes_of(subject: int, taken: set[str], draw: np.random.Generator) -> Iterable[Row]:
    times = [TIMES[number] for number in draw.permutation(len(TIMES))[:TIMES_OF_SUBJECT]]
    for number in range(1, TEXTS_PER_SUBJECT + 1):
        label = CLASSES[int(draw.random() < SITES[_site(subject)])]
        text = note(label, times, draw)
        while text in taken:
            text = note(label, times, draw)
        taken.add(text)
        if subject in MIS_ENCODED_SUBJECTS:
            text = mis_encoded(text)
        yield Row(text=text, label=label, place=RowPlace(subject, number))


def _site(subject: int) -> str:
    return list(SITES)[subject % len(SITES)]


def _place_of(hidden: Hidden) -> RowPlace:
    """Return the one behind all others of the subject."""
    return RowPlace(hidden.subject, TEXTS_PER_SUBJECT + 1)


def _row_of(hidden: Hidden, other: Row) -> Row:
    return Row(text=hidden.text(other.text), label=hidden.label(other.label), place=_place_of(hidden))


def _readme(rows: list[Row]) -> str:
    number = {row.place: count for count, row in enumerate(rows, start=1)}
    hidden = [
        SENTENCE[one.problem].format(
            row=number[_place_of(one)],
            other=number[one.other],
            subject=_place_of(one).name,
            other_subject=one.other.name,
            label=rows[number[_place_of(one)] - 1].label,
        )
        for one in HIDDEN
    ]
    broken = [count for count, row in enumerate(rows, start=1) if _is_broken(row)]
    hidden.append(f"Rows {', '.join(map(str, broken))} were read in the wrong encoding.")
    hidden.append("The site tells the class in part: two thirds of the notes from the South are of class “usage”.")
    counts = {"texts": SUBJECTS * TEXTS_PER_SUBJECT, "subjects": SUBJECTS, "each": TEXTS_PER_SUBJECT}
    return README.format(**counts, problems="\n".join(hidden))


def _is_broken(row: Row) -> bool:
    return row.place.subject in MIS_ENCODED_SUBJECTS and not row.text.isascii()


def _is_free(folder: Path, readme: str) -> bool:
    """Return whether it is empty, or a sample, whole or interrupted."""
    if not folder.is_dir():
        return False
    path = folder / "README.txt"
    return not any(folder.iterdir()) or (path.is_file() and path.read_bytes() == readme.encode("utf-8"))

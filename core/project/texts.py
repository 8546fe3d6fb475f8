"""The texts of a project's examples, from the project's list or from where they lie."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core.dataset.columns import Columns, ColumnsUnknown
from core.dataset.dataset import Dataset, Example
from core.dataset.table_stream import TextTable, open_text_table
from core.errors import UserError
from core.messages import Message
from core.modalities.text.facts import text_facts
from core.modalities.text.text_file import text_in
from core.project.contents_again import with_contents_again
from core.project.project import Project
from core.storage.disk import refusal_by_disk
from core.training.run import Run

#: what tells an example from all others
Name = tuple[str, int | None]


def texts_of(project: Project, dataset: Dataset, examples: Iterable[Example]) -> dict[Name, str]:
    """Return by their names the texts of these examples of a dataset; of those that are no longer at hand, none."""
    wanted = with_contents_again(project, dataset.with_examples(examples))
    return {example.name: text for example in wanted.examples if (text := text_facts(example).text)}


def text_in_row(run: Run, number: int) -> str:
    """Return the text in this row of the table that a run has learnt from; the header is row 1.

    Raise UserError where there is no such row, or its text is no longer at hand.
    """
    dataset = run.dataset
    found = [example for example in dataset.examples if example.frame == number - 1]
    if not found:
        raise UserError(Message("no-such-row", row=number))
    texts = texts_of(Project(folder=run.project_folder), dataset, found[:1])
    if not texts:
        raise UserError(Message("text-not-at-hand"))
    return texts[found[0].name]


def text_in_table(path: Path, number: int, model: Run | None = None) -> str:
    """Return the text in this row of any table, by the column that a model has learnt from where there is such a one.

    The header is row 1, as a spreadsheet counts. Raise UserError where it has no such row, or no column of texts.
    """
    for row in _opened(path, model).rows():
        if row.number == number - 1 and row.problem is None and row.text:
            return row.text
    raise UserError(Message("table-without-row", table=path.name, row=number))


def _opened(path: Path, model: Run | None) -> TextTable:
    settings = Project(folder=model.project_folder).settings if model else None
    if settings and settings.reading.columns.text:
        with suppress(ColumnsUnknown):
            return open_text_table(path, Columns(text=settings.reading.columns.text))
    return open_text_table(path, Columns())


def text_of_file(path: Path) -> str:
    """Return the text in a file. Raise UserError where it cannot be read."""
    try:
        return text_in(path)
    except OSError as error:
        raise refusal_by_disk(error) or UserError(Message("file-not-readable")) from error

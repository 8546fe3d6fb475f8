"""Modality: all that depends on the kind of data that is learnt from, in one place for each kind.

An example is one array of fixed shape and type, known by the hash of its content; what it is made of, and how, only its
modality knows. How a person looks at one is not asked here: a picture is decoded by workers while somebody waits, and a
text lies in memory with its facts; each has widgets of its own, so that nobody could ask both alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.declared import Declared
from core.modalities.example_files import ExampleFiles
from core.modalities.network_input import NetworkInput
from core.modalities.options import Options
from core.modalities.prepared_rows import PreparedRows, Recipe
from core.process.limits import Limits
from core.process.worker_pool import WorkerPool


class Facts(Protocol):
    """What is known of an example beyond what all kinds have: a frozen dataclass of its modality."""

    def as_cells(self) -> list[str | int | float]:
        """Return what stands in the dataset's list, in the order of the modality's columns."""

    def key(self, sha256: str, frame: int | None) -> str:
        """Return the hash of the content of one example, by that of its file and its number in it."""

    @property
    def is_alone(self) -> bool:
        """Return whether it has nothing to do with others of its file, which otherwise are of one subject."""


class FileFacts(Protocol):
    """What is found out about one file before any example in it is prepared."""

    @property
    def sha256(self) -> str:
        """Return the hash of its content."""

    @property
    def facts(self) -> Facts | None:
        """Return what holds for all examples in it; None where it can be opened, but holds none."""

    @property
    def frames(self) -> int:
        """Return how many examples it holds."""

    @property
    def patient(self) -> str:
        """Return whose it is, as a pseudonym."""

    @property
    def site(self) -> str:
        """Return where it comes from, as a pseudonym."""

    @property
    def label(self) -> str:
        """Return the class that the file itself names, where that was asked for."""

    @property
    def problem(self) -> Message | None:
        """Return why it holds no example; None where it does."""


class Augmenter(Protocol):
    """Varies examples, so that a network never sees the same one twice in a row."""

    @property
    def views(self) -> int:
        """Return how many views of an example there are, itself among them."""

    @property
    def recipe(self) -> tuple[Any, ...]:
        """Return all that decides a view beside the example, the seed and its number."""

    def varied(self, rows: np.ndarray, chances: Sequence[np.random.Generator]) -> np.ndarray:
        """Return prepared rows [n, …], each varied as its chance has it, of the same shape and type."""


class Modality(Protocol):
    """A module that holds it is one entry of `core.modalities.modalities`."""

    @property
    def name(self) -> str:
        """Return what the kind is called in code and kept files."""

    @property
    def files(self) -> ExampleFiles:
        """Return what knows the files that hold examples."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the dataset's list that this kind adds to it."""

    @property
    def needed_columns(self) -> tuple[str, ...]:
        """Return those without which a list is none of this kind."""

    def write_sample(self, folder: Path, job: Job) -> Path:
        """Write a synthetic dataset to try the program on into a folder. Return its table.

        Raise UserError where the folder holds something else.
        """

    def cells_of(self, facts: Facts | None) -> list[str | int | float]:
        """Return a cell for each column; of an example of which nothing is known, too."""

    def values_of(self, facts: Facts | None) -> list[Any]:
        """Return all that is known, for a hash."""

    def facts_of(self, row: Mapping[str, str]) -> Facts | None:
        """Return what `cells_of` has written; None where that was nothing. Raise ValueError for anything else."""

    def options_of(self, values: Mapping[str, Any]) -> Options:
        """Return what gave these values; what is absent is as usual. Raise ValueError and UserError for others."""

    def pool(self, limits: Limits | None) -> WorkerPool[Any]:
        """Return worker processes in which files are opened, under these limits or the usual ones; they start when
        they are needed.
        """

    def file_facts(
        self, path: Path, options: Any, label_tag: str, hide: Callable[[str], str], limits: Any
    ) -> FileFacts | Any:
        """Return what a file says of itself, or a failure. Runs in a worker; `hide` makes pseudonyms of names."""

    def augmenter(self, strength: str, flips: str, recipe: Recipe | None) -> Augmenter:
        """Return what varies examples so much that were prepared so; TensorFlow may be imported."""

    def recipe(self, examples: Sequence[Any], given: NetworkInput, options: Any, job: Job) -> Recipe:
        """Return how these examples are brought to what a network is given; `options` are the user's."""

    def recipe_like(self, recipe: Recipe, given: NetworkInput) -> Recipe:
        """Return the same for what another network is given."""

    def recipe_of(self, values: dict[str, Any], folder: Path) -> Recipe:
        """Return the one that gave these values, for the backbone in this folder.

        Raise ValueError where this version cannot prepare just so.
        """

    def rows(self, recipe: Recipe, folder: Path) -> PreparedRows:
        """Return what is kept in this folder, which need not be there yet."""

    def fill(
        self, rows: PreparedRows, examples: Sequence[tuple[Path, Any]], job: Job, pool: WorkerPool[Any]
    ) -> dict[str, Message]:
        """Append these examples, each with the path of its file, with the workers of `pool`.

        Return the reason for each key that failed.
        """

    def facts_by_name(self, examples: Sequence[Any], rows: PreparedRows, job: Job) -> dict[str, np.ndarray]:
        """Return what an audit holds against the classes: by its name one value for each example, numbers or text."""

    @property
    def fact_units(self) -> Mapping[str, str]:
        """Return in what those that are numbers are counted, by their names; “%” says that they are shares."""

    def declared(self, examples: Sequence[Any], rows: PreparedRows, groups: np.ndarray, job: Job) -> list[Declared]:
        """Return what speaks for or against these examples by themselves, or by what their files say.

        Those with one number in `groups` belong to one subject.
        """

    def near_duplicates(
        self,
        examples: Sequence[Any],
        rows: PreparedRows,
        features_of: Callable[[np.ndarray], np.ndarray],
        groups: np.ndarray,
        job: Job,
    ) -> list[tuple[int, int, Message]]:
        """Return pairs of places in `examples`, which all differ, and how the two are alike.

        `features_of` is asked only where that is in doubt; those with one number in `groups` belong to one subject.
        """

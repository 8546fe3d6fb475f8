"""PictureFacts: what is known of a picture beside its pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol, Self

from core.modalities.images.acquisition import Acquisition
from core.modalities.images.header import Header
from core.storage.cells import decimal_number, whole_number
from core.storage.files import sha256_of

#: what the file says of how the picture was taken
ACQUISITION = tuple(one.name for one in fields(Acquisition))
NUMBERS = ("spacing", "kvp", "slice_thickness")


@dataclass(frozen=True, kw_only=True)
class PictureFacts:
    """Facts of a picture; nothing is known of it while the file was not opened."""

    #: pixels, as a person sees the image
    width: int = 0
    height: int = 0
    #: per channel: 8, 16 or 32
    bits: int = 8
    acquisition: Acquisition = field(default_factory=Acquisition)

    def as_cells(self) -> list[str | int | float]:
        """Return a cell for each of the columns; what is not known is empty."""
        return [self.width, self.height, self.bits, *(value or "" for value in asdict(self.acquisition).values())]

    def key(self, sha256: str, frame: int | None) -> str:
        """Return the hash of a file that is one picture; else of that and the number of the picture."""
        return sha256 if frame is None else sha256_of(sha256, frame)

    @property
    def is_alone(self) -> bool:
        """Return False: the pictures of one file show one patient."""
        return False

    def as_values(self) -> list[Any]:
        """Return all of it for a hash."""
        return [self.width, self.height, self.bits, asdict(self.acquisition)]

    @classmethod
    def of(cls, header: Header) -> Self:
        """Return what the dataset's list keeps of a header."""
        return cls(width=header.width, height=header.height, bits=header.bits, acquisition=header.acquisition)

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Self:
        """Return what `as_cells` has written. Raise ValueError for anything else."""
        acquisition: dict[str, Any] = {name: row.get(name, "") for name in ACQUISITION}
        acquisition |= {name: decimal_number(acquisition[name], name) for name in NUMBERS}
        return cls(
            width=whole_number(row["width"], "width"),
            height=whole_number(row["height"], "height"),
            bits=whole_number(row["bits"], "bits"),
            acquisition=Acquisition(**acquisition),
        )


NOTHING_KNOWN = PictureFacts()


class HasFacts(Protocol):
    """An example of a dataset."""

    @property
    def facts(self) -> object: ...


def picture_facts(example: HasFacts) -> PictureFacts:
    """Return what is known of it as a picture."""
    return example.facts if isinstance(example.facts, PictureFacts) else NOTHING_KNOWN

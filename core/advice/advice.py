"""Advice: a recommendation, its reasons and the numbers behind them, as a project keeps it. Names no image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.advice.measures import Measures
from core.audit.fingerprint import fingerprint_of
from core.dataset.dataset import Dataset
from core.dataset.reading import Reading
from core.errors import UserError
from core.messages import Message
from core.modalities.prepared_rows import Recipe
from core.storage.files import sha256_of
from core.storage.kept_json import read_kept, write_kept
from core.storage.typed_values import read_as
from core.training.draft import Draft
from core.training.plan import Phase

#: a change in what is measured or how it is weighed must change this
VERSION = 1


class Method(StrEnum):
    #: only a new head is trained, on features of a frozen backbone
    EXTRACTION = "feature extraction"
    #: then the last layers of the backbone, too
    FINE_TUNING = "fine-tuning"


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What to train, and why."""

    method: Method
    backbone: str
    #: how many of the last blocks are unfrozen, and the paths of their layers
    blocks: int
    unfrozen: tuple[str, ...]
    head: Phase
    #: without layers: they are those of `unfrozen`
    fine_tuning: Phase
    #: one sentence
    heading: Message
    #: sentences, each with its numbers
    reasons: tuple[Message, ...]

    def applied_to(self, draft: Draft) -> Draft:
        """Return the user's draft, but with this backbone, these layers and phases; what else was set stays."""
        return replace(
            draft,
            backbone=self.backbone,
            unfrozen=self.unfrozen,
            incremental=False,
            head=self.head,
            fine_tuning=self.fine_tuning,
        )


@dataclass(frozen=True, kw_only=True)
class Advice:
    #: of the dataset that was measured: another one wants other advice
    fingerprint: str
    measures: Measures
    recommendation: Recommendation
    #: what to know before relying on it
    cautions: tuple[Message, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Advice:
        """Raise ValueError and UserError for values that `as_json` has not given."""
        return read_as(cls, values, is_finite=False)

    def save(self, path: Path) -> None:
        write_kept(path, self.as_json())

    @classmethod
    def load(cls, path: Path) -> Advice | None:
        """Return the advice in a file; None where there is none, or it is damaged: one can ask again."""
        try:
            return cls.from_json(read_kept(path))
        except (OSError, ValueError, UserError):
            return None


def advice_fingerprint(dataset: Dataset, recipe: Recipe | Reading) -> str:
    """Return a hash of the state of a dataset that advice holds for."""
    return sha256_of(VERSION, fingerprint_of(dataset, recipe.seen))

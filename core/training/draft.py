"""Draft: what the next run is to be, as the user is setting it up. A plan comes of it when training starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.backbones.card import Card
from core.storage.typed_values import read_as
from core.training.plan import FINE_TUNING, HEAD, Phase, Plan, incremental_phases
from core.training.settings import TrainingSettings
from core.training.usual import USUAL


@dataclass(frozen=True, kw_only=True)
class Draft(TrainingSettings):
    """Unlike a plan it remembers the settings of fine-tuning while no layer is ticked."""

    backbone: str = USUAL["images"].backbone
    #: paths of the ticked layers, in network order
    unfrozen: tuple[str, ...] = ()
    head: Phase = HEAD
    #: its layers are those in `unfrozen`; with incremental unfreezing each of its phases is like this one
    fine_tuning: Phase = FINE_TUNING
    #: whether block after block is unfrozen instead of the ticked layers, as long as that helps, and how many at most
    incremental: bool = False
    blocks: int = 4

    @property
    def is_fine_tuned(self) -> bool:
        return self.incremental or bool(self.unfrozen)

    @property
    def plan(self) -> Plan:
        """Return the head first, then what is to be unfrozen. Raise UserError where a setting makes no sense."""
        return Plan(backbone=self.backbone, phases=self._phases, only_while_better=self.incremental, **self.settings)

    @property
    def _phases(self) -> tuple[Phase, ...]:
        if self.incremental:
            return incremental_phases(self.head, self.fine_tuning, self.blocks)
        if self.unfrozen:
            return self.head, replace(self.fine_tuning, unfreeze=tuple(_literal(path) for path in self.unfrozen))
        return (self.head,)

    @classmethod
    def usual(cls, kind: str) -> Draft:
        """Return the one in which nothing has been set yet, for a kind of data."""
        usual = USUAL[kind]
        return cls(backbone=usual.backbone, head=usual.head, fine_tuning=usual.fine_tuning, **usual.settings.settings)

    @classmethod
    def of(cls, plan: Plan) -> Draft:
        """Return a draft for a form to show a plan; further phases of a command line's plan are left out."""
        head, *later = plan.phases
        draft = cls(backbone=plan.backbone, head=head, **plan.settings)
        if not later:
            return draft
        fine_tuning = replace(later[0], name=FINE_TUNING.name, unfreeze=())
        if plan.only_while_better:
            return replace(draft, incremental=True, blocks=len(later), fine_tuning=fine_tuning)
        return replace(draft, unfrozen=later[0].unfreeze, fine_tuning=fine_tuning)

    def with_backbone(self, backbone: str) -> Draft:
        """Return it with a backbone; another one has other layers, of which none is ticked."""
        return self if backbone == self.backbone else replace(self, backbone=backbone, unfrozen=())

    def for_kind(self, kind: str, known: Sequence[Card]) -> Draft:
        """Return it with what is usual for this kind of data, where its backbone is for another.

        The backbone is then the first of the known ones that fits; what else the user had set stays.
        """
        kinds = {card.name: card.input.kind for card in known}
        fitting = [name for name, of_it in kinds.items() if of_it == kind]
        before = kinds.get(self.backbone, kind)
        if not fitting or before == kind:
            return self
        old, new = self.usual(before), self.usual(kind)
        names = [field.name for field in fields(self) if getattr(self, field.name) == getattr(old, field.name)]
        untouched = {name: getattr(new, name) for name in names}
        return replace(self, **untouched | {"backbone": fitting[0], "unfrozen": ()})

    def with_unfrozen(self, paths: Iterable[str]) -> Draft:
        return replace(self, unfrozen=tuple(paths))

    def with_rate(self, phase: int, learning_rate: float) -> Draft:
        """Return it with another learning rate for the head, phase 0, or for fine-tuning, any later one."""
        if phase == 0:
            return replace(self, head=replace(self.head, learning_rate=learning_rate))
        return replace(self, fine_tuning=replace(self.fine_tuning, learning_rate=learning_rate))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Draft:
        """Raise ValueError or UserError where these are not the values of a draft."""
        return read_as(cls, values)


def _literal(path: str) -> str:
    """Return a pattern that matches this path alone."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)

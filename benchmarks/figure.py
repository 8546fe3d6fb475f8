"""Figure: one number that Frostline must reach, and what it was made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    name: str
    value: float
    #: "×", "s" or nothing, printed behind the value
    unit: str = ""
    #: None where there is nothing to reach
    target: float | None = None
    at_least: bool = True
    #: the two sides that were compared, as printed
    other: str = ""
    frostline: str = ""
    #: printed under the table
    note: str = ""
    #: everything behind the value, for the JSON
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_reached(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def shown(self) -> str:
        return f"{self.value:{_form(self.unit)}}{_behind(self.unit)}"

    @property
    def shown_target(self) -> str:
        if self.target is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.target:g}{_behind(self.unit)}"


def _form(unit: str) -> str:
    return ".2f" if unit else ".3f"


def _behind(unit: str) -> str:
    return f" {unit}" if unit else ""

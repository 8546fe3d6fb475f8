"""Record: what a run keeps of an event. Records are what is on disk, events what goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Generic, Self, TypeVar, cast

from core.events import Event

EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True, kw_only=True)
class Record(Generic[EventT]):
    """Its fields are what stands in a file: what is reported while a run trains may change without these."""

    #: of the event that is kept; it has all fields of the record
    reported_as: ClassVar[type[Event]]

    @classmethod
    def of(cls, event: EventT) -> Self:
        """Return what is kept of an event that was reported."""
        return cls(**{field.name: getattr(event, field.name) for field in fields(cls)})

    @property
    def event(self) -> EventT:
        """Return what is reported of it."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return cast("EventT", self.reported_as(**values))

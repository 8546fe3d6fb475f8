"""The number of the class that is to be explained."""

from __future__ import annotations

from core.errors import UserError
from core.inspection.network import InspectedNetwork
from core.messages import Message

#: of classes that an error names
MOST_NAMES = 10


def number_of_class(network: InspectedNetwork, label: str | None) -> int | None:
    """Return the number of a class; None where none is asked for. Raise UserError where there is no such class."""
    if label is None:
        return None
    if label in network.classes:
        return network.classes.index(label)
    if not network.classes:
        raise UserError(Message("no-classes-to-explain"))
    raise UserError(Message("class-unknown-to-model", label=label, classes=_known(network.classes)))


def _known(classes: tuple[str, ...]) -> Message:
    names = classes[:MOST_NAMES]
    return Message("its-classes-begin" if len(classes) > MOST_NAMES else "its-classes", names=names)

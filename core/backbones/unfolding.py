"""How far a foreign module's functions unfold: some bytes can name each other until nothing holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.errors import UserError
from core.messages import Message

#: functions within functions; networks have some twenty
DEEPEST = 200
#: operations once every call is unfolded; the largest networks have some tens of thousands
MOST_OPERATIONS = 2_000_000


def refuse_endless_unfolding(sizes: Mapping[str, int], calls: Mapping[str, Sequence[str]]) -> None:
    """Raise UserError where functions call themselves, lie too deep in each other, or unfold to too much.

    `sizes` holds the operations of each function, `calls` the functions that it calls, once for each call.
    """
    depth: dict[str, int] = {}
    unfolded: dict[str, int] = {}
    for name in calls:
        waiting = [name]
        open_calls: set[str] = set()
        while waiting:
            current = waiting[-1]
            missing = [called for called in set(calls[current]) if called not in depth]
            if current in depth or not missing:
                waiting.pop()
                open_calls.discard(current)
                depth[current] = 1 + max((depth[called] for called in calls[current]), default=0)
                unfolded[current] = sizes[current] + sum(unfolded[called] for called in calls[current])
                _refuse_too_much(depth[current], unfolded[current])
                continue
            if open_calls.intersection(missing) or current in missing:
                raise UserError(Message("functions-without-end"))
            open_calls.add(current)
            waiting += missing


def _refuse_too_much(depth: int, operations: int) -> None:
    if depth > DEEPEST:
        raise UserError(Message("functions-too-deep", deepest=DEEPEST))
    if operations > MOST_OPERATIONS:
        raise UserError(Message("unfolds-too-large", most=MOST_OPERATIONS))

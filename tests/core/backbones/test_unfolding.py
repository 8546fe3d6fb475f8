"""Functions that name each other: honest ones unfold to something, others to everything."""

from __future__ import annotations

import pytest

from core.backbones.unfolding import DEEPEST, refuse_endless_unfolding
from core.errors import UserError


def chain(length: int, calls: int) -> dict[str, list[str]]:
    return {str(level): [str(level + 1)] * calls for level in range(length)} | {str(length): []}


def check(calls: dict[str, list[str]]) -> None:
    refuse_endless_unfolding(dict.fromkeys(calls, 10), calls)


def test_functions_that_share_others_are_fine() -> None:
    check({"a": ["b", "c"], "b": ["d"], "c": ["d", "d"], "d": []})
    check(chain(DEEPEST - 1, 1))


def test_functions_that_call_themselves_are_refused() -> None:
    for circle in ({"a": ["a"]}, {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": []}):
        with pytest.raises(UserError, match="call themselves"):
            check(circle)


def test_functions_too_deep_in_each_other_are_refused() -> None:
    with pytest.raises(UserError, match="more than 200 deep"):
        check(chain(1_500, 1))


def test_functions_that_double_what_is_to_run_are_refused() -> None:
    with pytest.raises(UserError, match="unfolds to more than"):
        check(chain(30, 2))

"""Each measured piece of work runs in a process of its own: no import, memory or cache is shared with another."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Request = TypeVar("Request")
Answer = TypeVar("Answer")


NOTHING_ELSE: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Returned(Generic[Answer]):
    """Hold what a function gave back, and the seconds until Python had started and could call it."""

    answer: Answer
    start_seconds: float


def in_fresh_process(
    function: Callable[[Request], Answer], request: Request, environment: Mapping[str, str] = NOTHING_ELSE
) -> Returned[Answer]:
    """Call a function, importable by name, in a new process that ends with it, with this in its environment as well."""
    with (
        _with_environment(environment),
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        return pool.submit(_call, function, request, time.time()).result()


def _call(function: Callable[[Request], Answer], request: Request, asked: float) -> Returned[Answer]:
    start_seconds = time.time() - asked
    return Returned(answer=function(request), start_seconds=start_seconds)


@contextmanager
def _with_environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

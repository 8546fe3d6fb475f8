"""The table of tasks: each request fits the function of `core.tasks` that it names."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, fields
from typing import get_args

import pytest

from core import tasks
from core.task_table import AuditImages, Request, ScanImages

REQUESTS = Request.__subclasses__()


@pytest.mark.parametrize("request_type", REQUESTS, ids=lambda kind: kind.__name__)
def test_a_request_has_the_arguments_of_its_task(request_type: type[Request]) -> None:
    parameters = inspect.signature(getattr(tasks, request_type.task)).parameters
    for field in fields(request_type):
        assert field.type == parameters[field.name].annotation
    given = {field.name for field in fields(request_type)} | {"job"}
    needed = {name for name, one in parameters.items() if one.default is inspect.Parameter.empty}
    assert needed <= given


@pytest.mark.parametrize("request_type", REQUESTS, ids=lambda kind: kind.__name__)
def test_what_a_task_gives_is_what_its_request_says(request_type: type[Request]) -> None:
    (result,) = get_args(vars(request_type)["__orig_bases__"][0])
    said = getattr(result, "__forward_arg__", None) or "None"
    assert said == inspect.signature(getattr(tasks, request_type.task)).return_annotation


@pytest.mark.parametrize("request_type", REQUESTS, ids=lambda kind: kind.__name__)
def test_an_argument_that_may_be_left_out_is_what_the_task_takes_then(request_type: type[Request]) -> None:
    parameters = inspect.signature(getattr(tasks, request_type.task)).parameters
    for field in fields(request_type):
        if field.default is not MISSING:
            assert field.default == parameters[field.name].default


def test_an_audit_waits_for_tensorflow_and_looking_at_files_does_not() -> None:
    assert AuditImages.needs_tensorflow
    assert not ScanImages.needs_tensorflow

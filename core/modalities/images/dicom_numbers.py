"""DICOM numbers: in the forms in which files hold them, read as they are meant or refused, and never left out."""

from __future__ import annotations

import math
import re
from typing import Any

from core.messages import Message
from core.modalities.images.preprocessing import ImageProblem

#: with a point or a comma; one comma before three digits might as well part thousands
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


def numbers_of(dataset: Any, keyword: str) -> tuple[float | None, ...]:
    """Return all values of an element; None for those that are empty.

    Raise ImageProblem where one cannot be understood.
    """
    return tuple(_number(value, keyword) for value in _all_values(dataset, keyword))


def number_of(dataset: Any, keyword: str) -> float | None:
    """Return the one value of an element, which may be given several times; None where it is empty or not there.

    Raise ImageProblem where it cannot be understood, or where there are several that differ.
    """
    numbers = {number for number in numbers_of(dataset, keyword) if number is not None}
    if len(numbers) > 1:
        raise ImageProblem(Message("several-values-said", element=_words(keyword)))
    return next(iter(numbers), None)


def first_number(dataset: Any, keyword: str) -> float | None:
    """Return the first value of an element that the pixels do not depend on, where it is a number."""
    try:
        numbers = numbers_of(dataset, keyword)
    except (ImageProblem, ArithmeticError, LookupError, TypeError, ValueError):
        return None
    return numbers[0] if numbers else None


def _all_values(dataset: Any, keyword: str) -> list[Any]:
    """Return the values as pydicom has them, or as text where it cannot read them."""
    element = dataset.get_item(keyword)
    if element is None or element.value is None:
        return []
    try:
        value = dataset[keyword].value
    except (ArithmeticError, LookupError, TypeError, ValueError, NotImplementedError):
        value = element.value
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if isinstance(value, str):
        return list(value.split("\\")) if value.strip(" \0") else []
    if value is None:
        return []
    return list(value) if hasattr(value, "__iter__") else [value]


def _number(value: Any, keyword: str) -> float | None:
    if value is None:
        return None
    text = str(value).strip(" \0\t\r\n")
    if not text:
        return None
    number = math.nan
    if NUMBER.fullmatch(text) and not THOUSANDS.fullmatch(text):
        number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise ImageProblem(Message("number-unclear", element=_words(keyword)))
    return number


def _words(keyword: str) -> str:
    """Return WindowCenter as Window Center."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", keyword)

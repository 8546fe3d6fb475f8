"""Names in the order in which a person counts them."""

from __future__ import annotations

import random

from core.dataset.natural_order import natural_key


def test_numbers_in_names_are_counted() -> None:
    names = [
        "0.png",
        "1.png",
        "2.png",
        "10.png",
        "100.png",
        "a/9",
        "a/10",
        "B/1",
        "b/2",
        "img 02",
        "img 2",
        "x",
    ]
    mixed = random.Random(0).sample(names, len(names))
    assert sorted(mixed, key=natural_key) == names


def test_a_very_long_number_is_a_name_like_others() -> None:
    assert sorted(["9" * 6000, "1"], key=natural_key) == ["1", "9" * 6000]

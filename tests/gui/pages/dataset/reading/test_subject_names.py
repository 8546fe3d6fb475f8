"""What file names tell about subjects."""

from __future__ import annotations

import pytest

from gui.pages.dataset.reading.subject_names import suggested_pattern, varied_names

PEOPLE = [f"{label}/person{number}_{label}_{shot}.jpeg" for number in range(9) for label in "ab" for shot in range(3)]
SERIES = [f"a/IM-{patient:04}-{slice_:04}.dcm" for patient in range(8) for slice_ in range(4)]
FOLDERS = [f"a/patient {number}/{picture}.png" for number in range(7) for picture in "xyz"]
NUMBERED = [f"NORMAL/chest_{number}.jpeg" for number in range(40)] + [
    f"PNEUMONIA/chest_virus_{number}.jpeg" for number in range(60)
]


def test_the_names_that_are_shown_are_made_up_in_different_ways() -> None:
    names = varied_names([*(f"a_{number}.png" for number in range(500)), "odd.png", "b-1.png"], 5)

    assert {"odd.png", "b-1.png"} < set(names)
    assert len(names) == 5


def test_names_made_up_in_one_way_lie_far_apart() -> None:
    assert varied_names([f"{number:03}.png" for number in range(100)], 4) == [
        "012.png",
        "037.png",
        "062.png",
        "087.png",
    ]


def test_where_there_are_few_all_are_shown() -> None:
    assert varied_names(["b.png", "a.png"], 8) == ["b.png", "a.png"]
    assert varied_names([], 8) == []


@pytest.mark.parametrize(
    ("files", "pattern"),
    [
        (PEOPLE, "{subject}_*"),
        (SERIES, "{*-*}-*"),
        (FOLDERS, "{subject}/*"),
        (NUMBERED, ""),
        ([f"{number}.png" for number in range(50)], ""),
        ([], ""),
    ],
)
def test_a_pattern_is_suggested_where_it_makes_sense(files: list[str], pattern: str) -> None:
    assert suggested_pattern(files) == pattern

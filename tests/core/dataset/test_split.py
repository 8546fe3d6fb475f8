"""Split: the mix of classes is kept, and nothing that belongs together is divided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import Fractions, split_dataset
from core.errors import UserError
from core.messages import Message
from core.wording.catalogue import text_of, words_of

TRAIN, VALIDATION, TEST = Split


def image(
    number: int,
    label: str,
    subject: str = "",
    split: Split | None = None,
    content: str = "",
    problem: Message | None = None,
) -> Example:
    sha256 = content or f"hash {number}"
    return Example(file=f"{number}.png", label=label, subject=subject, split=split, sha256=sha256, problem=problem)


def split(images: Iterable[Example], seed: int = 0, fractions: Fractions | None = None) -> Dataset:
    dataset = Dataset(folder=Path("images"), examples=tuple(images))
    return split_dataset(dataset, fractions or Fractions(), seed)


def refusal(images: Iterable[Example]) -> str:
    with pytest.raises(UserError) as caught:
        split(images)
    assert words_of(caught.value.message).hint
    return text_of(caught.value.message)


def shares(dataset: Dataset, label: str) -> list[float]:
    """How much of a class is in training, validation and test."""
    counts = Counter(image.split for image in dataset.examples if image.label == label)
    return [counts[part] / counts.total() for part in Split]


def plain(count: int = 200) -> list[Example]:
    """Every fourth is a dog."""
    return [image(number, "dog" if number % 4 == 0 else "cat") for number in range(count)]


def subjects_of_many_sizes(seed: int, count: int = 60) -> list[Example]:
    sizes = np.random.default_rng(seed).geometric(0.15, count)
    owners = [(subject, "ab"[subject % 2]) for subject, size in enumerate(sizes) for _ in range(size)]
    return [image(number, label, f"subject {subject}") for number, (subject, label) in enumerate(owners)]


@pytest.mark.parametrize("label", ["cat", "dog"])
def test_each_class_is_split_by_the_fractions(label: str) -> None:
    np.testing.assert_allclose(shares(split(plain()), label), (0.70, 0.15, 0.15), atol=0.02)
    half = Fractions(train=0.5, validation=0.2, test=0.3)
    np.testing.assert_allclose(shares(split(plain(), fractions=half), label), (0.5, 0.2, 0.3), atol=0.02)


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    assert split(plain(), seed=3) == split(plain(), seed=3)
    assert split(plain(), seed=3) != split(plain(), seed=4)


@pytest.mark.parametrize("seed", range(5))
def test_a_subject_is_never_divided_and_the_fractions_are_kept(seed: int) -> None:
    dataset = split(subjects_of_many_sizes(seed), seed)
    parts = defaultdict(set)
    for found in dataset.examples:
        parts[found.subject].add(found.split)
    assert all(len(some) == 1 for some in parts.values())
    for label in dataset.classes:
        np.testing.assert_allclose(shares(dataset, label), (0.70, 0.15, 0.15), atol=0.05)


def test_identical_files_stay_together() -> None:
    dataset = split(image(number, "ab"[number % 2], content=f"content {number // 4}") for number in range(80))
    parts = {(found.sha256, found.split) for found in dataset.examples}
    assert len(parts) == 20


def test_subjects_with_an_identical_file_stay_together() -> None:
    images = [image(number, "ab"[number % 2], f"subject {number // 2}") for number in range(80)]
    images += [image(80, "a", "subject 0", content="same"), image(81, "a", "subject 1", content="same")]
    parts = {found.subject: found.split for found in split(images, seed=5).examples}
    assert parts["subject 0"] == parts["subject 1"]


def test_three_subjects_of_a_class_go_one_to_each_part() -> None:
    images = [image(number, "ab"[number % 2], f"subject {number % 6}") for number in range(60)]
    for seed in range(10):
        dataset = split(images, seed)
        assert all(min(shares(dataset, label)) > 0 for label in "ab")


def test_images_that_cannot_be_read_are_in_no_part() -> None:
    dataset = split([*plain(), image(999, "cat", problem=Message("damaged-or-unknown"))])
    assert dataset.problems[0].split is None
    assert dataset.left_out == ()


# ---- what is given


def given(parts: Iterable[Split | None], label: str = "") -> list[Example]:
    return [image(number, label or "ab"[number // 10 % 2], split=part) for number, part in enumerate(parts)]


def test_a_given_split_is_kept() -> None:
    images = given([TRAIN, TEST, VALIDATION, TRAIN, TEST] * 20)
    assert list(split(images).examples) == images


def test_validation_is_drawn_from_training_where_none_is_given() -> None:
    images = given([TRAIN] * 160 + [TEST] * 40)
    dataset = split(images)
    assert all(new.split == TEST for new, old in zip(dataset.examples, images, strict=True) if old.split == TEST)
    np.testing.assert_allclose(shares(dataset, "a"), (0.8 * 70 / 85, 0.8 * 15 / 85, 0.2), atol=0.02)


def test_a_test_set_is_drawn_from_training_where_none_is_given() -> None:
    dataset = split(given([TRAIN] * 160 + [VALIDATION] * 40))
    np.testing.assert_allclose(shares(dataset, "b"), (0.8 * 70 / 85, 0.2, 0.8 * 15 / 85), atol=0.02)


def test_images_without_a_part_are_drawn_and_follow_their_subject() -> None:
    images = [*given([TRAIN, TEST, VALIDATION, None] * 30), image(500, "a", "p", TEST), image(501, "a", "p")]
    dataset = split(images)
    assert dataset.examples[-1].split == TEST
    assert all(found.split for found in dataset.examples)


def test_a_subject_in_several_given_parts_is_refused() -> None:
    images = [
        image(number, "ab"[number % 2], f"p{number // 4}", [TRAIN, TEST][number // 2 % 2]) for number in range(40)
    ]
    assert "10 subjects are in several of" in refusal(images)


def test_of_identical_files_in_several_given_parts_the_test_set_keeps_its_copy() -> None:
    copies = [
        image(200 + number, "a", split=part, content="same") for number, part in enumerate((TRAIN, TEST, VALIDATION))
    ]
    dataset = split([*given([TRAIN, TRAIN, TEST, TEST, VALIDATION, VALIDATION] * 10), *copies])
    assert [found.split for found in dataset.examples[-3:]] == [None, TEST, None]
    assert [found.file for found in dataset.left_out] == ["200.png", "202.png"]


def test_a_copy_in_the_test_set_is_left_out_of_training_also_where_validation_is_drawn() -> None:
    copies = [image(200, "a", split=TRAIN, content="same"), image(201, "a", split=TEST, content="same")]
    dataset = split([*given([TRAIN] * 80 + [TEST] * 20), *copies])
    assert [found.split for found in dataset.examples[-2:]] == [None, TEST]


def test_a_given_part_may_lack_a_class() -> None:
    images = [*given([TRAIN, TEST, VALIDATION] * 10, "a"), *[image(100 + n, "b", split=TRAIN) for n in range(9)]]
    assert shares(split(images), "b") == [1, 0, 0]


# ---- classes that are too small


def test_a_class_of_two_images_is_for_training_and_the_others_are_split_as_ever() -> None:
    for seed in range(5):
        dataset = split([*plain(), image(901, "rare"), image(902, "rare")], seed)
        assert shares(dataset, "rare") == [1, 0, 0]
        np.testing.assert_allclose(shares(dataset, "cat"), (0.70, 0.15, 0.15), atol=0.02)


def test_many_images_of_two_subjects_are_for_training() -> None:
    rare = [image(900 + number, "rare", f"p{number % 2}") for number in range(50)]
    assert shares(split([*plain(), *rare]), "rare") == [1, 0, 0]


def test_copies_do_not_make_a_class_larger() -> None:
    dataset = split([*plain(), *[image(900 + number, "rare", content="same") for number in range(9)]])
    assert shares(dataset, "rare") == [1, 0, 0]


def test_a_class_that_shares_its_subjects_with_a_rare_one_is_in_every_part() -> None:
    both = [image(900 + number, "ab"[number % 2], f"p{number // 2}") for number in range(4)]
    dataset = split([*both, image(910, "b", "p8"), *[image(920 + number, "c") for number in range(30)]])
    assert shares(dataset, "a")[0] > 0
    assert min(shares(dataset, "b")) > 0
    assert len({found.split for found in dataset.examples if found.subject == "p0"}) == 1


def test_a_rare_class_that_is_given_for_the_test_stays_there() -> None:
    images = [*given([TRAIN, TEST] * 10), image(901, "rare", split=TEST), image(902, "rare", split=TEST)]
    assert shares(split(images), "rare") == [0, 0, 1]


def test_a_class_that_the_user_left_out_is_in_no_part() -> None:
    left_out = [replace(image(900 + number, ""), given_label="rare") for number in range(5)]
    dataset = split([*plain(), *left_out])
    assert dataset.classes == ("cat", "dog")
    assert {found.split for found in dataset.examples[-5:]} == {None}


# ---- what cannot be split


def test_classes_that_leave_a_part_empty_are_refused() -> None:
    assert "too small" in refusal(image(number, "ab"[number % 2]) for number in range(4))


def test_one_class_is_refused() -> None:
    assert "fewer than two classes" in refusal(image(number, "a") for number in range(20))


def test_a_class_that_cannot_be_read_is_named() -> None:
    assert "class “b” can be read" in refusal(
        [*given([None] * 20, "a"), image(99, "b", problem=Message("damaged-or-unknown"))]
    )


def test_no_readable_image_is_refused() -> None:
    assert "None of the images" in refusal(
        image(n, "ab"[n % 2], problem=Message("damaged-or-unknown")) for n in range(9)
    )


@pytest.mark.parametrize("parts", [(1.0, 0.0, 0.0), (0.5, 0.2, 0.2), (1.2, -0.1, -0.1)])
def test_fractions_must_make_a_whole(parts: tuple[float, float, float]) -> None:
    with pytest.raises(UserError):
        Fractions(train=parts[0], validation=parts[1], test=parts[2])


def test_the_real_chest_radiographs_are_split_with_their_copies_together(shared_data: Path) -> None:
    from core.storage.files import sha256_of_file

    files = sorted((shared_data / "chest_xray").rglob("*.jp*g"))
    dataset = split(
        Example(file=file.name, label=file.parent.name, sha256=sha256_of_file(file)) for file in files
    )  # fmt: skip
    assert len({(found.sha256, found.split) for found in dataset.examples}) == 618
    for label in dataset.classes:
        np.testing.assert_allclose(shares(dataset, label), (0.70, 0.15, 0.15), atol=0.01)

"""Prepared images: decoded once, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.dataset.dataset import Dataset
from core.dataset.preparing import prepare_examples
from core.dataset.scan import scan
from core.errors import JobStopped
from core.events import Event, Progress
from core.jobs import Job
from core.modalities.images.decoding import DecodePool, ImageLimits
from core.modalities.images.preparing import STEP
from core.modalities.images.preprocessing import Preprocessing, prepare
from core.modalities.images.readers import read_picture_of
from core.wording.catalogue import text_of
from tests.core.modalities.images.pictures import write_classes, write_pixels

SMALL = Preprocessing(height=8, width=6)


@pytest.fixture
def dataset(tmp_path: Path, pool: DecodePool) -> Dataset:
    return scan(write_classes(tmp_path / "images", 10), Job(), pool=pool)


@pytest.fixture
def mixed(tmp_path: Path, pool: DecodePool) -> Dataset:
    """Ten coloured and ten grey pictures."""
    folder = write_classes(tmp_path / "images", 5)
    for place in range(10):
        grey = np.random.default_rng(place).integers(0, 256, (9, 7), np.uint8)
        write_pixels(folder / ("cat", "dog")[place % 2] / f"grey{place}.png", grey)
    return scan(folder, Job(), pool=pool)


def keys(dataset: Dataset) -> list[str]:
    return [image.sha256 for image in dataset.readable]


def expected(dataset: Dataset, preprocessing: Preprocessing) -> np.ndarray:
    return np.stack([prepare(read_picture_of(dataset.path(image)), preprocessing) for image in dataset.readable])


def test_prepared_images_are_what_preprocessing_makes_of_them(
    dataset: Dataset, tmp_path: Path, pool: DecodePool
) -> None:
    prepared, result = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), pool)
    with prepared:
        np.testing.assert_array_equal(prepared.read(keys(dataset)), expected(dataset, SMALL))
    assert result == dataset


def test_deep_images_are_kept_deep(tmp_path: Path, pool: DecodePool) -> None:
    write_pixels(
        write_classes(tmp_path / "images", 1) / "cat" / "deep.png", np.arange(48, dtype=np.uint16).reshape(8, 6)
    )
    dataset = scan(tmp_path / "images", Job(), pool=pool)
    deep = replace(SMALL, depth=16)
    prepared, _ = prepare_examples(dataset, deep, tmp_path / "cache", Job(), pool)
    with prepared:
        read = prepared.read(keys(dataset))
    assert read.dtype == np.float16
    np.testing.assert_array_equal(read, expected(dataset, deep))


def test_of_grey_images_one_plane_is_kept(mixed: Dataset, tmp_path: Path, pool: DecodePool) -> None:
    prepared, _ = prepare_examples(mixed, SMALL, tmp_path / "cache", Job(), pool)
    any_order = np.random.default_rng(0).permutation(len(mixed.readable))
    with prepared:
        assert prepared.count == 20
        np.testing.assert_array_equal(
            prepared.read([keys(mixed)[place] for place in any_order]), expected(mixed, SMALL)[any_order]
        )
        with pytest.raises(KeyError):
            prepared.read([*keys(mixed), 64 * "0"])
    sizes = {file.parent.name: file.stat().st_size for file in (tmp_path / "cache").rglob("rows.bin")}
    assert sizes == {"grey": 10 * SMALL.height * SMALL.width, "coloured": 10 * SMALL.height * SMALL.width * 3}


def test_a_second_time_nothing_is_decoded(dataset: Dataset, tmp_path: Path, pool: DecodePool) -> None:
    prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), pool)[0].close()
    with DecodePool(workers=1) as unused:
        prepared, _ = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), unused)
        with prepared:
            np.testing.assert_array_equal(prepared.read(keys(dataset)), expected(dataset, SMALL))
        assert not unused.is_running


def test_another_preprocessing_has_a_cache_of_its_own(dataset: Dataset, tmp_path: Path, pool: DecodePool) -> None:
    other = replace(SMALL, height=9)
    for preprocessing in (SMALL, other, SMALL):
        prepared, _ = prepare_examples(dataset, preprocessing, tmp_path / "cache", Job(), pool)
        with prepared:
            np.testing.assert_array_equal(prepared.read(keys(dataset)), expected(dataset, preprocessing))


def test_it_goes_on_where_it_was(dataset: Dataset, tmp_path: Path, pool: DecodePool) -> None:
    totals: set[int | None] = set()

    def take_down(event: Event) -> None:
        if isinstance(event, Progress) and event.step == STEP:
            totals.add(event.total)

    some = dataset.with_examples(dataset.examples[:7])
    prepare_examples(some, SMALL, tmp_path / "cache", Job(), pool)[0].close()
    prepared, _ = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(take_down), pool)
    with prepared:
        np.testing.assert_array_equal(prepared.read(keys(dataset)), expected(dataset, SMALL))
    assert totals == {13}


def test_a_stop_leaves_a_sound_cache(dataset: Dataset, tmp_path: Path) -> None:
    with DecodePool(workers=1) as pool:
        job = Job(lambda event: job.stop())
        with pytest.raises(JobStopped):
            prepare_examples(dataset, SMALL, tmp_path / "cache", job, pool)
        prepared, _ = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), pool)
    with prepared:
        np.testing.assert_array_equal(prepared.read(keys(dataset)), expected(dataset, SMALL))


@pytest.mark.parametrize("store", ["grey", "coloured"])
def test_a_damaged_row_is_decoded_again(store: str, mixed: Dataset, tmp_path: Path, pool: DecodePool) -> None:
    dataset = mixed
    prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), pool)[0].close()
    rows = tmp_path / "cache" / SMALL.key / store / "rows.bin"
    content = bytearray(rows.read_bytes())
    content[200] ^= 1
    rows.write_bytes(content)
    prepared, _ = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), pool)
    with prepared:
        np.testing.assert_array_equal(prepared.read(keys(dataset)), expected(dataset, SMALL))


def test_what_cannot_be_decoded_gets_its_reason_and_the_rest_goes_on(
    dataset: Dataset, tmp_path: Path, pool: DecodePool
) -> None:
    cut, gone, changed = (dataset.path(image) for image in dataset.examples[:3])
    cut.write_bytes(cut.read_bytes()[:150])
    gone.unlink()
    changed.write_bytes(dataset.path(dataset.examples[5]).read_bytes())
    known = [image for image in dataset.examples if dataset.path(image) != cut]
    dataset = dataset.with_examples([*scan(tmp_path / "images", Job(), pool=pool).examples[:1], *known])
    prepared, result = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), pool)
    with prepared:
        np.testing.assert_array_equal(prepared.read(keys(result)), expected(result, SMALL))
    assert [text_of(image.problem) for image in result.problems] == [
        "The file is cut off: the end of the image is missing.",
        "The file is not there.",
        "The file has changed since it was scanned.",
    ]


def test_an_image_above_the_limit_of_memory_gets_its_reason(dataset: Dataset, tmp_path: Path, pool: DecodePool) -> None:
    write_pixels(tmp_path / "images" / "cat" / "large.png", np.zeros((9000, 9000), np.uint8))
    dataset = scan(tmp_path / "images", Job(), known=dataset, pool=pool)
    with DecodePool(ImageLimits(megabytes=200), workers=1) as small_pool:
        prepared, result = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), small_pool)
    prepared.close()
    assert [text_of(image.problem) for image in result.problems] == [
        "Reading the image takes more memory than the limit."
    ]


def test_identical_files_share_a_row(dataset: Dataset, tmp_path: Path, pool: DecodePool) -> None:
    copy = tmp_path / "images" / "dog" / "copy.png"
    copy.write_bytes(dataset.path(dataset.examples[0]).read_bytes())
    dataset = scan(tmp_path / "images", Job(), known=dataset, pool=pool)
    prepared, _ = prepare_examples(dataset, SMALL, tmp_path / "cache", Job(), pool)
    with prepared:
        assert prepared.count == 20
        np.testing.assert_array_equal(prepared.read(keys(dataset)), expected(dataset, SMALL))

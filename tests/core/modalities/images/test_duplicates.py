"""Finding the same picture twice: on tiles of photographs, and on real sets with altered pictures planted in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from core.errors import JobStopped
from core.events import Progress
from core.jobs import Job
from core.modalities.images import duplicates
from core.modalities.images.duplicates import NearDuplicate, find_near_duplicates
from core.modalities.images.preprocessing import Preprocessing, prepare
from core.modalities.images.readers import read_picture_of
from core.wording.catalogue import text_of
from tests.core.audit.alterations import ALTERATIONS, altered

RECIPE = Preprocessing(height=224, width=224)
TILE = 128
PLANTED = 50


@dataclass
class Pictures:
    """A small dataset in memory."""

    images: list[np.ndarray] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)

    def add(self, image: Image.Image, group: int | None = None) -> int:
        """Returns its place."""
        self.images.append(prepare(np.asarray(image), RECIPE))
        self.sizes.append(image.size)
        self.groups.append(-len(self.groups) - 1 if group is None else group)
        return len(self.images) - 1

    def read(self, places: Sequence[int]) -> np.ndarray:
        return np.stack([self.images[place] for place in places])

    def near_duplicates(self, job: Job | None = None) -> dict[tuple[int, int], NearDuplicate]:
        groups = np.array(self.groups)
        found = find_near_duplicates(self.read, np.array(self.sizes), _coarse_features, groups, job or Job())
        return {(pair.first, pair.second): pair for pair in found}


def _coarse_features(images: np.ndarray) -> np.ndarray:
    """Stands in for a backbone."""
    count = len(images)
    return images[:, ::32, ::32].reshape(count, -1).astype(np.float32) + 1


@pytest.fixture(scope="module")
def tiles() -> list[Image.Image]:
    """A hundred pictures, no two the same, some of them much alike."""
    photographs = [data.astronaut(), data.coffee(), data.chelsea(), data.rocket(), data.immunohistochemistry()]
    return [
        Image.fromarray(photograph[top : top + TILE, left : left + TILE])
        for photograph in photographs
        for top in range(0, photograph.shape[0] - TILE + 1, TILE)
        for left in range(0, photograph.shape[1] - TILE + 1, TILE)
    ]


@pytest.fixture
def pictures(tiles: list[Image.Image]) -> Pictures:
    pictures = Pictures()
    for tile in tiles:
        pictures.add(tile)
    return pictures


@pytest.fixture
def portrait() -> Image.Image:
    return Image.fromarray(data.astronaut()).crop((60, 0, 420, 300))


def test_different_pictures_are_not_found(pictures: Pictures) -> None:
    assert not pictures.near_duplicates()


@pytest.mark.parametrize("how", ALTERATIONS)
def test_altered_picture_is_found(pictures: Pictures, portrait: Image.Image, how: str) -> None:
    first = pictures.add(portrait)
    second = pictures.add(altered(portrait, how, np.random.default_rng(0)))
    assert list(pictures.near_duplicates()) == [(first, second)]


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (lambda image: image, "the same picture"),
        (lambda image: image.transpose(Image.Transpose.ROTATE_90), "turned by 90°"),
        (lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "mirrored"),
        (lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM), "mirrored top to bottom"),
        (lambda image: image.rotate(12, Image.Resampling.BICUBIC), "turned by 12°"),
        (
            lambda image: image.rotate(12, Image.Resampling.BICUBIC).transpose(Image.Transpose.FLIP_LEFT_RIGHT),
            "mirrored and turned by 12°",
        ),
        (lambda image: image.point([min(255, round(value * 1.3)) for value in range(256)] * 3), "brighter"),
        (lambda image: image.point([value // 2 for value in range(256)] * 3), "darker"),
        (lambda image: image.resize((240, 200)), "resized"),
        (lambda image: image.resize((300, 300)), "stretched"),
        (lambda image: image.resize((300, 300)).transpose(Image.Transpose.ROTATE_270), "turned by 90°, stretched"),
    ],
)
def test_what_was_done_is_told(portrait: Image.Image, alter: Callable[[Image.Image], Image.Image], words: str) -> None:
    pictures = Pictures()
    pictures.add(portrait)
    pictures.add(alter(portrait))
    pictures.add(Image.fromarray(data.coffee()))
    assert {pair: text_of(found.how) for pair, found in pictures.near_duplicates().items()} == {(0, 1): words}


@pytest.mark.parametrize("agrees", [True, False])
def test_backbone_decides_where_the_detail_leaves_a_doubt(
    portrait: Image.Image, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    monkeypatch.setattr(duplicates, "SAME", 1.1)  # so that there is always a doubt
    pictures = Pictures()
    pictures.add(portrait)
    pictures.add(portrait.rotate(20, Image.Resampling.BICUBIC))
    found = find_near_duplicates(
        pictures.read,
        np.array(pictures.sizes),
        lambda images: np.array([[1, 0], [1, 0] if agrees else [0, 1]], np.float32),
        np.arange(2),
        Job(),
    )
    assert len(found) == agrees


def test_pictures_of_one_group_are_not_looked_for(portrait: Image.Image) -> None:
    pictures = Pictures()
    for group in (7, 7, 8):
        pictures.add(portrait.rotate(group), group)
        pictures.add(portrait, group)
    found = pictures.near_duplicates()
    assert found
    assert all(pictures.groups[first] != pictures.groups[second] for first, second in found)


def test_blank_pictures_are_only_found_when_all_pixels_are_the_same() -> None:
    pictures = Pictures()
    for grey in (0, 0, 128, 255):
        pictures.add(Image.new("RGB", (200, 100), (grey, grey, grey)))
    assert list(pictures.near_duplicates()) == [(0, 1)]


def test_many_copies_of_one_picture_are_all_led_to_without_naming_all_pairs(portrait: Image.Image) -> None:
    pictures = Pictures()
    for _ in range(40):
        pictures.add(portrait)
    found = pictures.near_duplicates()
    assert {place for pair in found for place in pair} == set(range(40))
    assert len(found) < 100


def test_deep_images_are_compared_as_well(portrait: Image.Image) -> None:
    pictures = Pictures()
    pictures.add(portrait)
    pictures.add(portrait.transpose(Image.Transpose.ROTATE_180))
    pictures.add(Image.fromarray(data.coffee()))
    pictures.images = [(image / np.float32(255)).astype(np.float16) for image in pictures.images]
    assert list(pictures.near_duplicates()) == [(0, 1)]


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_no_pictures_hold_no_duplicates(portrait: Image.Image, count: int) -> None:
    sizes = np.full((count, 2), 300)
    image = prepare(np.asarray(portrait), RECIPE)
    found = find_near_duplicates(
        lambda places: np.stack([image for _ in places]), sizes, _coarse_features, np.arange(count), Job()
    )
    assert found == []


def test_progress_is_told_and_the_search_can_be_stopped(pictures: Pictures) -> None:
    steps: list[str] = []

    def stop_at_the_search(event: object) -> None:
        if isinstance(event, Progress):
            steps.append(text_of(event.step))
            if steps[-1] == "Searching for near duplicates":
                job.stop()

    job = Job(stop_at_the_search)
    with pytest.raises(JobStopped):
        pictures.near_duplicates(job)
    assert steps[0] == "Fingerprinting the images"


@pytest.mark.parametrize("name", ["chest_xray", "cats_dogs"])
def test_planted_duplicates_are_found_among_real_images(shared_data: Path, name: str) -> None:
    files = sorted(path for path in (shared_data / name).rglob("*") if path.suffix in (".jpg", ".jpeg"))[::2]
    real = Pictures()
    for file in files:
        real.add(Image.fromarray(read_picture_of(file)))
    true_before = set(real.near_duplicates())
    assert len(true_before) <= 3  # some files lie there twice

    chance = np.random.default_rng(17)
    hows = list(ALTERATIONS)
    sources = chance.choice(len(files), PLANTED, replace=False)
    planted = set()
    for i, source in enumerate(sources):
        copy = altered(Image.fromarray(read_picture_of(files[source])), hows[i % len(hows)], chance)
        planted.add((int(source), real.add(copy)))
    found = set(real.near_duplicates())
    assert len(planted & found) >= 48
    assert true_before <= found
    assert len(found - planted - true_before) <= len(true_before)  # an altered file that lies there twice

"""What all tests share."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.modalities.images.pydicom_alone import import_pydicom
from core.process.tensorflow_start import prepare_tensorflow
from core.wording.spoken_of import OF_IMAGES, speak_of
from tests.places import TESTS

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
prepare_tensorflow()  # as the program starts it

import_pydicom()  # as the program does, before any test imports it

#: folders of tests whose figures depend on the kernels of a processor; `make test` runs them with oneDNN and without
NUMERICAL = (
    "core/backbones", "core/features", "core/targets", "core/training", "core/inspection", "core/export", "resources",
)  # fmt: skip
SHARED_DATA = TESTS.parents[1] / "shared" / "data"
SHARED_CASES = TESTS.parents[1] / "shared" / "cases"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what computes networks; and let whole jobs come first, which take longest: else one process would wait."""
    for item in items:
        if item.path.relative_to(TESTS).as_posix().startswith(NUMERICAL):
            item.add_marker("numerical")
    items.sort(key=lambda item: item.path.parent != TESTS)


@pytest.fixture(autouse=True)
def no_log_left() -> Iterator[None]:
    """The log that a test starts ends with it: logging is the process's, and the next test would write to that file."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture(autouse=True)
def of_images_again() -> Iterator[None]:
    """The next test speaks of images, whatever this one has spoken of."""
    yield
    speak_of(OF_IMAGES)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All that a user's programs may write to."""
    home = tmp_path / "home"
    for variable, name in (
        ("HOME", ""),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("TMPDIR", "tmp"),
    ):
        (home / name).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(home / name))
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real images beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real images in ../shared/data, which are not here")
    return SHARED_DATA


@pytest.fixture(scope="session")
def shared_cases() -> Path:
    """The folder of small cases beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED_CASES.is_dir():
        pytest.skip("needs the cases in ../shared/cases, which are not here")
    return SHARED_CASES


@pytest.fixture(scope="session")
def small_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of backbones with a small one in it, in which a few steps take no time."""
    from tests.core.small import BACKBONE, write_backbone

    library = tmp_path_factory.mktemp("library")
    write_backbone(library / BACKBONE)
    return library


@pytest.fixture(scope="session")
def small_images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes of pictures that the small backbone can tell apart, two of which cannot be read."""
    from tests.core.small import write_images

    return write_images(tmp_path_factory.mktemp("images"))


@pytest.fixture(scope="session")
def small_text_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of backbones with a small encoder of sentences in it."""
    from tests.core.small_texts import BACKBONE, write_encoder

    library = tmp_path_factory.mktemp("text-library")
    write_encoder(library / BACKBONE)
    return library


@pytest.fixture(scope="session")
def small_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of sentences of two classes in the words of the small encoder, one of them empty."""
    from tests.core.small_texts import write_texts

    return write_texts(tmp_path_factory.mktemp("texts"))


@pytest.fixture
def small_encoder(small_text_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program finds the small encoder under its name."""
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(small_text_library))
    return small_text_library / "small_encoder"


@pytest.fixture
def small_backbone(small_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program finds the small backbone under its name."""
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(small_library))
    return small_library / "small"

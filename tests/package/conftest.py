"""The packages that `make package` has left in dist/."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.on_screen import display
from tools.package import DIST
from tools.system_packages import PACKAGE_TEST_NEEDS, install_missing_packages


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.package)


@pytest.fixture(scope="session", autouse=True)
def needs() -> None:
    install_missing_packages(PACKAGE_TEST_NEEDS)


@pytest.fixture(scope="session")
def deb() -> Path:
    return only("*.deb")


@pytest.fixture(scope="session")
def archive() -> Path:
    return only("*.tar.xz")


@pytest.fixture(scope="session")
def portable(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive unpacked where paths have spaces and umlauts."""
    folder = tmp_path_factory.mktemp("portable") / "Über uns – größere Geräte"
    folder.mkdir()
    subprocess.run(["tar", "-C", str(folder), "-xf", str(archive)], check=True)
    return next(folder.iterdir())


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """The name of a display."""
    with display() as name:
        yield name


def only(pattern: str) -> Path:
    found = list(DIST.glob(pattern))
    if len(found) != 1:
        pytest.fail(f"There is not one {pattern} in dist/: run `make package` first.")
    return found[0]

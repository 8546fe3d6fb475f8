"""The lock files: every package pinned and hashed, and no place named."""

from __future__ import annotations

import re

import pytest

from tests.places import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-nvidia.txt")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert not re.search(r"https?:|file:|--(?:extra-)?index|--find-links|\s@\s", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    for name, entry in entries_of(lock).items():
        assert "==" in entry, name
        assert "--hash=sha256:" in entry, name


def test_the_locks_agree_with_each_other() -> None:
    run = entries_of("requirements.txt")
    for other in (entries_of("requirements-dev.txt"), entries_of("requirements-nvidia.txt")):
        for name in run.keys() & other.keys():
            assert other[name].split()[0] in {run[name].split()[0], run[name.partition(" ")[0]].split()[0]}


def test_one_tensorflow_is_installed_and_no_other() -> None:
    import importlib.metadata

    names = {distribution.name.lower().replace("_", "-") for distribution in importlib.metadata.distributions()}
    assert len(names & {"tensorflow", "tensorflow-cpu"}) == 1


def entries_of(lock: str) -> dict[str, str]:
    """Each pinned package of a lock file, with its hashes. One that is pinned twice has its marker in the name."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    joined = [line for line in text.replace("\\\n", " ").splitlines() if re.match(r"[a-z]", line)]
    entries: dict[str, str] = {}
    for line in joined:
        name = line.partition("==")[0]
        entries[name if name not in entries else f"{name} {line}"] = line
    return entries

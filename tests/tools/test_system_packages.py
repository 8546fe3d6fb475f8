"""Set-up: what the operating system lacks is named, and nothing else is installed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.system_packages import Need, SetUpError, has_library, has_module, install_missing_packages


def test_what_the_operating_system_lacks_is_named_with_the_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 1\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))  # no sudo here
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    needs = (Need("a thing", "libthing1", lambda: False), Need("another", "libanother1", lambda: True))

    with pytest.raises(SetUpError, match="a thing") as raised:
        install_missing_packages(needs)

    assert str(raised.value).endswith("sudo apt-get install libthing1")


def test_nothing_is_installed_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    install_missing_packages((Need("a thing", "libthing1", lambda: True),))


def test_modules_and_libraries_that_are_missing_are_noticed() -> None:
    assert has_module("venv")
    assert not has_module("no_such_module")
    assert not has_library("libnosuchthing.so.1")

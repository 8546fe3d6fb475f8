"""The command line and folders: it asks what they are, says what it left out, and prints any name."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.project.project import Project
from tests.core.modalities.images.pictures import write_classes, write_picture
from tests.core.small import BACKBONE


def audit(images: Path, project: Path, *more: str) -> tuple[str, ...]:
    return "audit", str(images), "--project", str(project), "--backbone", BACKBONE, *more


def test_where_folders_are_not_clear_the_choice_is_given_and_kept(run: Callable, tmp_path: Path) -> None:
    for part in ("bus", "train"):
        write_classes(tmp_path / "images" / part, count=4, classes=("front", "side"))
    command = audit(tmp_path / "images", tmp_path / "project")

    status, _, errors = run(*command)
    assert status == 1
    assert "“train”" in errors
    assert "--folders parts or --folders classes" in errors

    run(*command, "--folders", "classes")
    run(*command)
    dataset = Project(folder=tmp_path / "project").dataset
    assert dataset
    assert dataset.classes == ("bus", "train")


@pytest.mark.parametrize("as_json", [True, False])
def test_what_was_left_out_is_printed(run: Callable, tmp_path: Path, as_json: bool) -> None:
    images = write_classes(tmp_path / "images", count=4)
    (images / "empty").mkdir()
    (images / "@eaDir").mkdir()

    _, output, _ = run(*audit(images, tmp_path / "project", *(["--json"] if as_json else [])))

    if as_json:
        events = [json.loads(line) for line in output.splitlines()]
        output = "\n".join(event["text"] for event in events if event["event"] == "noticed")
    assert "The folder “empty” holds no images: it is left out." in output
    assert "Passed over: 1 of the system" in output


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not Unicode")
@pytest.mark.parametrize("as_json", [True, False])
def test_names_that_are_not_unicode_are_printed(run: Callable, tmp_path: Path, as_json: bool) -> None:
    images = write_classes(tmp_path / "images", 4, ("normal", os.fsdecode(b"R\xf6ntgen")))
    write_picture(images / os.fsdecode(b"R\xf6ntgen") / os.fsdecode(b"\xe4.png"), seed=1)
    write_picture(images / os.fsdecode(b"R\xf6ntgen") / os.fsdecode(b"\xe5.png"), seed=1)

    _, output, errors = run(*audit(images, tmp_path / "project", *(["--json"] if as_json else [])))

    assert errors == ""
    assert "Röntgen" in output
    assert as_json or "R\\udcf6ntgen/\\udce4.png" in output

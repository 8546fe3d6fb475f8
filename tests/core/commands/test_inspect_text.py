"""The command that looks inside, of texts."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from core.commands.command_line import run_command
from core.project.project import Project
from tests.core.small_texts import BACKBONE, CLASSES, sentence

TEXT = "the pump was broken."
TOKENS = ["[CLS]", "the", "pump", "was", "broken", ".", "[SEP]"]


def results_of(output: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output.splitlines()[-1])["results"]
    return found


def test_tokens_are_printed_with_what_they_speak_for(text_project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["inspect", str(text_project.folder), "--text", TEXT, "--class", CLASSES[0]]) == 0

    output = capsys.readouterr().out
    assert f"Class {CLASSES[0]}: probability" in output
    assert all(token in output for token in TOKENS)
    assert "transformer/layer_1/output_layer_norm" in output


def test_without_a_class_the_predicted_one_is_explained(
    text_project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run_command(["inspect", str(text_project.folder), "--text", TEXT, "--json"])

    results = results_of(capsys.readouterr().out)
    assert results["tokens"] == TOKENS
    assert results["contributions"]["probability"] >= 0.5
    assert len(results["contributions"]["values"]) == len(TOKENS)
    assert results["layers"]


def test_one_layer_of_a_row_is_printed(text_project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    layer = "transformer/layer_0/output"
    run_command(["inspect", str(text_project.folder), "--row", "2", "--layer", layer, "--json"])

    results = results_of(capsys.readouterr().out)
    assert results["tokens"][1] == sentence(0, 0, 0).split()[0]
    assert results["layer"]["heads"] == 2
    assert run_command(["inspect", str(text_project.folder), "--row", "2", "--layer", layer]) == 0
    assert "Channel" in capsys.readouterr().out


def test_a_row_of_any_table_is_looked_at_and_without_its_number_it_is_asked_for(
    text_project: Project, small_encoder: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "new.csv"
    table.write_text(f"id,text\n1,the cable was new.\n2,{TEXT}\n", encoding="utf-8")
    for model in (str(text_project.folder), BACKBONE):
        assert run_command(["inspect", model, str(table), "--row", "3", "--json"]) == 0
        assert results_of(capsys.readouterr().out)["tokens"] == TOKENS

    assert run_command(["inspect", str(text_project.folder), str(table)]) != 0
    assert "--row 2 for the first below the header" in " ".join(capsys.readouterr().err.split())
    assert run_command(["inspect", str(text_project.folder), str(table), "--row", "9"]) != 0
    assert "“new.csv” has no row 9 with a text." in " ".join(capsys.readouterr().err.split())


def test_a_text_is_read_from_standard_input(
    small_encoder: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(TEXT + "\n"))

    assert run_command(["inspect", BACKBONE, "--text", "-", "--json"]) == 0
    results = results_of(capsys.readouterr().out)
    assert results["tokens"] == TOKENS
    assert "contributions" not in results


def test_what_cannot_be_looked_at_is_told(small_encoder: object, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, told in ((["--row", "1"], "no table"), ([], "nothing to look at")):
        assert run_command(["inspect", BACKBONE, *arguments]) == 1
        assert told in capsys.readouterr().err

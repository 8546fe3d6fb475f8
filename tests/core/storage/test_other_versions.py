"""A project with a file that is damaged, or of another version, is used, or the file is named; nothing else happens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.evaluation.results import count_look, load_results, looks_at_test_set
from core.project.project import Project
from core.training.checkpoint import last_checkpoint
from core.training.draft import Draft
from core.training.run import Notes
from tests.places import FIXTURES

FIXTURE = FIXTURES / "project_of_0_1_0" / "project"
FILES = (
    "project.json",
    "draft.json",
    "audit.json",
    "advice.json",
    "window.json",
    "backbones/small-d4fdb60e/card.json",
    *(f"runs/run-001/{name}.json" for name in
      ("plan", "audit", "cost", "monitoring", "evaluation", "notes", "test_looks", "outcome", "model/model")),
)  # fmt: skip

Change = Callable[[Any], Any]


def everywhere(values: Any, change: Change) -> Any:
    """`values` with each plain value in it changed."""
    if isinstance(values, dict):
        return {key: everywhere(one, change) for key, one in values.items() if key != "format"}
    if isinstance(values, list):
        return [everywhere(one, change) for one in values]
    return change(values)


def with_keys_of_tomorrow(values: Any) -> Any:
    if isinstance(values, dict):
        return {key: with_keys_of_tomorrow(one) for key, one in values.items()} | {"of tomorrow": {"a": [1]}}
    return [with_keys_of_tomorrow(one) for one in values] if isinstance(values, list) else values


def number(value: float) -> Change:
    return lambda values: everywhere(
        values, lambda one: value if isinstance(one, (int, float)) and not isinstance(one, bool) else one
    )


DAMAGES: dict[str, Change] = {
    "keys of tomorrow": with_keys_of_tomorrow,
    "a later format": lambda values: {**values, "format": 9},
    "a format that is a word": lambda values: {**values, "format": "one"},
    "nothing": lambda values: {},
    "a list": lambda values: [values],
    "null": lambda values: None,
    "nulls": lambda values: dict.fromkeys(values),
    "words": lambda values: dict.fromkeys(values, "word"),
    "lists": lambda values: {key: [one] for key, one in values.items()},
    "objects": lambda values: {key: {"a": one} for key, one in values.items()},
    "infinite numbers": number(float("inf")),
    "no numbers": number(float("nan")),
    "huge numbers": number(10**400),
    "numbers too large": number(2**64),
    "negative numbers": number(-3),
    "halves": number(0.5),
    "words for plain values": lambda values: everywhere(values, lambda one: "word"),
    "lists for plain values": lambda values: everywhere(values, lambda one: [1]),
    "objects for plain values": lambda values: everywhere(values, lambda one: {"a": 1}),
    "nulls for plain values": lambda values: everywhere(values, lambda one: None),
}
TEXTS = {
    "empty": "",
    "cut off": '{"format": 1, "a',
    "deep": '{"format": 1, "a": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "rather deep": '{"format": 1, "a": ' + '{"a": ' * 500 + "1" + "}" * 501,
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(FIXTURE, tmp_path_factory.mktemp("of old") / "project")
    Project(folder=folder).save_draft(replace(Draft(), seed=7))
    return folder


def use_all(project: Project) -> list[str]:
    """Read whatever is kept, as tasks and the window do; the messages of what cannot be used."""
    run = project.runs[0]
    uses: list[Callable[[], object]] = [
        lambda: project.settings, lambda: project.dataset, lambda: project.audit, lambda: project.advice,
        lambda: project.draft, lambda: project.draft.plan, lambda: run.plan, lambda: run.preprocessing,
        lambda: run.backbone_folder, lambda: run.dataset, lambda: run.history, lambda: run.monitoring,
        lambda: run.reached_phases, lambda: run.cost, lambda: run.outcome, lambda: run.origin, lambda: run.notes,
        lambda: run.title, lambda: run.audit_override, lambda: run.models, lambda: load_results(run),
        lambda: looks_at_test_set(run), lambda: last_checkpoint(run.files.checkpoints), lambda: card_of(project),
        lambda: weights_digest_of(project), lambda: project.save_draft(replace(Draft(), seed=9)),
        lambda: run.save_notes(Notes(title="another")), lambda: count_look(run),
    ]  # fmt: skip
    messages = []
    for use in uses:
        try:
            use()
        except UserError as error:
            messages.append(str(error))
    return messages


def card_of(project: Project) -> object:
    from core.backbones.card import read_card

    return read_card(project.folder / "backbones" / "small-d4fdb60e")


def weights_digest_of(project: Project) -> object:
    from core.training.weights_digest import weights_digest

    return weights_digest(project.runs[0])


def damaged(sound: Path, folder: Path, name: str, text: str | Change) -> Project:
    project = Project(folder=shutil.copytree(sound, folder / "project"))
    file = project.folder / name
    values = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"stage": "dataset"}
    file.write_text(text if isinstance(text, str) else json.dumps(text(values)), encoding="utf-8")
    return project


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("text", [*DAMAGES.values(), *TEXTS.values()], ids=[*DAMAGES, *TEXTS])
def test_a_file_is_understood_or_named_and_never_runs_into_something_else(
    sound: Path, tmp_path: Path, name: str, text: str | Change
) -> None:
    for message in use_all(damaged(sound, tmp_path, name, text)):
        assert any(word in message for word in ("project", Path(name).stem, "run-001", "small")), message


@pytest.mark.parametrize("name", FILES)
def test_keys_that_nobody_knows_change_nothing(sound: Path, tmp_path: Path, name: str) -> None:
    before = Project(folder=sound)
    project = damaged(sound, tmp_path, name, lambda values: {**values, "of tomorrow": 1})
    run, known = project.runs[0], before.runs[0]
    assert (project.draft, project.audit, project.advice) == (before.draft, before.audit, before.advice)
    assert project.kept_settings(sound) == before.kept_settings(sound)
    for facts in ("plan", "preprocessing", "cost", "monitoring", "notes", "audit_override", "origin", "outcome"):
        assert getattr(run, facts) == getattr(known, facts)
    assert load_results(run).keys() == load_results(known).keys() != set()
    assert looks_at_test_set(run) == 1
    assert use_all(project) == []


@pytest.mark.parametrize("name", ["project.json", "draft.json", "runs/run-001/notes.json"])
def test_what_a_later_version_has_written_is_still_there_after_this_one_has_saved(
    sound: Path, tmp_path: Path, name: str
) -> None:
    project = damaged(sound, tmp_path, name, lambda values: {**values, "of tomorrow": {"a": 1}})
    settings, dataset = project.settings, project.dataset
    assert settings
    assert dataset
    project.save(settings, dataset)
    use_all(project)
    assert json.loads((project.folder / name).read_text(encoding="utf-8"))["of tomorrow"] == {"a": 1}


@pytest.mark.parametrize("name", [name for name in FILES if name != "window.json"])
def test_a_file_of_a_later_format_is_never_overwritten(sound: Path, tmp_path: Path, name: str) -> None:
    project = damaged(sound, tmp_path, name, lambda values: {**values, "format": 9})
    before = (project.folder / name).read_bytes()
    use_all(project)
    assert (project.folder / name).read_bytes() == before


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_the_count_of_looks_never_starts_anew_where_it_cannot_be_read(sound: Path, tmp_path: Path, text: str) -> None:
    project = damaged(sound, tmp_path, "runs/run-001/test_looks.json", text)
    with pytest.raises(UserError, match=r"“test_looks\.json” cannot be read"):
        count_look(project.runs[0])


def test_a_setting_of_pixels_that_nobody_knows_is_refused(sound: Path, tmp_path: Path) -> None:
    project = damaged(
        sound,
        tmp_path,
        "runs/run-001/plan.json",
        lambda values: {**values, "preprocessing": {**values["preprocessing"], "sharpen": 2}},
    )
    with pytest.raises(UserError, match=r"plan\.json of the run “run-001”"):
        _ = project.runs[0].preprocessing


TABLES = {
    "empty": lambda text: "",
    "header alone": lambda text: text.splitlines()[0],
    "no figures": lambda text: text.replace("0.", "x."),
    "infinite phases": lambda text: text.replace("\n0,", "\ninf,"),
    "cut off": lambda text: text[:-30],
    "a missing column": lambda text: text.replace("phase,epoch", "phase,of_old"),
    "a column twice": lambda text: text.replace("phase,epoch", "phase,phase"),
    "NUL": lambda text: text + "\0",
    "an open quotation": lambda text: text + '"',
}


@pytest.mark.parametrize("change", TABLES.values(), ids=TABLES)
def test_a_history_is_understood_or_named(sound: Path, tmp_path: Path, change: Callable[[str], str]) -> None:
    project = Project(folder=shutil.copytree(sound, tmp_path / "project"))
    file = project.runs[0].files.history
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    for message in use_all(project):
        assert "history" in message


def test_a_history_that_a_spreadsheet_program_has_saved_is_the_same(sound: Path, tmp_path: Path) -> None:
    project = Project(folder=shutil.copytree(sound, tmp_path / "project"))
    run = project.runs[0]
    before = run.history
    text = run.files.history.read_text(encoding="utf-8")
    saved = text.replace(",", ";").replace(".", ",").replace("True", "TRUE").replace("\n", "\r\n")
    run.files.history.write_bytes(saved.encode("utf-8-sig"))
    assert run.history == before

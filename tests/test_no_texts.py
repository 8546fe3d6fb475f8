"""No word of a text gets into what the program keeps but the list of a project that is to keep a copy."""

from __future__ import annotations

import csv
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.commands.command_line import run_command
from core.engine import Engine, EngineEnded
from core.events import EpochEnded, Event
from core.modalities.text.tokens import tokens_by
from core.modalities.text.vocabulary import Vocabulary
from core.project.project import Project
from core.task_table import AuditImages, OverrideAudit, ScanImages, Train
from tests.core.small_texts import BACKBONE, CLASSES, SUBJECTS_PER_CLASS, sentence, small_text_plan
from tests.names import leaks

SECRET, PAIR, ACCENTED, WITHOUT_ACCENT = "Zqsecretword", "zqfirst zqsecond", "zqgeheimwörtchen", "zqgeheimwortchen"
NAMES = (SECRET, PAIR, ACCENTED, WITHOUT_ACCENT)
#: the list of a project holds the first, which the program may say, and pseudonyms of the others
FILE, SUBJECT, SITE = "zqnotes", "zqpatient", "zqward"
KIND_OF_TOKENS = ("<i2", "<u2", "<i4", "<i8", "<f4", ">i4", ">i8")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Texts with words that no one else has; two are copies but for a capital, so that the audit speaks of them."""
    path = tmp_path_factory.mktemp("data") / f"{FILE}.csv"
    rows = [
        (
            f"{sentence(number, subject)} {SECRET}{subject} {PAIR} {ACCENTED} {label}.",
            label,
            f"{SUBJECT}{label}{subject}",
            SITE,
        )
        for number, label in enumerate(CLASSES)
        for subject in range(SUBJECTS_PER_CLASS)
    ]
    copies = [(rows[0][0].upper(), *rows[0][1:]), (rows[1][0], CLASSES[1], *rows[1][2:]), ("", CLASSES[0], "", SITE)]
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "class", "subject", "site"), *rows, *copies])
    return path


def tokens_in(table: Path, encoder: Path) -> dict[str, list[bytes]]:
    """Return the bytes of the tokens of some texts, as numbers of each size."""
    tokenizer = tokens_by(Vocabulary.read(encoder / "assets" / "vocab.txt"), True)
    from core.jobs import Job

    with open(table, encoding="utf-8", newline="") as file:
        texts = {str(place): row["text"] for place, row in zip(range(30), csv.DictReader(file), strict=False)}
    tokenizer.add(texts, Job())
    inside = [tokenizer.of(key)[1:9] for key in texts]
    return {"tokens": [tokens.astype(kind).tobytes() for tokens in inside for kind in KIND_OF_TOKENS]}


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def test_no_word_is_kept_by_an_engine_that_dies(
    table: Path, small_encoder: Path, engine: Engine, home: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path / "project")
    project.create()

    def die(event: Event) -> None:
        if isinstance(event, EpochEnded):
            os.kill(engine.process_id or 0, signal.SIGSEGV)

    engine.run(ScanImages(project=project, source=table), lambda event: None)
    engine.run(AuditImages(project=project, backbone=BACKBONE), lambda event: None)
    engine.run(OverrideAudit(project=project, reason="a test"), lambda event: None)
    with pytest.raises(EngineEnded):
        engine.run(Train(project=project, plan=small_text_plan(epochs=100)), die)
    assert leaks([home, project.folder], NAMES, tokens_in(table, small_encoder)) == []


@pytest.mark.parametrize("keeps", [False, True])
def test_no_word_is_kept_or_printed_by_a_whole_job(
    keeps: bool, table: Path, small_encoder: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    project, exported, predicted = tmp_path / "project", tmp_path / "exported", tmp_path / "predicted"
    predicted.mkdir()
    printed = []

    def main(*arguments: object) -> None:
        as_json = ["--json"] if keeps else []
        status = run_command([*map(str, arguments), *as_json])
        printed.append("".join(capsys.readouterr()))
        assert status == 0, printed[-1]

    plan = ("--project", project, "--backbone", BACKBONE, "--epochs", 2, "--fine-tune-epochs", 1)
    copy = "--keep-texts" if keeps else "--no-keep-texts"
    assert run_command(["audit", str(table), *map(str, plan[:4]), copy]) == 1
    main("audit", table, *plan[:4], "--resolve", "drop-all", "--override", "a test")
    main("find-rate", table, *plan)
    unfreeze = ("--unfreeze", "last:1", "--augmentation", "light")
    main("compare-approaches", table, *plan, *unfreeze, "--csv", predicted / "comparison.csv")
    main("evaluate", project)
    main("predict", project, table, "--csv", predicted / "predicted.csv")
    main("export", project, exported)
    said = "\n".join([*printed, *capsys.readouterr()]).lower()
    assert [name for name in (*NAMES, SUBJECT, SITE) if name.lower() in said or json.dumps(name).lower() in said] == []
    main("inspect", project, "--row", 2)  # shows a text, and keeps it nowhere

    (predicted / "predicted.csv").write_text((predicted / "predicted.csv").read_text("utf-8").replace(str(table), ""))
    allowed = ("file", "text") if keeps else ("file",)
    names = (*NAMES, FILE, SUBJECT, SITE)
    assert leaks([home, project, exported, predicted], names, tokens_in(table, small_encoder), allowed) == []
    assert (PAIR in (project / "dataset.csv").read_text("utf-8")) is keeps


def test_tokens_are_found_as_numbers_of_any_size(table: Path, small_encoder: Path, tmp_path: Path) -> None:
    with open(table, encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))["text"]
    from core.modalities.text.tokenizer import Tokenizer
    from core.modalities.text.vocabulary import Vocabulary

    vocabulary = Vocabulary.read(small_encoder / "assets" / "vocab.txt")
    (row,) = Tokenizer(vocabulary, lower_case=True).whole([first])
    np.save(tmp_path / "rows.npy", np.asarray(row, np.int64))
    assert leaks([tmp_path], NAMES, tokens_in(table, small_encoder)) == [f"{tmp_path.name}/rows.npy: tokens"]

"""The evaluation page where texts are learnt from: which were misclassified, and what spoke for the error."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core import tasks
from core.dataset.dataset import Split
from core.evaluation.results import PartResult, save_results
from core.inspection.text_activation import Contributions, ExplainedText
from core.jobs import Job
from core.project.project import Project
from gui.job_runner import JobRunner
from gui.pages.evaluation.page import EvaluationPage
from gui.session import Session
from gui.widgets.thumbnails import Thumbnails
from tests.core.small_texts import CLASSES, small_text_plan
from tests.gui.engines import ScriptedEngine
from tests.gui.opening import open_project

TOKENS = ("[CLS]", "a", "[SEP]")


@pytest.fixture(scope="module")
def evaluated_texts(small_text_library: Path, small_texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three validation texts of the first class are taken for the second, the third one with the most confidence."""
    folder = tmp_path_factory.mktemp("evaluated-texts") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_text_library))
        run = tasks.train(Project(folder=folder), small_text_plan(epochs=1), Job(), small_texts)
    examples = run.dataset.of(Split.VALIDATION)
    rows = np.eye(2, dtype=np.float32)[[CLASSES.index(example.label) for example in examples]]
    wrong = [place for place, example in enumerate(examples) if example.label == CLASSES[0]][:3]
    for place, sure in zip(wrong, (0.7, 0.8, 0.9), strict=True):
        rows[place] = 1 - sure, sure
    target = run.dataset.target
    metrics = target.measure(target.encode(one.label for one in examples), rows, ["" for _ in examples])
    save_results(run, {Split.VALIDATION: PartResult(metrics=metrics, predictions=rows)})
    return folder


@pytest.fixture
def page(
    runner: JobRunner,
    engine: ScriptedEngine,
    thumbnails: Thumbnails,
    evaluated_texts: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> Iterator[EvaluationPage]:
    engine.answers["explain_text"] = lambda job, model, text, label: ExplainedText(
        tokens=TOKENS,
        contributions=Contributions(label=label, probability=0.9, values=np.array([0, 1, -1], np.float32)),
    )
    shutil.copytree(evaluated_texts, tmp_path / "project")
    session = Session(runner)
    made = EvaluationPage(session, runner, thumbnails)
    made.resize(1072, 760)
    qtbot.addWidget(made)
    made.show()
    open_project(session, tmp_path / "project")
    qtbot.waitUntil(lambda: made.view.isVisible() and len(listed(made)) > 0)
    yield made
    session.close_project()


def listed(page: EvaluationPage) -> list[str]:
    return [one.caption for one in page.view.texts.texts.list.texts]


def test_the_most_confidently_wrong_texts_stand_in_place_of_pictures(page: EvaluationPage) -> None:
    assert page.view.texts.isVisible()
    assert not page.view.grid.isVisible()
    assert listed(page) == [f"fault: predicted fine {share} %" for share in (90, 80, 70)]
    assert all(one.text for one in page.view.texts.texts.list.texts)


def test_what_spoke_for_the_error_is_shown_of_the_chosen_one(page: EvaluationPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.view.texts.tokens.tokens == TOKENS)

    assert page.view.texts.tokens.contributions
    assert page.view.texts.tokens.contributions.label == CLASSES[1]
    assert CLASSES[1] in page.view.texts.says.text()


def test_a_cell_of_the_matrix_leads_to_its_texts(page: EvaluationPage) -> None:
    page.view.show_cell(1, 1)
    assert all(caption.startswith("fine: predicted fine") for caption in listed(page))
    page.view.show_cell(1, 0)
    assert listed(page) == []
    page.view.show_worst()
    assert len(listed(page)) == 3


def test_texts_are_searched(page: EvaluationPage) -> None:
    word = page.view.texts.texts.list.texts[1].text
    page.view.texts.texts.search.setText(word)

    assert [one.text for one in page.view.texts.texts.list.texts] == [word]
    assert page.view.texts.current
    assert page.view.texts.current.text == word


def test_a_text_that_is_no_longer_at_hand_says_so(
    runner: JobRunner, thumbnails: Thumbnails, evaluated_texts: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    shutil.copytree(evaluated_texts, tmp_path / "project")
    for file in (tmp_path / "project").rglob("dataset.csv"):
        content = file.read_text(encoding="utf-8")
        file.write_text(content.replace("texts.csv", "gone.csv"), encoding="utf-8")
    session = Session(runner)
    made = EvaluationPage(session, runner, thumbnails)
    qtbot.addWidget(made)
    made.show()
    open_project(session, tmp_path / "project")

    qtbot.waitUntil(lambda: len(listed(made)) == 3)
    assert "no longer" in made.view.texts.texts.list.texts[0].shown
    assert "no longer" in made.view.texts.says.text()
    session.close_project()

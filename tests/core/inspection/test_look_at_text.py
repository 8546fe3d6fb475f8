"""Looking at texts by the tasks: backbones and runs, tokens of the vocabulary, and what stays open."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import tasks
from core.errors import UserError
from core.inspection import kept, look_at_text
from core.inspection.text_activation import Contributions
from core.jobs import Job
from core.modalities.images.frame import Frame
from core.project.project import Project
from core.project.texts import text_in_row, texts_of
from core.task_table import LookInsideText
from core.training.run import Run
from tests.core.small_texts import BACKBONE, CLASSES, sentence

TEXT = "the pump was broken and leaking."
LAYER = "transformer/layer_0/output"


@pytest.fixture
def run(text_project: Project) -> Run:
    return text_project.runs[0]


def test_a_text_is_shown_by_its_tokens(run: Run) -> None:
    seen = tasks.look_into_text(run, f"  {TEXT} ", Job())

    assert seen.tokens == ("[CLS]", "the", "pump", "was", "broken", "and", "leaking", ".", "[SEP]")
    assert seen.cut == 0
    assert seen.classes == CLASSES
    assert seen.predicted == CLASSES[int(seen.probabilities.argmax())]
    assert seen.probabilities.sum() == pytest.approx(1)


def test_a_long_text_says_how_much_of_it_the_network_is_not_given(run: Run) -> None:
    seen = tasks.look_into_text(run, "pump " * 40, Job())

    assert len(seen.tokens) + seen.cut == 42


def test_a_layer_of_a_run_is_shown_with_what_speaks_for_a_class(run: Run) -> None:
    seen = tasks.look_inside_text(run, TEXT, LAYER, Job(), CLASSES[0])

    assert seen.values.shape == (9, seen.facts.channels)
    assert seen.attention is not None
    assert seen.attention.shape[1:] == (9, 9)
    assert seen.contributions
    assert seen.contributions.values.shape == (9,)
    assert np.any(seen.contributions.values != 0)
    assert seen.facts.gradient_norm
    explained = tasks.explain_text(run, TEXT, Job(), CLASSES[0])
    assert explained.contributions
    np.testing.assert_array_equal(explained.contributions.values, seen.contributions.values)


def test_a_backbone_is_looked_into_as_it_was_published(small_encoder: object) -> None:
    seen = tasks.look_into_text(BACKBONE, TEXT, Job())

    assert seen.classes == ()
    assert seen.predicted is None
    assert tasks.explain_text(BACKBONE, TEXT, Job()).contributions is None
    with pytest.raises(UserError, match="features and no classes"):
        tasks.look_inside_text(BACKBONE, TEXT, LAYER, Job(), CLASSES[0])


def test_a_second_look_opens_nothing_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tasks.look_inside_text(run, TEXT, LAYER, Job())
    monkeypatch.setattr(kept, "_open", None)

    tasks.look_inside_text(run, "the cable was new.", LAYER, Job())
    again = tasks.look_inside_text(run, TEXT, LAYER, Job())
    np.testing.assert_allclose(again.values, first.values, rtol=1e-5, atol=1e-6)
    monkeypatch.setattr(look_at_text, "_one_text", None)
    tasks.look_inside_text(run, TEXT, LAYER, Job())


def test_every_layer_is_told_in_numbers(run: Run) -> None:
    facts = tasks.step_through_text(run, TEXT, Job(), CLASSES[1])

    assert [one.path for one in facts] == [layer.path for layer in tasks.look_into_text(run, TEXT, Job()).layers]
    assert all(one.gradient_norm is not None for one in facts)


def test_nothing_and_an_image_are_no_texts(run: Run) -> None:
    with pytest.raises(UserError, match="no text"):
        tasks.look_into_text(run, " \n", Job())
    with pytest.raises(UserError, match="no images"):
        tasks.look_into(run, Frame(run.dataset.source), Job())


def test_a_network_of_images_takes_no_text(small_backbone: object) -> None:
    with pytest.raises(UserError, match="takes images"):
        tasks.look_into_text("small", TEXT, Job())


def test_a_row_of_the_table_is_found(run: Run) -> None:
    assert text_in_row(run, 2) == sentence(0, 0, 0)
    with pytest.raises(UserError, match="no row 9999"):
        text_in_row(run, 9999)


def test_texts_that_are_no_longer_at_hand_are_left_out(run: Run, text_project: Project, tmp_path: Path) -> None:
    dataset = run.dataset
    texts = texts_of(text_project, dataset, dataset.examples[:3])
    assert list(texts.values()) == [sentence(0, 0, 0), sentence(0, 0, 1), sentence(0, 1, 0)]

    moved = replace(dataset, folder=tmp_path)
    assert texts_of(text_project, moved, moved.examples[:3]) == {}


def test_no_log_and_no_repr_names_the_words(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen = tasks.look_into_text(run, TEXT, Job())

    wanted = LookInsideText(model=run, text=TEXT, layer=LAYER)
    for said in (caplog.text, repr(seen), repr(wanted)):
        assert "leaking" not in said


def test_the_strongest_token_has_the_strongest_colour() -> None:
    contributed = Contributions(label="a", probability=0.9, values=np.array([0.5, -2.0, 0.0], np.float32))
    nothing = Contributions(label="a", probability=0.9, values=np.zeros(3, np.float32))

    assert contributed.shares.tolist() == [0.25, -1.0, 0.0]
    assert nothing.shares.tolist() == [0.0, 0.0, 0.0]

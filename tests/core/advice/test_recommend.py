"""What follows from the measures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.advice.advice import Method, Recommendation
from core.advice.how_deep import FAR, LONGEST_SECONDS, MANY_SUBJECTS
from core.advice.measures import ClassCount, Measures
from core.advice.recommend import FEWEST_SUBJECTS, best_backbone, recommend
from core.features.augmentation import Augmentation, Flips
from core.training.draft import Draft
from core.training.usual import USUAL
from core.wording.catalogue import text_of
from tests.core.advice.measured import backbone, depth, measures, probe


def recommended(measured: Measures, kind: str = "images") -> Recommendation:
    return recommend(measured, USUAL[kind])


def classes(rarest: int) -> tuple[ClassCount, ...]:
    return (
        ClassCount(label="rare", images=2 * rarest, subjects=rarest),
        ClassCount(label="frequent", images=900, subjects=900),
    )


def test_far_images_of_many_subjects_with_much_to_gain_are_fine_tuned_deep() -> None:
    advice = recommended(measures())
    assert advice.method is Method.FINE_TUNING
    assert advice.blocks == 8
    assert advice.unfrozen == depth(8).layers
    assert text_of(advice.heading) == "Fine-tune Good from “block_12” on: its last 8 blocks."


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({"backbones": (backbone(domain_distance=FAR - 0.1),)}, 4),
        ({"backbones": (backbone(domain_distance=None),)}, 4),
        ({"classes": classes(MANY_SUBJECTS - 1)}, 4),
        ({"backbones": (backbone(probe=probe(0.9, half=0.8)),)}, 4),
        ({"backbones": (backbone(domain_distance=FAR - 0.1, probe=probe(0.9, half=0.8)),)}, 2),
        ({"backbones": (backbone(domain_distance=0.1, probe=probe(0.9, half=0.8)),), "classes": classes(30)}, 1),
    ],
)
def test_each_reason_against_it_makes_fine_tuning_a_step_shallower(changes: dict, blocks: int) -> None:
    assert recommended(measures(**changes)).blocks == blocks


def test_few_subjects_of_a_class_speak_for_feature_extraction() -> None:
    advice = recommended(measures(classes=classes(FEWEST_SUBJECTS - 1)))
    assert advice.method is Method.EXTRACTION
    assert advice.unfrozen == ()
    assert any("“rare” has only 24 subjects" in text_of(reason) for reason in advice.reasons)
    assert recommended(measures(classes=classes(FEWEST_SUBJECTS))).method is Method.FINE_TUNING


def test_where_the_test_subjects_could_not_tell_the_gain_the_head_is_enough() -> None:
    near_ceiling = (backbone(probe=probe(0.99)),)
    advice = recommended(measures(backbones=near_ceiling))
    assert advice.method is Method.EXTRACTION
    assert any("At most 1.0 percentage points" in text_of(reason) for reason in advice.reasons)
    assert recommended(measures(backbones=near_ceiling, test_subjects=20_000)).method is Method.FINE_TUNING


def test_without_a_probe_nothing_is_unfrozen() -> None:
    assert recommended(measures(backbones=(backbone(probe=None),))).method is Method.EXTRACTION


def test_what_takes_too_long_or_too_much_memory_is_not_recommended() -> None:
    slow = tuple(
        depth(blocks, seconds_per_fine_tuning_epoch=LONGEST_SECONDS if blocks > 2 else 1.0)
        for blocks in (0, 1, 2, 4, 8)
    )
    advice = recommended(measures(depths=slow))
    assert advice.blocks == 2
    assert any("Unfreezing 8 blocks would take" in text_of(reason) for reason in advice.reasons)
    assert recommended(measures(memory=400_000_000)).blocks == 2
    assert recommended(measures(memory=1_000_000)).method is Method.EXTRACTION


def test_the_backbone_is_the_first_by_logme_unless_the_probe_clearly_disagrees() -> None:
    first, second = backbone("first", probe=probe(0.90)), backbone("second", logme=-0.3, probe=probe(0.92))
    assert best_backbone((first, second)) is first
    clearly = backbone("second", logme=-0.3, probe=probe(0.96))
    assert best_backbone((first, clearly)) is clearly
    assert "not first by LogME" in text_of(recommended(measures(backbones=(first, clearly))).reasons[0])
    assert best_backbone((backbone("a", probe=None), clearly)).name == "a"


def test_the_learning_rate_goes_with_the_number_of_steps() -> None:
    rates = [recommended(measures(train=train)).fine_tuning.learning_rate for train in (100, 1000, 1_000_000)]
    assert rates == [1e-4, 3e-5, 1e-5]


def test_texts_are_fine_tuned_as_is_usual_for_them() -> None:
    advice = recommended(measures(train=2000), "text")
    assert (advice.head, advice.fine_tuning) == (USUAL["text"].head, USUAL["text"].fine_tuning)


def test_the_plan_keeps_what_the_user_has_set_beside_it() -> None:
    draft = Draft(augmentation=Augmentation.LIGHT, flips=Flips.NONE, seed=7, unfrozen=("something",), batch_size=8)
    advised = recommended(measures()).applied_to(draft)
    assert (advised.augmentation, advised.flips, advised.seed, advised.batch_size) == (
        Augmentation.LIGHT, Flips.NONE, 7, 8
    )  # fmt: skip
    assert advised.backbone == "good"
    assert advised.unfrozen == depth(8).layers
    assert [phase.name for phase in advised.plan.phases] == ["head", "fine-tuning"]
    extraction = recommended(measures(classes=classes(10))).applied_to(draft)
    assert [phase.name for phase in extraction.plan.phases] == ["head"]


def test_reasons_name_the_metric_of_the_probe() -> None:
    by_area = replace(probe(), score=replace(probe().score, metric="auc"))

    assert "scores 0.900 ± 0.010 (balanced accuracy), AUC 0.950," in text_of(recommended(measures()).reasons[1])
    reasons = [text_of(reason) for reason in recommended(measures(backbones=(backbone(probe=by_area),))).reasons]
    assert "scores 0.900 ± 0.010 (AUC)" in reasons[1]
    assert any("percentage points of AUC are left to gain" in reason for reason in reasons)
    assert not any("accuracy" in reason for reason in reasons)


def test_every_reason_is_a_sentence_with_a_number() -> None:
    for advice in (recommended(measures()), recommended(measures(classes=classes(10)))):
        assert all(reason.endswith(".") and any(map(str.isdigit, reason)) for reason in map(text_of, advice.reasons))

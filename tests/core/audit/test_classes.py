"""Classes in the audit: names that mean the same, classes that a split cannot bear, and what the user decides."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from core import tasks
from core.audit.classes import class_findings
from core.audit.findings import Action, Audit, BlockedByAudit, Finding, Severity
from core.dataset.class_changes import ClassChanges
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import Fractions, split_dataset
from core.errors import UserError
from core.jobs import Job
from core.project.project import Project
from core.training.plan import Phase
from core.training.run import Run
from core.wording.catalogue import text_of
from tests.core.small import small_plan
from tests.results import of_classes

TRAIN, VALIDATION, TEST = Split
BACKBONE = "small"


def dataset(**counts: int) -> Dataset:
    """So many images of each class, each on its own, split by the usual shares."""
    labels = [label for label, count in counts.items() for _ in range(count)]
    images = [Example(file=f"{n}.png", label=label, sha256=f"{n:064x}") for n, label in enumerate(labels)]
    return split_dataset(Dataset(folder=Path("x"), examples=tuple(images)), Fractions(), 0)


def given(**parts: str) -> Dataset:
    """Images of each class in the given parts, such as “tttvx”."""
    of_letter = {"t": TRAIN, "v": VALIDATION, "x": TEST}
    rows = [(label, of_letter[letter]) for label, letters in parts.items() for letter in letters]
    images = [Example(file=f"{n}.png", label=one, split=part, sha256=f"{n:064x}") for n, (one, part) in enumerate(rows)]
    return split_dataset(Dataset(folder=Path("x"), examples=tuple(images)), Fractions(), 0)


def findings(some: Dataset, changes: ClassChanges | None = None, parts: tuple[Split, ...] = ()) -> dict[str, Finding]:
    return {one.code: one for one in class_findings(some, changes or ClassChanges(), parts)}


# ---- names that mean the same

COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "möglich") for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    ("kept", "other"),
    [("normal", "NORMAL"), ("left  lung", "left lung"), ("left lung", "left_lung"), (COMPOSED, DECOMPOSED)],
)
def test_names_that_differ_in_their_spelling_only_are_one_finding(kept: str, other: str) -> None:
    finding = findings(dataset(**{kept: 20, other: 10, "sick": 20}))["class-names-alike"]
    assert finding.severity == Severity.ERROR
    assert finding.classes == ((kept, other),)
    assert finding.actions == (Action.MERGE_ALIKE, Action.GO_ON)
    assert f"“{kept}" in text_of(finding.message)
    assert f"“{other}" in text_of(finding.message)


def test_names_that_look_the_same_are_told_apart() -> None:
    finding = findings(dataset(**{COMPOSED: 20, DECOMPOSED: 10, "sick": 20}))["class-names-alike"]
    assert [text_of(row[0]) for row in finding.table[1:]] == [
        f"{COMPOSED} (composed letters)",
        f"{DECOMPOSED} (decomposed letters)",
    ]


def test_a_spelling_of_few_images_is_to_be_merged_and_not_called_small() -> None:
    assert list(findings(dataset(normal=20, Normal=2, NORMAL=4, sick=20))) == ["class-names-alike"]


def test_names_that_mean_something_else_are_none() -> None:
    assert "class-names-alike" not in findings(dataset(**{"grade 1": 20, "grade 2": 20, "Grad 1": 20}))


def test_names_that_are_kept_apart_are_found_no_more_until_a_third_comes() -> None:
    apart = ClassChanges().accepting("class-names-alike", ("a", "A"))
    assert "class-names-alike" not in findings(dataset(a=20, A=20, b=20), apart)
    assert "class-names-alike" in findings(dataset(**{"a": 20, "A": 20, "a ": 20, "b": 20}), apart)


# ---- classes that a split cannot bear


def test_a_class_in_one_part_alone_is_told_so_and_not_called_small() -> None:
    found = findings(given(benign="tttttxx", cancer="tttttxx", cyst="xxxxxxxx"), parts=(TRAIN, TEST))
    finding = found["class-not-in-training"]
    assert text_of(finding.message) == "The class “cyst” is in the test set alone"
    assert finding.actions == (Action.LEAVE_OUT, Action.MERGE_INTO)
    assert "class-too-small" not in found


@pytest.mark.parametrize("letters", ["x", "xx"])
def test_nor_is_one_of_which_the_test_set_has_one_or_two(letters: str) -> None:
    found = findings(given(a="tttttxx", b="tttttxx", cyst=letters), parts=(TRAIN, TEST))
    assert text_of(found["class-not-in-training"].message) == "The class “cyst” is in the test set alone"
    assert "class-too-small" not in found


def test_a_class_that_training_alone_has_can_be_gone_on_with() -> None:
    some = given(a="tttttxx", b="tttttxx", cyst="t")
    finding = findings(some, parts=(TRAIN, TEST))["class-not-in-every-part"]
    assert text_of(finding.message) == "The class “cyst” is in the training set alone"
    assert Action.GO_ON in finding.actions
    gone_on = ClassChanges().accepting(finding.code, ["cyst"])
    assert [text_of(row[2]) for row in findings(some, gone_on, (TRAIN, TEST))["classes-changed"].table[1:]] == [
        "Used as it is; not measured in validation and test"
    ]


def test_what_cannot_be_learnt_is_a_finding_of_its_own() -> None:
    found = findings(given(a="tttttxx", b="tttttxx", c="tttt", d="xxx"), parts=(TRAIN, TEST))
    assert found["class-not-in-training"].classes == (("d",),)
    assert found["class-not-in-every-part"].classes == (("c",),)


def test_a_class_that_is_not_in_the_test_set_is_told_so() -> None:
    found = findings(given(a="tttttxx", b="tttttxx", cyst="tttttt"), parts=(TRAIN, TEST))
    assert text_of(found["class-not-in-every-part"].message) == "The class “cyst” has no image in test"


@pytest.mark.parametrize(("count", "told"), [(1, "1 different image"), (2, "2 different images")])
def test_a_class_of_fewer_subjects_than_parts_is_an_error_with_choices(count: int, told: str) -> None:
    finding = findings(dataset(a=30, b=30, rare=count))["class-too-small"]
    assert finding.severity == Severity.ERROR
    assert "“rare” is too small" in text_of(finding.message)
    assert told in text_of(finding.message)
    assert finding.actions == (Action.LEAVE_OUT, Action.MERGE_INTO, Action.GO_ON)
    assert finding.table[1] == ("rare", str(count), str(count), str(count), "0", "0")


def test_a_class_that_just_fills_each_part_is_a_warning_with_the_same_choices() -> None:
    found = findings(dataset(a=30, b=30, rare=3))
    assert "class-too-small" not in found
    assert found["class-small"].severity == Severity.WARNING
    assert found["class-small"].classes == (("rare",),)
    assert "class-small" not in findings(dataset(a=30, b=30, rare=7))


def test_the_numbers_of_blood_cells_are_told() -> None:
    found = findings(dataset(neutrophil=207, eosinophil=88, lymphocyte=33, monocyte=20, basophil=3))
    assert list(found) == ["class-small"]
    assert "“basophil”" in text_of(found["class-small"].message)


def test_a_title_names_a_few_and_the_table_all() -> None:
    some = {f"{letter}{case}": 9 for letter in "abcdefg" for case in ("x", "X")}
    finding = findings(dataset(**some))["class-names-alike"]
    assert text_of(finding.message).endswith("; and 4 more")
    assert len(finding.table) == 1 + 14


def test_classes_that_are_in_order_give_no_finding() -> None:
    assert findings(dataset(a=30, b=30)) == {}


# ---- what the user decides, in a project


def write_cells(folder: Path, counts: dict[str, int], parts: dict[str, str] | None = None) -> Path:
    """Plain pictures, of which each class has a shade of its own, and the table of them."""
    of_letter = {"t": "train", "v": "validation", "x": "test"}
    folder.mkdir(exist_ok=True)
    rows = []
    for number, (label, count) in enumerate(counts.items()):
        for image in range(count):
            pixels = 60 + 40 * number + np.random.default_rng([number, image]).normal(0, 12, (32, 32, 3))
            Picture.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{number}_{image}.png")
            letters = (parts or {}).get(label, "")
            rows.append((f"{number}_{image}.png", label, of_letter[letters[image]] if letters else ""))
    with open(folder / "images.csv", "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("file", "class", "split"), *rows])
    return folder


@pytest.fixture
def project(small_backbone: Path, tmp_path: Path) -> Project:
    return Project(folder=tmp_path / "project")


def audit(project: Project, source: Path) -> Audit:
    return tasks.audit(project, BACKBONE, Job(), source)


def resolve(project: Project, code: str, action: Action, labels: tuple[str, ...] = (), into: str = "") -> Audit:
    return tasks.resolve_finding(project, code, action, BACKBONE, Job(), labels, into)


def counts_of(project: Project) -> dict[str, int]:
    assert project.dataset is not None
    images = [image for image in project.dataset.examples if image.is_used]
    return {label: sum(image.label == label for image in images) for label in project.dataset.classes}


def train(project: Project, source: Path) -> Run:
    plan = small_plan(phases=(Phase(name="head", epochs=2, learning_rate=1e-2),))
    return tasks.train(project, plan, Job(), source)


def test_one_click_merges_names_that_are_spelt_alike_for_good(project: Project, tmp_path: Path) -> None:
    source = write_cells(tmp_path / "cells", {"normal": 10, "NORMAL": 9, "sick": 8, "Sick": 9})
    assert {one.code for one in audit(project, source).errors} == {"class-names-alike"}

    now = resolve(project, "class-names-alike", Action.MERGE_ALIKE)
    assert now.errors == ()
    assert counts_of(project) == {"Sick": 17, "normal": 19}
    (changed,) = [one for one in now.findings if one.code == "classes-changed"]
    assert [tuple(map(text_of, row)) for row in changed.table[1:]] == [
        ("Sick", "8", "Takes in “sick”"),
        ("normal", "9", "Takes in “NORMAL”"),
    ]

    write_cells(source, {"normal": 10, "NORMAL": 10, "sick": 8, "Sick": 9})
    tasks.scan_images(project, source, Job())
    assert counts_of(project) == {"Sick": 17, "normal": 20}
    assert train(project, source).dataset.classes == ("Sick", "normal")


def test_the_name_of_merged_classes_can_be_chosen(project: Project, tmp_path: Path) -> None:
    source = write_cells(tmp_path / "cells", {"normal": 10, "NORMAL": 8, "sick": 8, "Sick": 9})
    audit(project, source)
    now = resolve(project, "class-names-alike", Action.MERGE_ALIKE, ("NORMAL",), "NORMAL")
    assert counts_of(project) == {"NORMAL": 18, "Sick": 9, "sick": 8}
    assert now.errors[0].classes == (("Sick", "sick"),)


def test_a_merge_can_be_taken_back_as_if_it_had_not_been(project: Project, tmp_path: Path) -> None:
    source = write_cells(tmp_path / "cells", {"normal": 10, "NORMAL": 8, "sick": 9})
    before = audit(project, source)
    images = project.dataset
    resolve(project, "class-names-alike", Action.MERGE_ALIKE)
    after = resolve(project, "classes-changed", Action.TAKE_BACK)
    assert project.dataset == images
    assert after == before


def test_a_class_is_left_out_and_comes_back(project: Project, tmp_path: Path) -> None:
    parts = {"a": "tttttxx", "b": "tttttxx", "cyst": "xxx"}
    source = write_cells(tmp_path / "cells", {label: len(letters) for label, letters in parts.items()}, parts)
    with pytest.raises(BlockedByAudit, match="“cyst” is in the test set alone"):
        train(project, source)

    now = resolve(project, "class-not-in-training", Action.LEAVE_OUT, ("cyst",))
    assert now.errors == ()
    assert counts_of(project) == {"a": 7, "b": 7}
    tasks.scan_images(project, source, Job())
    assert counts_of(project) == {"a": 7, "b": 7}

    resolve(project, "classes-changed", Action.TAKE_BACK, ("cyst",))
    assert counts_of(project) == {"a": 7, "b": 7, "cyst": 3}
    resolve(project, "class-not-in-training", Action.LEAVE_OUT)
    run = train(project, source)
    assert run.dataset.classes == ("a", "b")
    assert tasks.evaluate(run, Job()).parts[TEST].images == 4


def test_a_rare_class_is_merged_into_another(project: Project, tmp_path: Path) -> None:
    source = write_cells(tmp_path / "cells", {"a": 10, "b": 10, "rare": 2})
    audit(project, source)
    with pytest.raises(UserError, match="no other class “c”"):
        resolve(project, "class-too-small", Action.MERGE_INTO, ("rare",), "c")
    resolve(project, "class-too-small", Action.MERGE_INTO, ("rare",), "b")
    assert counts_of(project) == {"a": 10, "b": 12}


def test_going_on_with_a_rare_class_learns_it_and_says_that_it_is_not_measured(
    project: Project, tmp_path: Path
) -> None:
    source = write_cells(tmp_path / "cells", {"a": 10, "b": 10, "rare": 2})
    audit(project, source)
    now = resolve(project, "class-too-small", Action.GO_ON)
    assert now.errors == ()
    (decided,) = [one for one in now.findings if one.code == "classes-changed"]
    assert [text_of(cell) for cell in decided.table[1]] == [
        "rare",
        "2",
        "Used as it is; not measured in validation and test",
    ]

    run = train(project, source)
    assert run.dataset.classes == ("a", "b", "rare")
    assert {image.split for image in run.dataset.examples if image.label == "rare"} == {TRAIN}
    results = tasks.evaluate(run, Job()).parts[TEST]
    assert [one.sensitivity is None for one in of_classes(results).classes] == [False, False, True]


def test_classes_stay_once_a_run_has_begun(project: Project, tmp_path: Path) -> None:
    source = write_cells(tmp_path / "cells", {"a": 10, "b": 10, "rare": 2})
    audit(project, source)
    resolve(project, "class-too-small", Action.GO_ON)
    train(project, source)
    write_cells(source, {"a": 10, "b": 10, "rare": 2, "A": 8})
    audit(project, source)
    with pytest.raises(UserError, match="once a run has begun"):
        resolve(project, "class-names-alike", Action.MERGE_ALIKE)
    assert resolve(project, "class-names-alike", Action.GO_ON).errors == ()


def test_fewer_than_two_classes_are_refused_and_nothing_is_changed(project: Project, tmp_path: Path) -> None:
    parts = {"a": "tttttvxx", "b": "tttx"}
    source = write_cells(tmp_path / "cells", {label: len(letters) for label, letters in parts.items()}, parts)
    audit(project, source)
    with pytest.raises(UserError, match="fewer than two classes"):
        resolve(project, "class-not-in-every-part", Action.LEAVE_OUT)
    assert counts_of(project) == {"a": 8, "b": 4}


def test_a_project_of_an_earlier_version_has_no_changes(project: Project, tmp_path: Path) -> None:
    source = write_cells(tmp_path / "cells", {"a": 10, "b": 10})
    tasks.scan_images(project, source, Job())
    file = project.folder / "project.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    del values["classes"]
    file.write_text(json.dumps(values), encoding="utf-8")
    table = project.folder / "dataset.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(line.rpartition(",")[0] for line in lines), encoding="utf-8")
    assert project.settings is not None
    assert project.settings.class_changes == ClassChanges()
    assert counts_of(project) == {"a": 10, "b": 10}


# ---- reported cases


def test_the_case_of_class_names_alike(shared_cases: Path, project: Project) -> None:
    source = shared_cases / "class-names-alike" / "mixed_case"
    assert "“NORMAL” and “normal”" in text_of(audit(project, source).errors[0].message)
    assert resolve(project, "class-names-alike", Action.MERGE_ALIKE).errors == ()
    assert sorted(counts_of(project).values()) == [8, 8]


def test_the_case_of_an_extra_class_in_the_test(shared_cases: Path, project: Project) -> None:
    found = audit(project, shared_cases / "extra-class-in-test")
    assert [text_of(one.message) for one in found.errors] == ["The class “cyst” is in the test set alone"]

"""Projects: plain files, one program at a time, and what a user is told about a folder that is none."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.backbones.card import read_card, write_card
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import Fractions
from core.errors import UserError
from core.modalities.images.facts import PictureFacts
from core.modalities.images.image_input import image_input_of
from core.modalities.images.preprocessing import Preprocessing
from core.project.project import Project
from core.project.settings import ProjectSettings
from core.training.plan import Plan, usual_phases
from core.training.run import Run, create_run
from tests.places import ROOT


def dataset(folder: Path) -> Dataset:
    images = tuple(
        Example(
            file=f"{split}.png",
            label="cat",
            subject="s",
            split=split,
            sha256=64 * "a",
            facts=PictureFacts(width=3, height=2),
        )
        for split in Split
    )
    return Dataset(folder=folder, examples=images, skipped=4)


def a_run(project: Project, folder: Path | None = None) -> Run:
    plan = Plan(backbone="any", phases=usual_phases(["last:2"]), seed=3)
    recipe = Preprocessing(height=32, width=32)
    return create_run(folder or project.new_run_folder, plan, dataset(project.folder), recipe, Path("any-12345678"))


def test_a_new_project_has_nothing(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")

    assert not project.exists
    assert project.dataset is None
    assert project.runs == []


def test_a_project_comes_back_from_its_files(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    settings = ProjectSettings(
        source=tmp_path / "images", fractions=Fractions(train=0.5, validation=0.25, test=0.25), split_seed=3
    )
    project.save(settings, dataset(tmp_path / "images"))

    assert project.exists
    assert project.settings == settings
    assert project.dataset == dataset(tmp_path / "images")
    values = json.loads((project.folder / "project.json").read_text(encoding="utf-8"))
    assert values["split_seed"] == 3
    assert (project.folder / "dataset.csv").read_text(encoding="utf-8").startswith("file,frame,class,subject,")


def test_only_the_list_of_images_says_where_they_lie(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    source = tmp_path / "Jane Doe"
    project.save(ProjectSettings(source=source), dataset(source))

    assert project.settings is not None
    assert project.settings.source == source
    assert "Jane Doe" not in (project.folder / "project.json").read_text(encoding="utf-8")


def test_a_table_that_was_chosen_is_found_again(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    table = tmp_path / "images" / "list.csv"
    project.save(ProjectSettings(source=table), replace(dataset(tmp_path / "images"), table=table))

    assert project.settings is not None
    assert project.settings.source == table
    assert project.dataset is not None
    assert project.dataset.folder == tmp_path / "images"


def test_each_project_has_other_pseudonyms(tmp_path: Path) -> None:
    settings = [ProjectSettings(source=tmp_path) for _ in range(2)]
    assert settings[0].pseudonyms.of("Jane") != settings[1].pseudonyms.of("Jane")


@pytest.mark.parametrize("content", ["", "{", "no json"])
def test_a_damaged_project_is_told_of(content: str, tmp_path: Path) -> None:
    (tmp_path / "project.json").write_text(content, encoding="utf-8")

    with pytest.raises(UserError, match="not a Frostline project"):
        _ = Project(folder=tmp_path).settings


def test_runs_are_numbered_and_no_number_is_given_twice(tmp_path: Path) -> None:
    project = Project(folder=tmp_path)

    assert [a_run(project).name for _ in range(3)] == ["run-001", "run-002", "run-003"]
    (tmp_path / "runs" / "run-007").mkdir()  # as a kill leaves it: begun, and not yet a run
    assert project.new_run_folder.name == "run-008"
    assert [run.name for run in project.runs] == ["run-001", "run-002", "run-003"]


def test_a_run_comes_back_from_its_files(tmp_path: Path) -> None:
    run = a_run(Project(folder=tmp_path))

    again = Project(folder=tmp_path).runs[0]
    assert again == run
    assert again.plan == Plan(backbone="any", phases=usual_phases(["last:2"]), seed=3)
    assert again.preprocessing == Preprocessing(height=32, width=32)
    assert again.dataset.examples == dataset(tmp_path).examples
    assert again.backbone_folder == tmp_path / "backbones" / "any-12345678"
    assert again.history == []
    assert not again.is_finished


def test_a_folder_that_is_no_run_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a run"):
        _ = Run(folder=tmp_path).plan


def test_a_backbone_is_copied_into_the_project_once(small_library: Path, tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")

    copy = project.keep_backbone(small_library / "small")
    stamp = (copy / "saved_model.pb").stat()
    assert project.keep_backbone(small_library / "small") == copy

    assert (copy / "saved_model.pb").stat() == stamp
    original = {file.relative_to(small_library / "small") for file in (small_library / "small").rglob("*")}
    assert {file.relative_to(copy) for file in copy.rglob("*")} == original


def test_a_backbone_that_was_imported_again_for_other_pixel_values_is_kept_beside(
    small_library: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path / "project")
    first = project.keep_backbone(small_library / "small")
    again = shutil.copytree(small_library / "small", tmp_path / "again" / "small")
    card = read_card(again)
    write_card(replace(card, input=replace(image_input_of(card.input), mean=(0.5, 0.5, 0.5))), again)
    second = project.keep_backbone(again)
    assert second != first
    assert image_input_of(read_card(second).input).mean == (0.5, 0.5, 0.5)
    assert project.keep_backbone(small_library / "small") == first
    assert project.keep_backbone(again) == second


def test_only_one_works_in_a_project_at_a_time(tmp_path: Path) -> None:
    with Project(folder=tmp_path).locked(), pytest.raises(UserError, match="Another Frostline"):  # noqa: SIM117
        with Project(folder=tmp_path).locked():
            pass
    with Project(folder=tmp_path).locked():
        pass


def test_another_program_is_kept_out_of_a_project_and_its_end_frees_it(tmp_path: Path) -> None:
    hold = (
        "import sys; from pathlib import Path; from core.project.project import Project\n"
        f"with Project(folder=Path({str(tmp_path)!r})).locked():\n    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(UserError, match="Another Frostline"), Project(folder=tmp_path).locked():
            pass
        other.kill()
    with Project(folder=tmp_path).locked():
        pass


def test_a_project_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UserError, match="cannot be used"), Project(folder=tmp_path / "file" / "project").locked():
        pass


def test_a_project_folder_whose_name_tensorflow_cannot_use_is_refused(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "proje\udce4t")

    with pytest.raises(UserError, match="not in Unicode"), project.locked():
        pass

    assert list(tmp_path.iterdir()) == []

"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from core import tasks
from core.backbones import catalogue
from core.backbones.card import Card, read_card
from core.backbones.wishes import Wishes
from core.commands import command_line
from core.commands.command_line import run_command
from core.commands.json_words import event_in_words
from core.dataset.columns import Columns
from core.jobs import Job
from core.messages import Message, as_written
from core.modalities.images.input_values import IMAGENET, Normalisation
from core.project.project import Project
from core.wording.catalogue import text_of
from tests.core.small import BACKBONE, BLOCKS, CLASSES

pytestmark = pytest.mark.usefixtures("own_folders")


def events_in(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def train(folder: Path, images: Path, *more: object) -> tuple:
    small = ("--backbone", BACKBONE, "--batch-size", 16, "--epochs", 1, "--fine-tune-epochs", 1)
    return "train", images, "--project", folder, *small, *more


def test_json_is_one_event_a_line_and_ends_with_the_results(run: Callable, small_images: Path, tmp_path: Path) -> None:
    status, output, errors = run(*train(tmp_path / "project", small_images, "--unfreeze", "last:1", "--json"))

    assert (status, errors) == (0, "")
    events = events_in(output)
    kinds = [event["event"] for event in events]
    assert kinds[-1] == "finished"
    assert set(kinds) - {"alarm"} == {
        "progress", "noticed", "run_begun", "phase_started", "batch_ended", "checkpoint_written", "epoch_ended",
        "layers_measured", "phase_ended", "run_ended", "finished",
    }  # fmt: skip
    project = Project(folder=tmp_path / "project")
    results = events[-1]["results"]
    assert Path(results["run"]) == project.runs[0].folder
    assert Path(results["model"]) == project.runs[0].model_folder
    assert results["epochs"] == 2
    best = [event for event in events if event["event"] == "epoch_ended" and event["best"]][-1]
    assert results["validation_loss"] == best["validation_loss"]
    assert results["validation_accuracy"] == best["validation_accuracy"]
    (ended,) = [event for event in events if event["event"] == "run_ended"]
    assert results["outcome"] == ended["outcome"]
    kept = ended["outcome"]["kept"]
    assert (kept["phase"], kept["epoch"], kept["value"]) == (best["phase"], best["epoch"], best["validation_loss"])
    assert ended["text"].startswith("Kept: epoch ")


def test_a_person_reads_phases_epochs_and_where_the_model_lies(
    run: Callable, small_images: Path, tmp_path: Path
) -> None:
    status, output, errors = run(*train(tmp_path / "project", small_images))

    assert (status, errors) == (0, "")
    assert "2 images cannot be read" in output
    assert "Phase 1 of 1, head: 51 of" in output
    assert "epoch   1/1   loss" in output
    assert "Kept: epoch 1, of the head." in output
    assert "Validation accuracy of the best epoch" in output
    assert str(tmp_path / "project" / "runs" / "run-001" / "model") in output


def test_the_options_of_train_make_the_plan(run: Callable, small_images: Path, tmp_path: Path) -> None:
    options = (
        *("--unfreeze", "block_3_bn", "--unfreeze", "block_2", "--learning-rate", "0.01", "--seed", "4"),
        *("--fine-tune-learning-rate", "0.002", "--augmentation", "light", "--flips", "none"),
        *("--select-by", "balanced-accuracy", "--keep", "best-of-fine-tuning"),
    )
    status, _, _ = run(*train(tmp_path / "project", small_images, *options))

    assert status == 0
    plan = Project(folder=tmp_path / "project").runs[0].plan
    head, fine_tuning = plan.phases
    assert (plan.backbone, plan.batch_size, plan.seed) == (BACKBONE, 16, 4)
    assert (plan.augmentation, plan.flips) == ("light", "none")
    assert (plan.select_by, plan.keep) == ("balanced-accuracy", "best-of-fine-tuning")
    assert (head.epochs, head.learning_rate, head.unfreeze) == (1, 0.01, ())
    assert (fine_tuning.epochs, fine_tuning.learning_rate) == (1, 0.002)
    assert fine_tuning.unfreeze == ("block_3_bn", "block_2")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--backbone", "none"], "There is no backbone “none”. There are"),
        (["--unfreeze", "block_9"], "No layer of this backbone matches “block_9”."),
        (["--unfreeze", "last:0"], "No layer of this backbone matches “last:0”."),
        (["--epochs", "0"], "at least one epoch"),
        (["--learning-rate", "nan"], "The learning rate must lie above 0"),
        (["--batch-size", "0"], "A batch holds at least one image."),
        (["--seed", "-1"], "The seed must be"),
        (["--resume"], "There is no interrupted run in this project."),
    ],
)
def test_what_the_user_can_mend_is_told_on_standard_error(
    more: list, told: str, run: Callable, small_images: Path, tmp_path: Path
) -> None:
    status, output, errors = run(*train(tmp_path / "project", small_images, *more, "--json"))

    assert (status, output) == (1, "")
    assert told in errors
    assert len(errors.splitlines()) == 1


def test_folders_that_are_not_what_is_asked_for_are_told_of(run: Callable, tmp_path: Path) -> None:
    for arguments in (
        train(tmp_path / "project", tmp_path / "not there"),
        ("train", "--project", tmp_path / "project"),
        ("evaluate", tmp_path),
        ("predict", tmp_path, tmp_path, "--csv", tmp_path / "table.csv"),
        ("export", tmp_path, tmp_path / "export"),
        ("layers", "none"),
        ("import-backbone", tmp_path / "not there"),
    ):
        status, output, errors = run(*arguments, "--json")
        assert status == 1, arguments
        assert errors.strip(), arguments
        assert "Traceback" not in errors, arguments
        assert "Something went wrong" not in errors, arguments
        assert '"finished"' not in output


@pytest.mark.parametrize(
    "arguments",
    [["unknown"], ["train", "images"], ["train", "--project", "p", "--epochs", "many"], ["layers"], ["predict", "run"]],
)
def test_wrong_usage_ends_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_command(arguments)

    assert ended.value.code == 2
    assert "usage: main.py" in capsys.readouterr().err


def test_what_nobody_foresaw_is_logged_and_not_shown(
    run: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("of Smith")

    monkeypatch.setattr("core.tasks.list_backbones", fail)

    status, output, errors = run("backbones")

    assert (status, output) == (1, "")
    assert errors.startswith("Something went wrong.")
    assert "Smith" not in errors
    (log,) = (tmp_path / "state").rglob("*.log")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_layers_are_printed_as_a_tree_or_as_data(run: Callable) -> None:
    _, tree, _ = run("layers", BACKBONE)
    _, data, _ = run("layers", BACKBONE, "--json")

    for block in range(1, BLOCKS + 1):
        assert f"block_{block}_conv   convolution" in tree
        assert f"block_{block}_bn   normalisation" in tree
    (finished,) = events_in(data)
    layers = finished["results"]["layers"]
    assert [layer["path"] for layer in layers] == [
        f"block_{block}_{kind}" for block in range(1, BLOCKS + 1) for kind in ("conv", "bn")
    ]
    assert layers[0]["output_shape"] == [16, 16, 8]
    assert (layers[1]["parameters"], layers[1]["trainable_parameters"], layers[1]["trainable"]) == (32, 16, True)


def test_backbones_are_listed_as_a_table_or_as_data(run: Callable) -> None:
    _, table, _ = run("backbones")
    _, data, _ = run("backbones", "--json")

    assert BACKBONE in table
    (finished,) = events_in(data)
    assert BACKBONE in [card["name"] for card in finished["results"]["backbones"]]


def test_an_evaluation_is_printed_as_tables_or_as_data(run: Callable, small_images: Path, tmp_path: Path) -> None:
    run(*train(tmp_path / "project", small_images))

    status, tables, _ = run("evaluate", tmp_path / "project")
    assert status == 0
    assert "balanced accuracy" in tables
    assert "Confusion matrix" in tables
    assert "viewed once" in tables
    assert all(label in tables for label in CLASSES)

    status, data, _ = run("evaluate", tmp_path / "project" / "runs" / "run-001", "--json")
    results = events_in(data)[-1]["results"]
    assert status == 0
    assert results["test_looks"] == 2
    assert results["classes"] == list(CLASSES)
    assert set(results["parts"]) == {"validation", "test"}


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        ({"event": "progress", "step": "Preparing the images"}, "The same command goes on."),
        ({"event": "batch_ended"}, "Go on with: train --resume"),
    ],
)
def test_a_stopped_run_ends_with_status_130_and_tells_how_to_go_on(
    event: dict, kept: str, run: Callable, small_images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal comes from this process itself, in the moment of an event."""
    import signal

    print_event = command_line._print_as_json

    def print_and_interrupt(printed: Any) -> None:
        print_event(printed)
        if event.items() <= event_in_words(printed).items():
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(command_line, "_print_as_json", print_and_interrupt)

    handler = signal.getsignal(signal.SIGINT)
    status, output, errors = run(*train(tmp_path / "project", small_images, "--json"))

    assert (status, errors) == (130, "")
    assert events_in(output)[-1] == {"event": "stopped", "kept": kept}
    assert signal.getsignal(signal.SIGINT) is handler


def test_where_pixel_values_had_to_be_assumed_it_says_how_to_tell_them(
    run: Callable, small_backbone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def assuming(path: Path, job: Job, *_: object, **__: Any) -> Card:
        job.notice(Message("range-assumed"))
        job.notice(as_written("something else"))
        return read_card(small_backbone)

    monkeypatch.setattr(tasks, "import_backbone", assuming)
    _, output, _ = run("import-backbone", "module", "--json")
    texts = [event["text"] for event in events_in(output) if event["event"] == "noticed"]
    assert texts == [
        f"{text_of(Message('range-assumed'))} Use --range, or --mean and --std, to change it.",
        "something else",
    ]


def test_what_the_user_knows_of_a_module_is_passed_on(
    run: Callable, small_backbone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Wishes] = []

    def importing(path: Path, job: Job, name: str | None, wishes: Wishes) -> Card:
        asked.append(wishes)
        job.notice(Message("size-by-name", height=240, width=240))
        return read_card(small_backbone)

    monkeypatch.setattr(tasks, "import_backbone", importing)
    _, output, _ = run("import-backbone", "m", "--size", "240x320", "--range", "imagenet", "--json")
    assert asked[-1] == Wishes(value_range=(0.0, 1.0), normalisation=IMAGENET, image_size=(240, 320))
    assert events_in(output)[0]["text"].endswith("Use --size to change it.")
    run("import-backbone", "m", "--mean", "127.5", "--std", "127.5")
    both = (127.5, 127.5, 127.5)
    assert asked[-1] == Wishes(normalisation=Normalisation(mean=both, std=both))
    run("import-backbone", "m", "--vocabulary", small_backbone / "vocab.txt", "--cased")
    assert asked[-1] == Wishes(vocabulary=small_backbone / "vocab.txt", lower_case=False)
    run("import-backbone", "m", "--output", "sequence_output")
    assert asked[-1] == Wishes(output="sequence_output")
    run("import-backbone", "m")
    assert asked[-1] == Wishes()


@pytest.mark.parametrize("wrong", [("--size", "big"), ("--mean", "1,2"), ("--std", "a")])
def test_a_size_or_mean_that_is_none_is_wrong_usage(run: Callable, wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("import-backbone", "m", *wrong)


def test_inspect_tells_of_every_layer_and_of_one(run: Callable, small_images: Path, tmp_path: Path) -> None:
    image = small_images / "pictures" / "circle_0_0.png"
    status, output, errors = run("inspect", BACKBONE, image)

    assert (status, errors) == (0, "")
    lines = [line for line in output.splitlines() if "block_" in line]
    assert len(lines) == 2 * BLOCKS
    assert "8×8×12" in lines[2]
    assert image.name not in output

    status, output, errors = run("inspect", BACKBONE, image, "--layer", "block_2_bn", "--json")
    assert (status, errors) == (0, "")
    layer = events_in(output)[-1]["results"]["layer"]
    assert layer["output_shape"] == [8, 8, 12]
    assert len(layer["channel_statistics"]["mean"]) == 12

    status, _, errors = run("inspect", BACKBONE, image, "--class", CLASSES[0])
    assert status == 1
    assert "features and no classes" in errors


def test_inspect_of_a_run_tells_of_the_gradient_of_a_class(run: Callable, small_images: Path, tmp_path: Path) -> None:
    run(*train(tmp_path / "project", small_images))
    image = small_images / "pictures" / "circle_0_0.png"

    status, output, errors = run("inspect", tmp_path / "project", image, "--class", CLASSES[1], "--json")
    assert (status, errors) == (0, "")
    layers = events_in(output)[-1]["results"]["layers"]
    assert len(layers) == 2 * BLOCKS
    assert all(layer["gradient_norm"] > 0 for layer in layers)

    status, output, _ = run("inspect", tmp_path / "project", image, "--layer", "block_1_conv", "--class", CLASSES[1])
    assert status == 0
    assert "Gradient" in output


def test_advice_is_printed_with_its_reasons_or_as_data(
    run: Callable, small_images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "BUNDLED_BACKBONES", tmp_path / "none")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    status, output, errors = run("advise", small_images)
    assert (status, errors) == (0, "")
    assert "Train a new head on A small network" in output
    assert "LogME" in output
    assert f"train DATA --project DIR --backbone {BACKBONE}" in output
    assert "For research use only." in output

    project = tmp_path / "project"
    status, output, errors = run("advise", small_images, "--project", project, "--json")
    assert (status, errors) == (0, "")
    results = events_in(output)[-1]["results"]
    assert results["recommendation"]["method"] == "feature extraction"
    assert results["measures"]["backbones"][0]["name"] == BACKBONE
    assert Project(folder=project).advice is not None


def test_both_approaches_are_compared_and_written_as_a_table(run: Callable, small_images: Path, tmp_path: Path) -> None:
    project, table = Project(folder=tmp_path / "project"), tmp_path / "comparison.csv"
    _, *options = train(project.folder, small_images, "--unfreeze", "last:1", "--csv", table, "--json")

    status, output, errors = run("compare-approaches", *options)

    assert (status, errors) == (0, "")
    results = events_in(output)[-1]["results"]
    assert [compared["approach"] for compared in results["runs"]] == ["feature extraction", "fine-tuning"]
    assert [Path(compared["run"]) for compared in results["runs"]] == [known.folder for known in project.runs]
    assert [known.plan.phases[0].epochs for known in project.runs] == [2, 1]
    assert table.read_text(encoding="utf-8").startswith("what,part,run,")

    status, output, errors = run("compare", *(known.folder for known in reversed(project.runs)))

    assert (status, errors) == (0, "")
    for told in ("feature extraction", "On validation", "run-001 against run-002: accuracy", "For research use only"):
        assert told in output
    assert not any((known.folder / "test_looks.json").exists() for known in project.runs)


def test_a_run_cannot_be_compared_with_itself(run: Callable, small_images: Path, tmp_path: Path) -> None:
    run(*train(tmp_path / "project", small_images))
    path = tmp_path / "project" / "runs" / "run-001"

    status, _, errors = run("compare", path, path)

    assert status == 1
    assert "is named twice" in errors


# ---- what is done about classes


@pytest.fixture
def mixed(small_images: Path, tmp_path: Path) -> Path:
    """A table in which some circles are called otherwise, and two stripes are of a class of their own."""
    lines = (small_images / "images.csv").read_text(encoding="utf-8").splitlines()
    circles = [
        line.replace(",circle,", ",Circle ,") if line.startswith("pictures/circle_0") else line for line in lines
    ]
    rare = [line.replace(",stripes,", ",a=b,") if line.startswith("pictures/stripes_0") else line for line in circles]
    table = tmp_path / "mixed.csv"
    table.write_text("\n".join(rare).replace("pictures/", f"{small_images}/pictures/"), encoding="utf-8")
    return table


def audited(run: Callable, table: Path, folder: Path, *resolve: str) -> tuple[int, dict, str]:
    more = [argument for what in resolve for argument in ("--resolve", what)]
    status, out, error = run("audit", table, "--project", folder, "--backbone", BACKBONE, "--json", *more)
    return status, events_in(out)[-1]["results"] if out and not error else {}, error


def test_columns_are_said_once_and_kept(run: Callable, mixed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    header, *rows = mixed.read_text(encoding="utf-8").splitlines()
    names = header.replace("file", "where").replace("class", "what")
    mixed.write_text("\n".join([names, *rows]), encoding="utf-8")
    status, _, error = audited(run, mixed, folder)
    assert (status, "no column that gives the class" in error, "--columns" in error) == (1, True, True)

    columns = ("--columns", "file=where,class=what")
    run("audit", mixed, "--project", folder, "--backbone", BACKBONE, *columns)
    status, results, error = audited(run, mixed, folder)
    assert (results["findings"] != [], error) == (True, "")
    assert Project(folder=folder).settings.reading.columns == Columns(file="where", label="what")


def errors_of(results: dict) -> set[str]:
    return {finding["code"] for finding in results["findings"] if finding["severity"] == "error"}


def test_classes_are_merged_left_out_and_taken_back(run: Callable, mixed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    status, results, _ = audited(run, mixed, folder)
    assert (status, errors_of(results)) == (1, {"class-names-alike", "class-too-small"})

    status, results, _ = audited(run, mixed, folder, "merge-alike", "leave-out=a=b")
    assert (status, errors_of(results)) == (0, set())
    assert Project(folder=folder).dataset.classes == ("circle", "square", "stripes")

    status, results, _ = audited(run, mixed, folder)  # it holds
    assert (status, errors_of(results)) == (0, set())

    status, results, _ = audited(run, mixed, folder, "take-back")
    assert (status, errors_of(results)) == (1, {"class-names-alike", "class-too-small"})


def test_a_small_class_is_merged_or_gone_on_with(run: Callable, mixed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    status, _, _ = audited(run, mixed, folder, "merge-alike=Circle", "merge=a=b=stripes")
    assert status == 0
    assert Project(folder=folder).dataset.classes == ("Circle", "square", "stripes")

    status, results, _ = audited(run, mixed, folder, "take-back=stripes", "go-on")
    assert (status, errors_of(results)) == (0, set())
    assert "a=b" in Project(folder=folder).dataset.classes


def test_a_class_about_which_nothing_was_found_is_named_with_those_that_there_are(
    run: Callable, mixed: Path, tmp_path: Path
) -> None:
    status, _, error = audited(run, mixed, tmp_path / "project", "leave-out=nobody")
    assert status == 1
    assert "“nobody”" in error
    assert "“a=b”" in error


@pytest.mark.parametrize("what", ["drop", "merge", "keep-together=a", ""])
def test_what_cannot_be_resolved_so_is_wrong_usage(what: str, run: Callable, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        run("audit", tmp_path, "--resolve", what)
    assert left.value.code == 2


def test_the_model_beside_the_kept_one_is_used_by_its_name(run: Callable, small_images: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    hopeless = ("--unfreeze", "last:1", "--fine-tune-learning-rate", "1", "--learning-rate", "0.01", "--epochs", "3")
    _, output, _ = run(*train(folder, small_images, *hopeless))
    assert "Kept: epoch 3, of the head. Fine-tuning was no better." in output
    kept = folder / "runs" / "run-001"
    beside = f"{kept}:fine-tuned"

    told = {model: events_in(run("evaluate", model, "--json")[1])[-1]["results"] for model in (str(kept), beside)}
    assert told[str(kept)]["origin_text"].startswith("Kept: epoch 3, of the head. Fine-tuning was no better. Chosen by")
    assert told[beside]["origin_text"].startswith("Also kept: epoch 4, of fine-tuning (its epoch 1).")
    assert told[str(kept)]["parts"] != told[beside]["parts"]

    table = tmp_path / "table.csv"
    predicted = events_in(run("predict", beside, small_images, "--csv", table, "--json")[1])[-1]["results"]
    assert (predicted["run"], predicted["kept"]["phase_name"]) == (beside, "fine-tuning")

    compared = events_in(run("compare", kept, beside, "--json")[1])[-1]["results"]
    assert [one["approach"] for one in compared["runs"]] == ["feature extraction", "fine-tuning"]
    assert "same as" not in run("compare", kept, beside)[1]

    status, _, errors = run("evaluate", f"{folder}:nothing")
    assert (status, "nothing" in errors) == (1, True)

"""The benchmark's own parts: its command line, its tables, and that both of its sides hold the same network."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from benchmarks.__main__ import MEASUREMENTS, main, parser, settings_of, wanted
from benchmarks.advice import Candidate, _behind
from benchmarks.bench import Bench, Settings, SideRun, Take
from benchmarks.figure import Figure
from benchmarks.images import Source, listed, write_repeated, write_split_tree
from benchmarks.machine import this_machine
from benchmarks.report import Report
from benchmarks.side import PhaseResult, SideResult
from core.dataset.dataset import Split


def test_without_options_everything_is_measured_in_full() -> None:
    options = parser().parse_args([])

    assert options.only is None
    settings = settings_of(options)
    assert not settings.is_quick
    assert (settings.epochs, settings.copies, settings.seeds) == (10, 8, 5)


def test_a_quick_run_takes_a_few_images_and_the_measurements_that_are_named() -> None:
    options = parser().parse_args(["--quick", "--only", "head", "--only", "memory", "--take", "median"])

    assert options.only == ["head", "memory"]
    settings = settings_of(options)
    assert settings.is_quick
    assert settings.take is Take.MEDIAN


def test_a_kind_of_data_stands_for_all_that_is_measured_of_it() -> None:
    assert wanted(None) == list(MEASUREMENTS)
    assert wanted(["text-tokens", "head"]) == ["head", "text-tokens"]
    assert wanted(["text"]) == ["text-speed", "text-tokens", "text-memory", "text-accuracy"]


@pytest.mark.parametrize("arguments", [["--only", "nothing"], ["--repeats", "0"]])
def test_a_wrong_option_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(arguments)
    assert ended.value.code == 2


def test_a_figure_is_judged_by_its_target() -> None:
    faster = Figure(name="faster", value=8.1, unit="×", target=8)
    larger = Figure(name="larger", value=1.2, unit="×", target=1.15, at_least=False)

    assert faster.is_reached is True
    assert larger.is_reached is False
    assert Figure(name="told", value=1).is_reached is None
    assert (faster.shown, faster.shown_target, larger.shown_target) == ("8.10 ×", "≥ 8 ×", "≤ 1.15 ×")


def test_the_tables_show_the_figures_the_sides_and_the_machine(tmp_path: Path) -> None:
    report = a_report(tmp_path)
    console = Console(width=200, record=True, file=io.StringIO())
    report.print(console)
    printed, markdown = console.export_text(), report.as_markdown()

    for text in (printed, markdown):
        assert "twice as fast" in text
        assert "2.00 ×" in text
        assert "tutorial recipe" in text
        assert "0.875" in text
        assert this_machine().processor in text
    assert "| twice as fast |" in markdown


def test_of_two_repeats_the_best_counts(tmp_path: Path) -> None:
    bench = a_report(tmp_path).bench

    assert bench.seconds("tutorial recipe", "head") == 4.0


def test_the_report_is_written_as_json_and_tells_no_place(tmp_path: Path) -> None:
    values = json.loads(json.dumps(a_report(tmp_path).as_json()))

    assert values["figures"][0]["reached"] is True
    assert len(values["runs"]) == 2
    assert str(tmp_path) not in json.dumps(values)


def test_help_is_measured_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "start", "--json", str(tmp_path / "benchmark.json"), "--markdown"]) == 0

    assert "main.py --help" in capsys.readouterr().out
    figures = json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))["figures"]
    assert [figure["unit"] for figure in figures] == ["s"]
    assert set(MEASUREMENTS) >= {"start", "head", "memory"}


def test_both_sides_read_one_tree_and_repeated_files_all_differ(tmp_path: Path) -> None:
    noise, tree, repeated = tmp_path / "noise", tmp_path / "tree", tmp_path / "repeated"
    write_noise(noise, images_per_class=10)
    counts = write_split_tree(listed(Source(name="noise", path=noise), most_per_class=8), tree)
    write_repeated(tree, repeated, times=2)

    assert sum(counts.values()) == 16
    assert len(list((tree / "train").rglob("*.png"))) == counts[Split.TRAIN]
    again = listed(Source(name="repeated", path=repeated), most_per_class=None)
    assert not again.problems
    assert len({image.sha256 for image in again.readable}) == 32
    assert {image.split for image in again.readable} == set(Split)
    assert {image.label for image in again.readable} == {"dark", "bright"}


def test_plain_keras_holds_the_network_that_frostline_trains() -> None:
    import tensorflow as tf

    from benchmarks.plain_keras import bundled_mobilenet
    from core.backbones.backbone import open_backbone
    from core.backbones.catalogue import find_backbone
    from resources.pretrained.networks import NETWORKS

    folder = find_backbone("mobilenet_v2_100_224")
    network = next(network for network in NETWORKS if network.name == folder.name)
    images = np.random.default_rng(0).random((2, 224, 224, 3), np.float32)
    normalised = (images - np.array(network.mean, np.float32)) / np.array(network.spread, np.float32)

    plain = bundled_mobilenet(folder)(normalised, training=False)
    (ours,) = tf.function(open_backbone(folder).frost_line([]).prefix())(images)
    np.testing.assert_allclose(np.array(plain), np.array(ours), atol=1e-4)


def write_noise(folder: Path, images_per_class: int) -> None:
    generator = np.random.default_rng(0)
    for label, brightest in (("dark", 100), ("bright", 256)):
        (folder / label).mkdir(parents=True)
        for number in range(images_per_class):
            pixels = generator.integers(0, brightest, (16, 16, 3), np.uint8)
            Image.fromarray(pixels).save(folder / label / f"{number}.png")


def a_report(folder: Path) -> Report:
    bench = Bench(Settings(data=folder, repeats=2), folder, lambda text: None)
    for repeat, seconds in enumerate((5.0, 4.0)):
        phase = PhaseResult(
            name="head", epochs=10, seconds=seconds, trainable_parameters=2562, validation_accuracy=0.875
        )
        bench.runs["tutorial recipe", repeat] = SideRun(
            side="tutorial recipe",
            repeat=repeat,
            python_seconds=0.1,
            result=SideResult(import_seconds=3.0, phases=(phase,)),
        )
    figure = Figure(name="twice as fast", value=2.0, unit="×", target=2)
    return Report(machine=this_machine(), bench=bench, figures=[figure])


def test_candidates_of_the_advice_are_compared_image_by_image() -> None:
    def candidate(seed: int, **right: bool) -> Candidate:
        shares = {name: is_right / len(right) for name, is_right in right.items()}
        return Candidate(seed=seed, name="", is_recommended=True, seconds=1, validation=0, test=0, auc=0, shares=shares)

    one = [candidate(0, a=True, b=True, c=False, d=False), candidate(1, a=True, e=True, f=True, g=True)]
    other = [candidate(0, a=True, b=True, c=True, d=False), candidate(1, a=True, e=True, f=True, g=True)]
    behind, error = _behind(one, other)
    assert behind == pytest.approx(1 / 8)
    assert 0 < error < 0.2
    assert _behind(other, other) == (0, 0)

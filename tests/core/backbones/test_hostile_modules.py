"""Modules that crash, hang or fill the memory: each costs a sentence, and the library stays as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import tensorflow as tf

from core.backbones.card import Card
from core.backbones.import_process import import_apart, import_process
from core.errors import JobStopped, UserError
from core.events import Event, Progress
from core.jobs import Job
from core.messages import Message
from core.process.own_process import OwnProcess, ProcessLimits
from core.wording.catalogue import words_of
from tests.core.backbones import hostile, modules
from tests.core.backbones.hostile import Build, adding, many, on_file, on_graph, total
from tests.places import ROOT


@dataclass(frozen=True)
class Hostile:
    build: Build
    #: of the sentence in which it is refused
    says: str
    seconds: float = 240.0


CRASHES = "makes TensorFlow crash"
MEMORY = r"takes more than 7\d\d MB of memory"
NOT_OPENED = "TensorFlow cannot open this module"
DAMAGED_VARIABLES = "variables are missing or damaged"
NOT_RUN = "cannot process images of 32×32 pixels"

KINDS = {
    "a list of 2^31 - 1 tensors": Hostile(adding(hostile.reserve), CRASHES),
    "a loop without end": Hostile(adding(hostile.endless), "takes more than 3 seconds", seconds=3.0),
    "10^9 numbers at once": Hostile(adding(lambda x: total(tf.fill([many(x, 10**9)], 1.0))), MEMORY),
    "10^9 numbers, known beforehand": Hostile(adding(lambda x: total(tf.fill([10**9], 1.0))), f"{NOT_RUN}|{MEMORY}"),
    "10^15 numbers": Hostile(
        adding(lambda x: total(tf.fill([tf.cast(many(x, 10**9), tf.int64) * 10**6], 1.0))), MEMORY
    ),
    "numbers that double and double": Hostile(adding(hostile.growing_list), MEMORY),
    "a long range": Hostile(adding(lambda x: total(tf.range(many(x, 2 * 10**9)))), MEMORY),
    "one place among 2 * 10^9": Hostile(adding(lambda x: total(tf.one_hot(many(x, 1), many(x, 2 * 10**9)))), MEMORY),
    "a picture of 40,000 x 40,000": Hostile(
        adding(lambda x: total(tf.image.resize(x, [many(x, 40_000), many(x, 40_000)]))), MEMORY
    ),
    "a number spread over 2 * 10^9 places": Hostile(
        adding(lambda x: total(tf.broadcast_to(1.0, [many(x, 2 * 10**9)]) + 1.0)), MEMORY
    ),
    "tiles without measure": Hostile(adding(lambda x: total(tf.tile(x, [1, many(x, 10**4), many(x, 100), 1]))), MEMORY),
    "a wide margin": Hostile(
        adding(lambda x: total(tf.pad(x, [[0, 0], [0, many(x, 10**5)], [0, many(x, 10**4)], [0, 0]]))), MEMORY
    ),
    "much chance": Hostile(adding(lambda x: total(tf.random.uniform([many(x, 2 * 10**9)], seed=1))), MEMORY),
    "a constant that claims to be large": Hostile(
        on_graph(hostile.claim_a_billion, adding(hostile.huge_constant)), f"{NOT_OPENED}|{MEMORY}"
    ),
    "a graph of 240 MB": Hostile(hostile.with_file("saved_model.pb", 240_000_000), "more than 128 MB are not read"),
    "1,500 functions in each other": Hostile(hostile.nested(1500, 1), "more than 200 deep"),
    "functions that double what is to run": Hostile(hostile.nested(30, 2), "unfolds to more than 2,000,000"),
    "a function that calls itself": Hostile(on_graph(hostile.calls_itself), "call themselves without end"),
    "empty nodes": Hostile(on_graph(hostile.empty_nodes), "two parts of the same name"),
    "empty functions": Hostile(on_graph(hostile.empty_functions), "two parts of the same name"),
    "empty objects": Hostile(on_file(hostile.empty_objects), NOT_OPENED),
    "empty meta graphs": Hostile(on_file(hostile.empty_meta_graphs), "offers no function|cannot open"),
    "weights that are no numbers": Hostile(
        hostile.with_weights(float("nan")), "not all numbers: “expanded_conv_project"
    ),
    "weights without end": Hostile(hostile.with_weights(float("inf")), "not all numbers"),
    "a licence of 1.5 GB": Hostile(hostile.with_file("LICENSE", 1_500_000_000), "“LICENSE” is no licence"),
    "an asset of 6 GB": Hostile(hostile.with_file("assets/vocabulary", 6 << 30), "larger than 4,294,967,296 bytes"),
    "files without number": Hostile(hostile.with_many_files, "more than 10,000 files"),
    "variables with a damaged index": Hostile(hostile.with_changed_variables, f"{DAMAGED_VARIABLES}|{NOT_OPENED}"),
    "a variable of 10^12 numbers": Hostile(on_file(hostile.variable_of_a_trillion), f"{NOT_OPENED}|damaged"),
    "objects that are not there": Hostile(on_file(hostile.children_that_are_not_there), DAMAGED_VARIABLES),
    "inputs that are not there": Hostile(on_graph(hostile.inputs_that_are_not_there), NOT_OPENED),
    "functions that are not there": Hostile(on_file(hostile.function_that_is_not_there), NOT_OPENED),
    "captured values that are not there": Hostile(on_file(hostile.captures_that_are_not_there), NOT_OPENED),
    "an asset that is not there": Hostile(on_file(hostile.asset_that_is_not_there), DAMAGED_VARIABLES),
    "operations in a circle": Hostile(on_graph(hostile.a_circle), NOT_OPENED),
    "a node with 2^31 - 1 outputs": Hostile(
        hostile.with_node("Unpack", hostile.into_two_billion_parts), f"{NOT_OPENED}|{MEMORY}|{CRASHES}"
    ),
    "a convolution that makes no step": Hostile(
        hostile.in_every_function("Conv2D", hostile.without_stride), f"{NOT_OPENED}|{CRASHES}|{NOT_RUN}"
    ),
    "a convolution of a wide dilation": Hostile(
        hostile.in_every_function("Conv2D", hostile.with_a_wide_dilation), f"{NOT_OPENED}|{CRASHES}|{NOT_RUN}"
    ),
    "a type that there is not": Hostile(
        hostile.in_every_function("Relu6", hostile.of_unknown_type), f"{NOT_OPENED}|{CRASHES}"
    ),
    "a field that claims 2 GB": Hostile(
        hostile.before("saved_model.pb", hostile.claiming_two_gigabytes), "saved_model.pb is damaged"
    ),
    "messages in messages": Hostile(hostile.nested_messages, "saved_model.pb is damaged"),
    "a graph that ends too early": Hostile(
        hostile.before("saved_model.pb", lambda content: content[: len(content) // 2]), "saved_model.pb is damaged"
    ),
    "no index of variables": Hostile(hostile.without("variables/variables.index"), DAMAGED_VARIABLES),
    "no variables": Hostile(hostile.without("variables/variables.data-00000-of-00001"), DAMAGED_VARIABLES),
    "variables that end too early": Hostile(
        hostile.before("variables/variables.data-00000-of-00001", lambda content: content[:100]), DAMAGED_VARIABLES
    ),
    "an index that ends too early": Hostile(
        hostile.before("variables/variables.index", lambda content: content[:-20]), DAMAGED_VARIABLES
    ),
    "an empty index": Hostile(hostile.before("variables/variables.index", lambda content: b""), DAMAGED_VARIABLES),
    "a weight with a flipped bit": Hostile(
        hostile.before("variables/variables.data-00000-of-00001", hostile.flipped), DAMAGED_VARIABLES
    ),
    "variables of another module": Hostile(hostile.variables_of_another, f"{NOT_OPENED}|{DAMAGED_VARIABLES}"),
    "a variable of another shape": Hostile(
        on_file(hostile.a_variable_of_another_shape), f"{NOT_OPENED}|{DAMAGED_VARIABLES}"
    ),
    "a file in the place of variables": Hostile(hostile.a_file_for_variables, DAMAGED_VARIABLES),
    "an asset outside of the module": Hostile(on_file(hostile.an_asset_outside), "outside of its folder"),
    "a place far outside": Hostile(adding(lambda x: total(tf.gather(tf.reshape(x, [-1]), many(x, 10**9)))), NOT_RUN),
    "a division by zero": Hostile(adding(lambda x: tf.cast(tf.constant(7) // many(x, 0), tf.float32)), NOT_RUN),
}


@pytest.fixture(scope="session")
def process() -> Iterator[OwnProcess]:
    """One process for all of them: only those that it does not survive cost a new one."""
    with import_process() as process:
        yield process


def importing(
    path: Path, library: Path, process: OwnProcess | None, job: Job | None = None, seconds: float = 240.0
) -> Card:
    limits = ProcessLimits(megabytes=700, seconds=seconds)
    return import_apart(path, job or Job(), library=library, process=process, limits=limits)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_module_costs_a_sentence_and_nothing_else(kind: str, tmp_path: Path, process: OwnProcess) -> None:
    hostile_module = KINDS[kind]
    hostile_module.build(tmp_path / "module")
    with pytest.raises(UserError, match=hostile_module.says) as refusal:
        importing(tmp_path / "module", tmp_path / "library", process, seconds=hostile_module.seconds)
    assert words_of(refusal.value.message).hint
    assert not list((tmp_path / "library").iterdir())


@pytest.mark.parametrize("seed", range(20))
def test_a_module_with_changed_bytes_is_refused_or_works(seed: int, tmp_path: Path, process: OwnProcess) -> None:
    hostile.changed_bytes(seed)(tmp_path / "module")
    try:
        importing(tmp_path / "module", tmp_path / "library", process)
    except UserError:
        assert not list((tmp_path / "library").iterdir())


def test_an_honest_module_is_imported_by_the_same_process_afterwards(tmp_path: Path, process: OwnProcess) -> None:
    card = importing(modules.tf2_hub_module(tmp_path / "honest"), tmp_path / "library", process)
    assert (tmp_path / "library" / card.name / "card.json").is_file()


def test_importing_can_be_stopped_while_the_module_runs(tmp_path: Path, process: OwnProcess) -> None:
    adding(hostile.endless)(tmp_path / "module")

    def stop(event: Event) -> None:
        if isinstance(event, Progress) and event.step == Message("testing-the-module"):
            job.stop()

    job = Job(stop)
    with pytest.raises(JobStopped):
        importing(tmp_path / "module", tmp_path / "library", process, job)
    assert not list((tmp_path / "library").iterdir())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no Ctrl-C to send to another process")
@pytest.mark.parametrize("begun", ["Starting TensorFlow", "Testing the module"])
def test_ctrl_c_ends_an_import_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    adding(hostile.endless)(tmp_path / "module")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(tmp_path / "library"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    command = [sys.executable, "main.py", "import-backbone", "--json", str(tmp_path / "module")]
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert program.stdout is not None
    next(line for line in program.stdout if begun in line)
    children = psutil.Process(program.pid).children(recursive=True)
    program.send_signal(signal.SIGINT)
    _, errors = program.communicate(timeout=120)
    assert program.returncode == 130
    assert "Traceback" not in errors
    assert not list((tmp_path / "library").iterdir())
    assert not list((tmp_path / "tmp").glob("frostline-*"))
    assert psutil.wait_procs(children, timeout=30)[1] == []


@pytest.mark.slow
def test_the_process_ends_when_whoever_imports_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adding(hostile.endless)(tmp_path / "module")
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(tmp_path / "library"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # where nobody clears up after it
    command = [sys.executable, "main.py", "import-backbone", "--json", str(tmp_path / "module")]
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    next(line for line in program.stdout if "Testing the" in line)
    time.sleep(2)  # it is in the loop, or about to be
    children = psutil.Process(program.pid).children(recursive=True)
    program.kill()
    program.wait()
    assert psutil.wait_procs(children, timeout=60)[1] == []

"""TensorFlow starts in silence, opens no socket, and computes with oneDNN wherever it has it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import UserError
from core.process import tensorflow_start
from core.process.tensorflow_start import check_processor, prepare_tensorflow, without_banners
from tests.places import ROOT

NAMES = {"TF_CPP_MIN_LOG_LEVEL", "ABSL_MIN_LOG_LEVEL", "CUDA_VISIBLE_DEVICES", "TF_ENABLE_ONEDNN_OPTS"}


def run_python(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in NAMES} | more
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )


@pytest.mark.parametrize("setting", [{}, {"TF_ENABLE_ONEDNN_OPTS": "0"}, {"TF_ENABLE_ONEDNN_OPTS": "1"}])
def test_it_prints_nothing_and_opens_no_socket(setting: dict[str, str]) -> None:
    done = run_python(
        "import sys; sys.addaudithook(lambda event, values: event == 'socket.__new__' and print(values)); "
        "from core.process.tensorflow_start import prepare_tensorflow; prepare_tensorflow(); "
        "import tensorflow as tf; tf.zeros(3) + 1; assert tf.__spec__.loader is not None",
        **setting,
    )

    assert done.stdout + done.stderr == ""


def test_onednn_is_on_unless_the_user_has_turned_it_off() -> None:
    code = (
        "from core.process.tensorflow_start import prepare_tensorflow; prepare_tensorflow(); "
        "from core.process.arithmetic import is_onednn_on, arithmetic; print(is_onednn_on(), arithmetic())"
    )
    on, off = run_python(code).stdout.split(), run_python(code, TF_ENABLE_ONEDNN_OPTS="0").stdout.split()

    assert off[0] == "False"
    assert (on[1] != off[1]) is (on[0] == "True")  # where there is no oneDNN, nothing changes


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "0")
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    prepare_tensorflow()
    assert (os.environ["TF_CPP_MIN_LOG_LEVEL"], os.environ["TF_ENABLE_ONEDNN_OPTS"]) == ("0", "0")


def test_all_but_the_banners_reaches_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with without_banners():
        os.write(2, b"I0000 port.cc:153] oneDNN custom operations are on. You may see\na real warning\n")
    os.write(2, b"later\n")

    assert capfd.readouterr().err == "a real warning\nlater\n"


def test_an_error_comes_through_and_so_does_what_was_written_before_it(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with without_banners():
            os.write(2, b"before\n")
            raise ImportError("no TensorFlow")

    with pytest.raises(ImportError):
        fail()
    assert capfd.readouterr().err == "before\n"


def test_a_processor_that_is_too_old_is_named_instead_of_ending_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tmp_path / "cpuinfo"
    monkeypatch.setattr(tensorflow_start, "CPU_FACTS", facts)
    check_processor()  # a system that does not tell
    facts.write_text("processor\t: 0\nflags\t\t: fpu sse4_2 avx\n")
    check_processor()
    facts.write_text("processor\t: 0\nflags\t\t: fpu sse4_2\n")
    with pytest.raises(UserError, match="too old for TensorFlow"):
        check_processor()

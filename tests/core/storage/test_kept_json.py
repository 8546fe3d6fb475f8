"""Every kept file of JSON is read as far as it is understood, and what is not understood is never lost or run into."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.storage import migrations
from core.storage.kept_json import LaterFormat, read_kept, write_kept
from core.storage.typed_values import read_as

DAMAGED = {
    "empty": "",
    "cut off": '{"a": ',
    "a list": "[1]",
    "deep lists": '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "deep objects": '{"a": ' * 300 + "1" + "}" * 300,
    "a number of many digits": '{"a": ' + "9" * 10_000 + "}",
    "no Unicode": '{"a": "\udcff"}',
    "a key that stands there twice": '{"a": 1, "a": 2}',
    "a key that stands there twice, deeper": '{"a": {"b": 1, "b": 1}}',
    "a format that is a word": '{"format": "1"}',
    "a format that is true": '{"format": true}',
    "a format below the first": '{"format": 0}',
}


@dataclass(frozen=True, kw_only=True)
class Inner:
    rate: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Example:
    count: int
    name: str = "a name"
    inner: Inner = Inner()
    pair: tuple[float, float] | None = None
    names: tuple[str, ...] = ()


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_a_value_error_and_nothing_else(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kept.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ValueError, match=r"."):
        read_kept(file)


def test_a_later_format_is_named_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text('{"format": 9, "new": 1}', encoding="utf-8")
    with pytest.raises(LaterFormat, match=r"“kept.json” was written by a later version of Frostline. Update"):
        read_kept(file)
    with pytest.raises(LaterFormat):
        write_kept(file, {"old": 1})
    assert json.loads(file.read_text(encoding="utf-8")) == {"format": 9, "new": 1}


def test_a_file_that_an_editor_has_marked_is_read(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n')
    assert read_kept(file) == {"a": 1}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_is_read_in_the_encodings_in_which_editors_save_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "kept.json"
    file.write_bytes('{"a": "Größe"}\r\n'.encode(encoding))
    assert read_kept(file) == {"a": "Größe"}


def test_what_nobody_knows_stays_in_a_file_that_is_written_again(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text('{"format": 1, "a": 1, "of tomorrow": {"b": 2}}', encoding="utf-8")
    write_kept(file, {"a": 3}, keeps_others=True)
    assert json.loads(file.read_text(encoding="utf-8")) == {"format": 1, "a": 3, "of tomorrow": {"b": 2}}


def test_what_cannot_be_read_is_put_aside_before_another_takes_its_place(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text('{"a": ', encoding="utf-8")
    write_kept(file, {"a": 1})
    assert read_kept(file) == {"a": 1}
    assert (tmp_path / "kept.unreadable.json").read_text(encoding="utf-8") == '{"a": '


def test_files_of_earlier_formats_are_brought_on_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
        ("kept.json", 1): lambda values: {"count": values["number"]},
        ("kept.json", 2): lambda values: {"count": values["count"] * 10},
    }
    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(migrations, "FORMATS", {"kept.json": 3})
    assert migrations.migrated("kept.json", {"number": 4}, 1) == {"count": 40}
    assert migrations.migrated("kept.json", {"count": 4}, 2) == {"count": 40}
    assert migrations.migrated("other.json", {"number": 4}, 1) == {"number": 4}


def test_values_become_what_their_fields_say() -> None:
    values = {"count": 1, "inner": {"rate": 1, "x": 0}, "pair": [1, 2.5], "names": ["a"], "of tomorrow": []}
    assert read_as(Example, values) == Example(count=1, inner=Inner(rate=1.0), pair=(1.0, 2.5), names=("a",))
    assert read_as(Example, {"count": 1}) == Example(count=1)


@pytest.mark.parametrize(
    "values",
    [
        {},
        [],
        {"count": "1"},
        {"count": True},
        {"count": 1.5},
        {"count": float("inf")},
        {"count": 10**30},
        {"count": None},
        {"count": 1, "name": 2},
        {"count": 1, "inner": []},
        {"count": 1, "inner": {"rate": float("nan")}},
        {"count": 1, "inner": {"rate": 10**400}},
        {"count": 1, "pair": [1]},
        {"count": 1, "pair": 1},
        {"count": 1, "names": "abc"},
        {"count": 1, "names": [1]},
    ],
    ids=str,
)
def test_values_of_other_types_are_a_value_error(values: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_as(Example, values)

"""Tables in which each row is a text: which column it is, what is known of each, and which sources are of texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from core.dataset.columns import Columns
from core.dataset.contents import with_contents
from core.dataset.dataset import Dataset, Example
from core.dataset.listing import list_examples
from core.dataset.modality_of_source import modality_of_source
from core.dataset.reading import Reading
from core.dataset.scan import scan
from core.dataset.split import Fractions, split_dataset
from core.dataset.table_grid import read_grid
from core.dataset.table_stream import open_text_table
from core.errors import UserError
from core.jobs import Job
from core.modalities.text.facts import TextFacts, text_facts
from core.modalities.text.options import TextOptions
from core.wording.catalogue import text_of

GOOD, BAD = "This scanner works well and is quiet", "It broke down after one day only"


def table(folder: Path, text: str, name: str = "notes.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_text(text, encoding=encoding)
    return file


def texts(source: Path, columns: Columns | None = None) -> list[tuple[str, str]]:
    dataset = scan(source, Job(), reading=Reading(columns=columns or Columns()))
    assert dataset.kind == "text"
    return [(text_facts(one).text, one.label) for one in dataset.examples]


def of_rows(*rows: str, header: str = "text,label") -> str:
    return "\n".join((header, *rows)) + "\n"


@pytest.mark.parametrize(
    "header", ["text,label", "Review,Sentiment", "Report text,Diagnosis", "Befundtext,Klasse", "verbatim,label"]
)
def test_the_column_of_texts_is_found(tmp_path: Path, header: str) -> None:
    assert texts(table(tmp_path, of_rows(f"{GOOD},good", f"{BAD},bad", header=header))) == [
        (GOOD, "good"),
        (BAD, "bad"),
    ]


def test_the_longer_of_two_texts_is_taken_and_another_can_be_chosen(tmp_path: Path) -> None:
    rows = [f"a short title here,{GOOD} and does what it should,good", f"one more short title,{BAD},bad"]
    file = table(tmp_path, of_rows(*rows, header="heading,body,label"))
    assert texts(file)[0][0].startswith(GOOD)
    assert texts(file, Columns(text="heading"))[0][0] == "a short title here"


def test_of_two_columns_of_texts_that_are_called_so_either_is_offered_and_none_is_the_class(tmp_path: Path) -> None:
    rows = [f"{GOOD},no change of both lungs since May,sound", f"{BAD},a shadow in the left lung,ill"]
    file = table(tmp_path, of_rows(*rows, header="findings,impression,outcome"))
    (said,) = [text for message in list_examples(file).said if "text is" in (text := text_of(message))]
    assert "text is “impression” (perhaps “findings”)" in said
    assert "class is “outcome”" in said
    assert "perhaps “impression”" not in said
    assert texts(file) == [("no change of both lungs since May", "sound"), ("a shadow in the left lung", "ill")]
    assert texts(file, Columns(text="findings")) == [(GOOD, "sound"), (BAD, "ill")]


def test_a_column_of_classes_in_many_words_is_offered_for_no_text(tmp_path: Path) -> None:
    rows = [f"{GOOD},nothing of note was found", f"{BAD},something of note was found"]
    (said,) = list_examples(table(tmp_path, of_rows(*rows, header="report,finding"))).said
    assert "text is “report”" in text_of(said)
    assert "class is “finding”" in text_of(said)
    assert "perhaps" not in text_of(said)


def test_a_column_of_files_wins_over_one_of_texts(tmp_path: Path) -> None:
    file = table(tmp_path, of_rows(f"a.png,{GOOD},good", f"b.png,{BAD},bad", header="file,report,label"))
    assert modality_of_source(file).name == "images"
    assert modality_of_source(file, Columns(text="report")).name == "text"


def test_numbers_of_cases_name_images_where_these_lie_beside_the_table(tmp_path: Path) -> None:
    rows = [f"case{number},{GOOD if number % 2 else BAD},{number % 2}" for number in range(4)]
    file = table(tmp_path, of_rows(*rows, header="patientid,comment,diagnosis"))
    assert modality_of_source(file).name == "text"
    for number in range(4):
        Image.new("L", (4, 4), 40 * number).save(tmp_path / f"case{number}.png")
    for source in (file, tmp_path):
        assert modality_of_source(source).name == "images"
        assert [one.example.file for one in list_examples(source).examples] == [
            f"case{number}.png" for number in range(4)
        ]


def test_rows_without_names_of_columns_are_texts_and_classes(tmp_path: Path) -> None:
    file = table(tmp_path, f"{GOOD}\t1\n{BAD}\t0\n{GOOD} too\t1\n", "notes.tsv")
    columns = Columns(text="1", label="2")
    assert [label for _, label in texts(file, columns)] == ["1", "0", "1"]


def test_lines_of_json_are_read(tmp_path: Path) -> None:
    lines = [{"text": GOOD, "label": "good", "patient": "p1"}, {"label": "bad", "text": f"{BAD},\nit said"}]
    file = table(tmp_path, "\n".join(map(json.dumps, lines)), "notes.jsonl")
    assert texts(file) == [(GOOD, "good"), (f"{BAD},\nit said", "bad")]


@pytest.mark.parametrize(("line", "reason"), [("{", "is no JSON"), ("[1]", "is no object"), ("{" * 100_000, "no JSON")])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(UserError, match=f"Line 2 of .*{reason}"):
        list_examples(table(tmp_path, f"\n{line}", "broken.jsonl"))

    first, last = (json.dumps({"text": text, "label": text[0]}) for text in (GOOD, BAD))
    file = table(tmp_path, "\n".join((first, line, last)), "notes.jsonl")
    listing = list_examples(file)
    assert [one.example.frame for one in listing.examples] == [0, 2]
    (said,) = [text for message in listing.said if "JSON" in (text := text_of(message))]
    assert said == "Line 2 of “notes.jsonl” is no object of JSON; it is left out."
    assert [bool(row.problem) for row in open_text_table(file, Columns()).rows()] == [False, True, False]


def test_folders_of_files_are_classes(tmp_path: Path) -> None:
    for number, (label, text, encoding) in enumerate(
        [("good", GOOD, "utf-8"), ("good", "Schön und ruhig", "cp1252"), ("bad", BAD, "utf-16")]
    ):
        (tmp_path / label).mkdir(exist_ok=True)
        (tmp_path / label / f"{number}.txt").write_text(text, encoding=encoding)
    assert sorted(texts(tmp_path)) == sorted([(GOOD, "good"), ("Schön und ruhig", "good"), (BAD, "bad")])


def test_a_file_for_people_makes_no_folder_one_of_texts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "README.txt").write_text("This folder holds what was scanned in May.", encoding="utf-8")
    (tmp_path / "a" / "about.txt").write_text("These are the first ones of all.", encoding="utf-8")
    assert modality_of_source(tmp_path).name == "images"


def test_numbers_in_files_are_no_texts(tmp_path: Path) -> None:
    for name in ("a/1.txt", "b/2.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("0 0.5 0.5 0.1 0.1\n", encoding="utf-8")
    assert modality_of_source(tmp_path).name == "images"


def test_empty_texts_and_those_without_a_class_are_named(tmp_path: Path) -> None:
    file = table(tmp_path, of_rows(f"{GOOD},good", " ,good", "...,bad", f"{BAD},", f"{BAD},bad"))
    dataset = scan(file, Job())
    assert [one.problem.code if one.problem else "" for one in dataset.examples] == [
        "", "text-empty", "", "no-class-in-table", "",
    ]  # fmt: skip


def test_a_text_may_begin_like_a_line_for_people(tmp_path: Path) -> None:
    file = table(tmp_path, of_rows(f"# {GOOD},good", "# exported in May", f"{BAD},bad"))
    assert [text for text, _ in texts(file)] == [f"# {GOOD}", BAD]


def test_rows_of_one_table_are_apart_and_copies_are_together(tmp_path: Path) -> None:
    rows = [f"{GOOD if place % 2 else BAD} {place // 4},{place % 2}" for place in range(80)]
    dataset = split_dataset(scan(table(tmp_path, of_rows(*rows)), Job()), Fractions(), 1)
    parts: dict[str, set[str | None]] = {}
    for one in dataset.examples:
        parts.setdefault(text_facts(one).text, set()).add(one.split)
    assert {part for found in parts.values() for part in found} == {"train", "validation", "test"}
    assert all(len(found) == 1 for found in parts.values())


def test_texts_stand_in_the_list_only_where_a_copy_is_wanted(tmp_path: Path) -> None:
    dataset = scan(table(tmp_path, of_rows(f"{GOOD},good", f"{BAD},bad")), Job())
    dataset.save(tmp_path / "dataset.csv")
    assert GOOD not in (tmp_path / "dataset.csv").read_text(encoding="utf-8")
    assert Dataset.load(tmp_path / "dataset.csv").examples == dataset.examples


def test_a_text_is_not_shown_where_an_example_is_printed() -> None:
    example = Example(file="a.csv", label="good", facts=TextFacts.of(GOOD))
    assert GOOD not in repr(example)


@pytest.mark.parametrize("keeps", [False, True])
def test_a_kept_list_has_its_texts_again(tmp_path: Path, keeps: bool) -> None:
    file = table(tmp_path, of_rows(f"{GOOD},good", f"{BAD},bad"))
    scan(file, Job(), reading=Reading(options=TextOptions(keeps_texts=keeps))).save(tmp_path / "dataset.csv")
    known = Dataset.load(tmp_path / "dataset.csv")
    assert [text_facts(one).text for one in with_contents(known).examples] == [GOOD, BAD]
    table(tmp_path, of_rows(f"{BAD},bad", f"{GOOD},good"))
    expected = [GOOD, BAD] if keeps else ["", ""]
    assert [text_facts(one).text for one in with_contents(known).examples] == expected


def test_files_that_are_not_opened_again_have_their_texts(tmp_path: Path) -> None:
    for label, text in (("good", GOOD), ("bad", BAD)):
        (tmp_path / "texts" / label).mkdir(parents=True)
        (tmp_path / "texts" / label / "1.txt").write_text(text, encoding="utf-8")
    scan(tmp_path / "texts", Job()).save(tmp_path / "dataset.csv")
    known = Dataset.load(tmp_path / "dataset.csv")
    again = scan(tmp_path / "texts", Job(), known=known)
    assert {text_facts(one).text for one in again.examples} == {GOOD, BAD}


def test_a_first_text_that_is_taken_for_a_name_is_not_kept(tmp_path: Path) -> None:
    first = "Mrs Example has had a fever and a cough since Monday"
    dataset = scan(table(tmp_path, of_rows(f"{GOOD},good", f"{BAD},bad", header=f"{first},finding")), Job())
    dataset.save(tmp_path / "dataset.csv")
    assert "Example" not in (tmp_path / "dataset.csv").read_text(encoding="utf-8")


def test_a_table_is_read_once_though_one_of_its_texts_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = table(tmp_path, of_rows(f"{GOOD},good", ",good", f"{BAD},bad"))
    dataset = scan(file, Job())
    monkeypatch.setattr("core.dataset.contents.read_grid", lambda *_: pytest.fail("read again"))
    assert with_contents(dataset) == dataset


def test_the_head_of_a_long_table_ends_between_two_rows(tmp_path: Path) -> None:
    cell = "a report\n" * 2000
    file = table(tmp_path, of_rows(*(f'"{cell}{number}",{"ab"[number % 2]}' for number in range(40))))
    head = read_grid(file, lambda _: True, is_whole=False)
    assert 1 < len(head.rows) < 40
    assert modality_of_source(file).name == "text"

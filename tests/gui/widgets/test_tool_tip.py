"""Names from anywhere are shown as they are: nothing that looks like HTML becomes HTML."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.question import question
from gui.widgets.tool_tip import plain
from tests.places import ROOT

GUI = ROOT / "gui"
FOREIGN = '<b>x</b><img src="file:///etc/hostname"> &amp; a\nb'


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(GUI.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(GUI.parent)}:{node.lineno}"  # type: ignore[attr-defined]


def is_safe(node: ast.expr | None) -> bool:
    """Whether this is a text of ours, without anything put into it, or made plain."""
    match node:
        case None | ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="plain" | "tr")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="tr")):
            return True
        case ast.IfExp(body=body, orelse=other):
            return is_safe(body) and is_safe(other)
        case ast.BoolOp(values=values) | ast.List(elts=values):
            return all(map(is_safe, values))
        case ast.Subscript(value=ast.List() as texts):
            return is_safe(texts)
    return False


def names(node: ast.AST) -> set[str]:
    return {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}


def test_every_tool_tip_of_a_widget_is_made_plain() -> None:
    calls = [
        (path, node)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("setToolTip", "setWhatsThis")
    ]
    assert len(calls) > 50
    assert [place(path, call) for path, call in calls if not all(map(is_safe, call.args))] == []


def test_every_tool_tip_of_a_model_is_made_plain() -> None:
    unsafe, seen = [], 0
    for path, tree in sources():
        for node in ast.walk(tree):
            asks = node.pattern if isinstance(node, ast.match_case) else node.test if isinstance(node, ast.If) else None
            if asks is None or names(asks) & {"DisplayRole"} or "ToolTipRole" not in names(asks):
                continue
            if isinstance(asks, ast.Compare) and isinstance(asks.ops[0], ast.NotIn):
                continue  # it asks for what is no tool tip
            seen += 1
            body = [part for statement in node.body for part in ast.walk(statement)]  # type: ignore[attr-defined]
            unsafe += [place(path, part) for part in body if isinstance(part, ast.Return) and not is_safe(part.value)]
    assert seen > 12
    assert unsafe == []


def test_labels_and_boxes_are_made_where_their_text_is_plain() -> None:
    """A label made otherwise shows a picture, and a box that asks is `question`."""
    others = [
        place(path, node)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (getattr(node.func, "id", "") == "QLabel" and node.args and path.name != "parts.py")
            or (getattr(node.func, "id", "") == "QMessageBox" and path.name != "question.py")
            or getattr(node.func, "attr", "") in ("setHtml", "insertHtml", "appendHtml")
        )
    ]
    assert others == []


@pytest.mark.parametrize("text", [FOREIGN, "<qt>", "</qt><h1>a", "a < b", "&lt;b&gt;", "plain"])
def test_a_plain_tool_tip_shows_the_text_as_it_is(qtbot: QtBot, text: str) -> None:
    document = QTextDocument()
    tip = plain(text)
    assert tip.startswith("<qt>")  # so Qt need not guess
    document.setHtml(tip)
    assert document.toPlainText() == text


def test_a_question_shows_its_texts_as_they_are(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    box = question(parent, FOREIGN, FOREIGN)
    shown = [label for label in box.findChildren(QLabel) if label.text()]
    assert [label.text() for label in shown] == [FOREIGN, FOREIGN]
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}

"""PatientBot: waits for the window as long as a busy machine may need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

#: machines that many share stand still for most of a minute now and then; what never comes fails the test all the same
MOST_MILLISECONDS = 120_000


class PatientBot(QtBot):
    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = MOST_MILLISECONDS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = MOST_MILLISECONDS, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: list[Any], *, timeout: int = MOST_MILLISECONDS, **options: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitExposed(self, widget: Any, *, timeout: int = MOST_MILLISECONDS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

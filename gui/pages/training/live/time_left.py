"""Estimate how long training still takes, from how long it took so far."""

from __future__ import annotations

from core.events import BatchEnded, EpochEnded, Event, PhaseStarted


class TrainingClock:
    """Fed with a run's events; gives the time left in the phase if it uses all its epochs."""

    def __init__(self) -> None:
        self._epochs = 0
        self._epoch = 0
        self._share_of_epoch = 0.0
        self._seconds: list[float] = []

    def add(self, event: Event) -> None:
        match event:
            case PhaseStarted():
                self.__init__()  # type: ignore[misc]  # begin anew
                self._epochs = event.epochs
            case BatchEnded():
                self._epoch = event.epoch
                # validation takes but a small part of an epoch
                done = (event.batch + 1) / event.batches
                self._share_of_epoch = 0.9 * done if event.part == "train" else 0.9 + 0.1 * done
            case EpochEnded():
                self._epoch, self._share_of_epoch = event.epoch + 1, 0.0
                self._seconds.append(event.seconds)

    @property
    def share_done(self) -> float:
        """Return the share of the phase that is done, 0 to 1."""
        return min(1.0, (self._epoch + self._share_of_epoch) / self._epochs) if self._epochs else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Return the most seconds left, since a phase may stop early; None until an epoch has ended."""
        if not self._seconds or not self._epochs:
            return None
        last = self._seconds[-3:]
        return (self._epochs - self._epoch - self._share_of_epoch) * sum(last) / len(last)

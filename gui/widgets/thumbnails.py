"""Thumbnails: small pictures of image files, decoded in worker processes and kept in memory."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from core.errors import JobStopped, UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool
from core.modalities.images.frame import Frame
from core.modalities.images.preprocessing import Preprocessing, ReadOptions
from core.modalities.images.preview import PICTURE_SIDE, THUMBNAIL_SIDE, Preview, PreviewRequest, make_preview
from core.process.worker_pool import Failure
from core.wording.catalogue import text_of

log = logging.getLogger(__name__)

WORKERS = 2
#: thumbnails in memory, 64 KB each
MOST_KEPT = 2000
#: who scrolls past more than this never sees the first of them
MOST_WAITING = 300
#: after which the processes that decode give back their memory
SECONDS_IDLE = 30.0

OnLoaded = Callable[[QImage, QImage | None, str], None]


class Thumbnails(QObject):
    """Serve the GUI thread, in which the signal is emitted and all callbacks are called.

    Files are opened in worker processes only, which one thread in the background drives.
    """

    #: the frame whose thumbnail has come, or of which it is now known why it cannot be shown
    ready = Signal(object)
    #: all thumbnails are to be asked for anew
    forgotten = Signal()

    _made = Signal(object, object)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._pixmaps: OrderedDict[Frame, QPixmap] = OrderedDict()
        self._problems: dict[Frame, str] = {}
        self._options = ReadOptions()
        self._on_loaded: defaultdict[PreviewRequest, list[OnLoaded]] = defaultdict(list)
        self._requests = _Requests()
        self._job = Job()
        self._thread: threading.Thread | None = None
        self._made.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    def get(self, frame: Frame, *, make: bool = True) -> QPixmap | None:
        """Return the thumbnail from memory.

        Where there is none yet it is made if wanted, the last one asked for first.
        """
        pixmap = self._pixmaps.get(frame)
        if pixmap is not None:
            self._pixmaps.move_to_end(frame)
        elif make and frame not in self._problems:
            self._ask(PreviewRequest(frame=frame, options=self._options))
        return pixmap

    @property
    def is_busy(self) -> bool:
        """Return whether something that was asked for has not come yet."""
        return self._requests.is_busy

    def problem(self, frame: Frame) -> str:
        """Return why it cannot be shown; "" where it can, or where that is not known yet."""
        return self._problems.get(frame, "")

    def load(
        self,
        frame: Frame,
        preprocessing: Preprocessing | None,
        on_done: OnLoaded,
        options: ReadOptions | None = None,
        longest_side: int = PICTURE_SIDE,
    ) -> None:
        """Load the picture at full size, at most so many pixels long, and as the network sees it; or say why not.

        `options` say how the file is to be read where that is not as the network wants it, or as thumbnails are.
        """
        if options is None:
            options = preprocessing.read_options(self._options.most_pixels) if preprocessing else self._options
        request = PreviewRequest(frame=frame, options=options, longest_side=longest_side, preprocessing=preprocessing)
        self._on_loaded[request].append(on_done)
        self._ask(request)

    def read_with(self, options: ReadOptions) -> None:
        """Read files with these options from now on."""
        if options != self._options:
            self._options = options
            self.forget()

    def forget(self) -> None:
        """Files may have changed: read them again."""
        self._pixmaps.clear()
        self._problems.clear()
        self.forgotten.emit()

    def close(self) -> None:
        """End the thread and the processes."""
        self._requests.close()
        self._job.stop()
        if self._thread:
            self._thread.join()

    def _ask(self, request: PreviewRequest) -> None:
        self._requests.add(request)
        if self._thread is None and not self._requests.is_closed:
            self._thread = threading.Thread(target=self._work, name="thumbnails", daemon=True)
            self._thread.start()

    def _receive(self, request: PreviewRequest, result: Preview | Failure) -> None:
        if self._requests.is_closed:
            return
        if _is_large(request):
            self._hand_over(request, result)
            return
        if request.options != self._options:
            return
        if isinstance(result, Failure):
            self._problems[request.frame] = text_of(result.reason)
        else:
            self._keep(request.frame, QPixmap.fromImage(_image(result.picture)))
        self.ready.emit(request.frame)

    def _keep(self, frame: Frame, pixmap: QPixmap) -> None:
        self._pixmaps[frame] = pixmap
        while len(self._pixmaps) > MOST_KEPT:
            self._pixmaps.popitem(last=False)

    def _hand_over(self, request: PreviewRequest, result: Preview | Failure) -> None:
        for on_done in self._on_loaded.pop(request, []):
            if isinstance(result, Failure):
                on_done(QImage(), None, text_of(result.reason))
            else:
                on_done(_image(result.picture), None if result.network is None else _image(result.network), "")

    # ---- in the background thread

    def _work(self) -> None:
        with DecodePool(workers=WORKERS) as pool:
            while not self._requests.is_closed:
                if self._requests.wait(SECONDS_IDLE if pool.is_running else None):
                    self._make(pool)
                else:
                    pool.close()

    def _make(self, pool: DecodePool) -> None:
        try:
            with closing(pool.map(make_preview, self._requests.take(), self._job)) as results:
                for request, result in results:
                    self._requests.end(request)
                    self._made.emit(request, result)
        except JobStopped:
            return
        except UserError as error:
            self._fail(error.message)
        except Exception:  # a fault of ours must not leave the window without pictures for ever
            log.exception("making thumbnails failed")
            self._fail(Message("picture-not-made"))

    def _fail(self, reason: Message) -> None:
        for request in self._requests.taken:
            self._requests.end(request)
            self._made.emit(request, Failure(reason))


class _Requests:
    """Queue what is wanted, the last wish first, large pictures before thumbnails. Safe in several threads."""

    def __init__(self) -> None:
        self._large: dict[PreviewRequest, None] = {}
        self._small: dict[PreviewRequest, None] = {}
        self._taken: dict[PreviewRequest, None] = {}
        self._changed = threading.Condition()
        self.is_closed = False

    @property
    def taken(self) -> list[PreviewRequest]:
        """Return those that are being worked at."""
        with self._changed:
            return list(self._taken)

    @property
    def is_busy(self) -> bool:
        with self._changed:
            return bool(self._large or self._small or self._taken)

    def add(self, request: PreviewRequest) -> None:
        with self._changed:
            if request in self._taken:
                return
            waiting = self._large if _is_large(request) else self._small
            waiting.pop(request, None)
            waiting[request] = None
            if len(self._small) > MOST_WAITING:
                del self._small[next(iter(self._small))]
            self._changed.notify()

    def take(self) -> Iterator[PreviewRequest]:
        """Yield those that wait, until there is none."""
        while True:
            with self._changed:
                waiting = self._large or self._small
                if not waiting:
                    return
                request, _ = waiting.popitem()
                self._taken[request] = None
            yield request

    def end(self, request: PreviewRequest) -> None:
        with self._changed:
            self._taken.pop(request, None)

    def wait(self, seconds: float | None) -> bool:
        """Return whether something came within this time."""
        with self._changed:
            self._changed.wait_for(lambda: self._large or self._small or self.is_closed, seconds)
            return bool(self._large or self._small)

    def close(self) -> None:
        with self._changed:
            self.is_closed = True
            self._large.clear()
            self._small.clear()
            self._changed.notify()


def _is_large(request: PreviewRequest) -> bool:
    return request.longest_side != THUMBNAIL_SIDE


def _image(pixels: np.ndarray) -> QImage:
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels).tobytes()
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()

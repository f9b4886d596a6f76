"""How long one report may take."""

from __future__ import annotations

import ctypes
import signal
import threading
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from geomap.errors import GeomapError

if TYPE_CHECKING:
    from collections.abc import Iterator

_AGAIN = 0.1  # seconds after which the limit strikes anew: an exception raised while the interpreter tidies up is lost
_LONGEST = 1e8  # seconds; the system's timer refuses more


class TooSlowError(GeomapError):
    """A report took longer than it may."""


class _StruckError(TooSlowError):
    """What is raised in another thread: only a class can be, not an exception with words."""

    def __init__(self) -> None:
        super().__init__("it took too long")


def time_limit(seconds: float) -> AbstractContextManager[None]:
    """Raise `TooSlowError` in the block after `seconds`; 0 is no limit.

    In the main thread (that of a worker process is one) by the system's interval timer, which stops a regular
    expression too. In another thread (a Dask worker's tasks run in one) and on Windows by a thread that watches this
    one; it strikes between two steps of Python, so that one long call into C is waited for.
    """
    if seconds <= 0:
        return nullcontext()
    main = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    return (_by_timer if main else _by_thread)(min(seconds, _LONGEST))


@contextmanager
def _by_timer(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: object) -> None:
        raise TooSlowError(f"it took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    watched = threading.get_ident()
    over = threading.Event()
    turn = threading.Lock()

    def watch() -> None:
        pause = seconds
        while not over.wait(pause):
            pause = _AGAIN
            with turn:
                if not over.is_set():
                    _strike(watched, _StruckError)

    try:
        try:
            threading.Thread(target=watch, daemon=True).start()
            yield
        finally:
            _end(over, turn, watched)
    except _StruckError as error:
        raise TooSlowError(f"it took longer than {seconds:g} seconds") from error


def _end(over: threading.Event, turn: threading.Lock, watched: int) -> None:
    """Stop the watch; a blow that falls meanwhile is told once all is over, one that is still to fall never comes."""
    late: _StruckError | None = None
    while True:
        try:
            over.set()
            with turn:
                _strike(watched, None)
        except _StruckError as error:
            late = error
        else:
            break
    if late is not None:
        raise late


def _strike(thread: int, error: type[BaseException] | None) -> None:
    """Let a thread raise `error` at its next step; None takes back what it has not raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), None if error is None else ctypes.py_object(error)
    )

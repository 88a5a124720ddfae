"""Methods that Qt calls may go wrong: that is reported, and does not end the program.

On Python 3.11 an error of the interpreter's own (an index out of range, a division by zero) has no error object until
it is caught. PySide 6.11 asks for that object when such an error leaves a method that Qt has called, showEvent for one,
and the process ends with a segmentation fault. So there they are caught, and raised again. Later Pythons always have
one.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from simulator.gui.window import Window

_guarded: set[type] = set()


def guard_overrides(window: Window) -> None:
    """Guard the methods of the program's classes that Qt calls, also of those that come with a view or a dialog."""
    if sys.version_info >= (3, 12):
        return
    guard_all()
    window.views.made.connect(guard_all)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusWindowChanged.connect(guard_all)


def guard_all(*_new: object) -> None:
    """Guard all classes of the program that there are by now."""
    for kind in program_classes() - _guarded:
        _guarded.add(kind)
        guard(kind)


def guard(kind: type) -> None:
    """Let the methods of a class that stand in the place of Qt's raise errors that have an object."""
    bases = [base for base in kind.__mro__ if base.__module__.startswith("PySide6.")]
    for name, method in list(vars(kind).items()):
        own = isinstance(method, FunctionType) and not name.startswith("__")
        if own and any(name in vars(base) for base in bases):
            setattr(kind, name, _guarding(method))


def _guarding(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def guarded(*args: Any, **named: Any) -> Any:
        try:
            return method(*args, **named)
        except BaseException:
            raise  # it has an object now

    return guarded


def program_classes() -> set[type]:
    """Return the classes of the program that Qt knows."""
    return {kind for kind in _below(QObject) if kind.__module__.startswith("simulator.")}


def _below(kind: type) -> Iterator[type]:
    lower: type
    for lower in kind.__subclasses__():
        yield lower
        yield from _below(lower)

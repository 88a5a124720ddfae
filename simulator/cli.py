"""The command ``gatesim``: reads the arguments, calls one command, and turns what went wrong into a line and a status.

Thin, and quick to answer: what a command needs is imported when that command is called, Qt only to draw.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from simulator.errors import UserError, one_line

COMMANDS = {
    "cells": ("simulator.commands.shelf", "the cells: id, name, signals, states, parameters, source"),
    "cell": ("simulator.commands.shelf", "one cell: equations, sizes, parameters, source"),
    "lessons": ("simulator.commands.shelf", "the lessons"),
    "trace": ("simulator.commands.trace", "run a sequence and write every signal at every step"),
    "render": ("simulator.commands.render", "a picture of a cell or of its timeline"),
    "train": ("simulator.commands.train", "train a small model on a task"),
    "gradcheck": ("simulator.commands.gradcheck", "analytic against numerical gradients, per parameter"),
    "check": ("simulator.commands.check", "validate cell and lesson files"),
}
"""Command -> the module that has ``COMMAND`` as a function of the remaining arguments, and what it does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``gatesim`` with arguments (those of the process if None) and return the exit status.

    0 done; 2 the request or a file is wrong, said in a line on standard error; 1 the program failed, as when a gradient
    is wrong; 130 interrupted. Told to end by another signal, it leaves with 128 and its number.
    """
    # One thread is best for products of these sizes; it has to be said before NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - for as long as the process lasts
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without “ or Greek letters is no reason to fail
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except UserError as error:
        return _say(str(error))
    except MemoryError:
        return _say("this needs more memory than there is. Ask for smaller sizes.")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read us has enough
        _silence()
        return 0
    except OSError as error:
        if error.filename is not None:  # of a file, not of standard output: no mistake of the user's
            raise
        _silence()
        from simulator.files import reason

        return _say(f"standard output cannot be written: {reason(error)}.")
    return status


def _silence() -> None:
    """Let what is still to be written to standard output go nowhere, so that leaving does not fail on it."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


@contextlib.contextmanager
def _ending_cleanly() -> Iterator[None]:
    """Leave by an exception when told to end, as Ctrl+C does, so that no partial file is left behind."""
    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            with contextlib.suppress(ValueError):  # not in the main thread
                before[number] = signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: Any) -> None:  # noqa: ARG001
    raise SystemExit(128 + number)


def _run(arguments: list[str]) -> int:
    first, *rest = arguments or [""]
    if first in COMMANDS:
        module = importlib.import_module(COMMANDS[first][0])
        run = getattr(module, first)
        with _ending_cleanly():
            return int(run(rest) or 0)
    if first in ("-h", "--help"):
        sys.stdout.write(_help())
        return 0
    if first == "--version":
        from simulator import __version__

        sys.stdout.write(f"gatesim {__version__}\n")
        return 0
    if first.startswith("-"):
        raise UserError(f"there is no option {first}. See “gatesim --help”.")
    if rest:
        raise UserError(f"there is no command “{first}”.{_nearest(first)} See “gatesim --help”.")
    return _window(first or None)


def _window(what: str | None) -> int:
    if what is not None:
        from simulator.document import find

        find(what)  # what cannot be opened is said before a window is tried
    from simulator.preflight import check

    check()
    from simulator.gui.app import run

    return run(what)


def _nearest(word: str) -> str:
    import difflib

    close = difflib.get_close_matches(word, COMMANDS, 1)
    return f" Did you mean {close[0]}?" if close else ""


def _help() -> str:
    lines = [
        "usage: gatesim [WHAT]              open the window",
        "       gatesim COMMAND …           do without one",
        "",
        "WHAT is the id of a lesson or a cell, or a lesson or cell file.",
        "",
        *(f"  {name:<11}{text}" for name, (_, text) in COMMANDS.items()),
        "",
        "gatesim COMMAND --help explains a command; gatesim --version says which version this is.",
    ]
    return "\n".join(lines) + "\n"


def _say(sentence: str) -> int:
    with contextlib.suppress(OSError):  # nobody listens
        sys.stderr.write(f"gatesim: {one_line(sentence)}\n")
    return 2

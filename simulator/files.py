"""Reading and writing files safely: read within a limit, write whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from simulator.errors import UserError

LIMIT = 1_000_000  # bytes of a cell, lesson or settings file


def reason(error: OSError) -> str:
    """Say in words why the system refused a file."""
    if isinstance(error, FileNotFoundError):
        return "it does not exist"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    if isinstance(error, PermissionError):
        return "permission is denied"
    return (error.strerror or str(error)).lower()


def read_text(path: str | Path, limit: int = LIMIT) -> str:
    """Return a text file's content (UTF-8, with or without a byte-order mark).

    Raises UserError if it cannot be read, is larger than ``limit`` bytes, or is not text.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {reason(error)}. Check the name and the folder.") from error
    except ValueError as error:  # a null character in the name
        raise UserError(f"{str(path)!r} is not a file name.") from error
    if len(data) > limit:
        raise UserError(f"{path} is larger than {limit:,} bytes, which is the limit for such a file.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}, line {line}: this is not UTF-8 text. Save the file as UTF-8.") from error


@contextlib.contextmanager
def write_whole(path: str | Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that takes the place of ``path`` only when everything was written.

    Until then, and after any error or interruption, what stood there before stands there still.
    ``mode`` is ``"w"`` (UTF-8, newlines as written) or ``"wb"``. Raises UserError if the system refuses.
    """
    path = Path(path)
    target = Path(os.path.realpath(path)) if os.path.islink(path) else path
    if os.path.isdir(target):  # the functions of os.path answer where those of pathlib fail: names too long, loops
        raise UserError(f"{path} cannot be written: it is a folder. Give a file name in it.")
    if os.path.exists(target) and not os.path.isfile(target):
        raise UserError(f"{path} cannot be written: it is a device or a pipe. Give the name of a file.")
    text: dict[str, Any] = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
    # The name is known before the file is there: interrupted in the moment that makes it, nothing is left behind.
    name = os.path.join(target.parent, f".{target.name[:40]}.{os.urandom(4).hex()}.part")
    done = False
    try:
        handle = _make(name, path)
        with os.fdopen(handle, mode, **text) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # a new file gets the usual rights, an old one keeps its own
            os.chmod(name, target.stat().st_mode & 0o7777 if os.path.exists(target) else 0o666 & ~_umask())
        os.replace(name, target)
        done = True
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise UserError(f"{path} cannot be written: {reason(error)}. What stood there before is unchanged.") from error
    finally:
        if not done:
            with contextlib.suppress(OSError):
                os.unlink(name)


def _make(name: str, path: Path) -> int:
    """Make a new file for its owner alone and return its descriptor."""
    try:
        return os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        why = "the folder does not exist" if isinstance(error, FileNotFoundError) else reason(error)
        raise UserError(f"{path} cannot be written: {why}. Choose another folder.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

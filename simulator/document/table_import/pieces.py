"""A text file in pieces of whole lines, so that a large one needs no more memory than a small one.

Its encoding is found from its byte-order mark, its line ends are made one kind, and lines are counted as editors do.
"""

from __future__ import annotations

import codecs
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from simulator.errors import UserError
from simulator.files import reason

LONGEST_LINE = 1_000_000  # characters; so much is held back at most while a line has not come to its end
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one file, as it was at one time, from another."""

    size: int
    modified: int
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines: their text, the number of the first one, and how much of the file is read up to their end."""

    text: str
    line: int
    bytes_done: int

    def from_line(self, line: int) -> Piece:
        """Return the piece without the lines before a line."""
        place = 0
        for _ in range(self.line, line):
            place = self.text.find("\n", place) + 1 or len(self.text)
        return Piece(self.text[place:], max(line, self.line), self.bytes_done)


def open_table(path: Path) -> IO[bytes]:
    """Open a file to be read. Raises UserError if it is none, or if the system refuses."""
    try:
        mode = os.stat(path).st_mode  # a pipe is not opened: that would wait for somebody to write
        if not stat.S_ISREG(mode):
            what = "it is a folder" if stat.S_ISDIR(mode) else "it is a device or a pipe"
            raise UserError(f"{path} cannot be read: {what}. Give the name of a file.")
        return open(path, "rb")
    except OSError as error:
        raise _refused(path, error) from error
    except ValueError as error:  # a null character in the name
        raise UserError(f"{str(path)!r} is not a file name.") from error


def stamp_of(file: IO[bytes]) -> Stamp:
    """Return the stamp of an open file."""
    found = os.fstat(file.fileno())
    return Stamp(found.st_size, found.st_mtime_ns, (found.st_dev, found.st_ino))


def pieces(path: Path, file: IO[bytes], length: int) -> Iterator[Piece]:
    """Yield a file, from its beginning, in pieces of about so many bytes, which end where a row of the table ends.

    Raises UserError, with the line, for what is not text and for lines without end.
    """
    encoding = _encoding(path, file)
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    rest, line, done = "", 1, False
    while not done:
        data = _read(path, file, length)
        done = not data
        if encoding == "utf-8" and b"\0" in data:
            raise _binary(path)
        try:
            text = rest + decoder.decode(data, final=done)
        except UnicodeDecodeError as error:
            held = "\r" * (decoder.getstate()[1] & 1)  # it waits whether a line feed follows
            raise _no_text(path, encoding, line, rest + held, error) from None
        if "\0" in text:
            raise _binary(path)
        end = len(text) if done else _end_of_rows(text)
        rest = text[end:]
        if end:
            yield Piece(text[:end], line, file.tell())
            line += text.count("\n", 0, end)
        if len(rest) > LONGEST_LINE:
            raise _too_long(path, line, rest)


def is_comment(line: str) -> bool:
    """Whether a line, outside of quotes, is there for people only."""
    return line.lstrip().startswith("#")


def quotes_open_after(line: str, before: bool) -> bool:
    """Whether a field in quotes goes on in the next line."""
    if not before and is_comment(line):
        return False
    return before ^ (line.count('"') % 2 == 1)


def _read(path: Path, file: IO[bytes], length: int) -> bytes:
    try:
        return file.read(length)
    except OSError as error:
        raise _refused(path, error) from error


def _encoding(path: Path, file: IO[bytes]) -> str:
    """Return how the file is encoded, and leave it where the text begins."""
    begin = _read(path, file, 3)
    for mark, encoding in _ENCODINGS:
        if begin.startswith(mark):
            file.seek(len(mark))
            return encoding
    file.seek(0)
    return "utf-8"


def _end_of_rows(text: str) -> int:
    """Return where the last line ends at which no quote is open."""
    if '"' not in text:
        return text.rfind("\n") + 1
    end = place = 0
    inside = False
    while (stop := text.find("\n", place) + 1) > 0:
        inside = quotes_open_after(text[place:stop], inside)
        place = stop
        if not inside:
            end = stop
    return end


def _refused(path: Path, error: OSError) -> UserError:
    return UserError(f"{path} cannot be read: {reason(error)}. Check the name and the folder.")


def _binary(path: Path) -> UserError:
    return UserError(f"{path} is not text, so it is no table that can be read. Save it as CSV, and import that.")


def _no_text(path: Path, encoding: str, line: int, rest: str, error: UnicodeDecodeError) -> UserError:
    sound = error.object[: error.start].decode(encoding)
    line += (rest + sound).replace("\r\n", "\n").replace("\r", "\n").count("\n")
    name = encoding[:6].upper()
    return UserError(f"{path}, line {line}: this is not {name} text. Save the table as CSV in UTF-8.")


def _too_long(path: Path, line: int, rest: str) -> UserError:
    if "\n" in rest:
        return UserError(f"{path}, line {line}: a quote (\") is opened and never closed. Close it or take it away.")
    return UserError(f"{path}, line {line} has more than {LONGEST_LINE:,} characters, so this is no table of rows.")

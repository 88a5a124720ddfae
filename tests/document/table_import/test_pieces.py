"""Files in pieces: whatever the encoding, the line ends and the length of a piece, the same lines and numbers."""

from __future__ import annotations

import codecs
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator.document.table_import import pieces as module
from simulator.document.table_import.pieces import Piece, open_table, pieces, stamp_of
from simulator.errors import UserError

TEXT = "x1,wört\r\n1,貓\n\r\n2,𝄞\r3,end\n"
LINES = ["x1,wört", "1,貓", "", "2,𝄞", "3,end", ""]


def read(path: Path, length: int) -> list[Piece]:
    with open_table(path) as file:
        return list(pieces(path, file, length))


def refused(path: Path, length: int = 1 << 16) -> str:
    with pytest.raises(UserError) as caught:
        read(path, length)
    assert str(caught.value).startswith(str(path))
    return str(caught.value).removeprefix(str(path))


@pytest.mark.parametrize("length", [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_every_encoding_and_line_end(tmp_path: Path, mark: bytes, encoding: str, length: int) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(mark + TEXT.encode(encoding))
    found = read(path, length)
    assert "".join(piece.text for piece in found).split("\n") == LINES
    line = 1
    for piece in found:
        assert piece.line == line
        line += piece.text.count("\n")
    assert found[-1].bytes_done == path.stat().st_size


@pytest.mark.parametrize("length", [1, 4, 9, 1000])
def test_a_field_in_quotes_stays_in_one_piece(tmp_path: Path, length: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text('# 3.5" is no quote\n"a\n""b""\n# c",1\nd,"2"\n')
    found = read(path, length)
    assert "".join(piece.text for piece in found) == path.read_text()
    starts = {line for piece in found for line in range(piece.line, piece.line + piece.text.count("\n"))}
    assert starts == {1, 2, 3, 4, 5}
    assert not {piece.line for piece in found} & {3, 4}, "no piece begins inside the quotes"


def test_lines_before_the_first_row_are_left_out() -> None:
    piece = Piece("a\nb\nc", 5, 9)
    assert piece.from_line(3) == piece
    assert piece.from_line(5) == piece
    assert piece.from_line(6) == Piece("b\nc", 6, 9)
    assert piece.from_line(7) == Piece("c", 7, 9)
    assert piece.from_line(8) == Piece("", 8, 9)
    assert piece.from_line(20) == Piece("", 20, 9)


def test_an_empty_file_has_no_piece(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    for content in (b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
        path.write_bytes(content)
        assert read(path, 10) == []


def test_what_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == " cannot be read: it is a folder. Give the name of a file."
    assert refused(tmp_path / "no.csv") == " cannot be read: it does not exist. Check the name and the folder."
    with pytest.raises(UserError, match=r"^'a\\x00b' is not a file name\.$"):
        read(Path("a\0b"), 1)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert refused(path) == " cannot be read: it is a device or a pipe. Give the name of a file."


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("1")

    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module, "open", refuse, raising=False)  # whoever runs the tests may be allowed everything
    assert refused(path) == " cannot be read: permission is denied. Check the name and the folder."


class Broken:
    """A file that fails while it is read."""

    def read(self, length: int) -> bytes:
        raise OSError(5, "Input/output error")


def test_a_disk_that_fails() -> None:
    with pytest.raises(UserError, match=r"^t\.csv cannot be read: input/output error\. Check the name and"):
        list(pieces(Path("t.csv"), Broken(), 10))  # type: ignore[arg-type]  # it only has what is used


@pytest.mark.parametrize("length", [1, 5, 1000])
def test_what_is_not_utf_8(tmp_path: Path, length: int) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("1\r\n2\r3\nwört".encode("latin-1"))
    assert refused(path, length) == ", line 4: this is not UTF-8 text. Save the table as CSV in UTF-8."
    path.write_bytes("1\n2\n貓".encode()[:-1])
    assert refused(path, length) == ", line 3: this is not UTF-8 text. Save the table as CSV in UTF-8."


@pytest.mark.parametrize("length", [1, 6, 1000])
def test_utf_16_that_is_cut_off(tmp_path: Path, length: int) -> None:
    path = tmp_path / "t.csv"
    for cut in (1, 2, 3):  # half a character, half a pair, and both
        path.write_bytes("1\n𝄞".encode("utf-16")[:-cut])
        assert refused(path, length) == ", line 2: this is not UTF-16 text. Save the table as CSV in UTF-8."


def test_what_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    says = " is not text, so it is no table that can be read. Save it as CSV, and import that."
    utf_16, utf_32 = "1,2\n".encode("utf-16-le"), "1".encode("utf-32")
    for content in (b"1,2\n3,\x004\n", b"PK\x03\x04\x00\x00\xff\xfe", utf_16, utf_32):
        path.write_bytes(content)
        assert refused(path) == says
    path.write_bytes("1,\0".encode("utf-16"))
    assert refused(path) == says


def test_lines_and_quotes_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE", 100)
    path = tmp_path / "t.csv"
    path.write_text("a\nb\n" + "1," * 200)
    assert refused(path, 16) == ", line 3 has more than 100 characters, so this is no table of rows."
    path.write_text('a\nb\n"1\n' + "1,2\n" * 200)
    assert refused(path, 16) == ', line 3: a quote (") is opened and never closed. Close it or take it away.'


@pytest.mark.parametrize("seed", range(40))
def test_random_bytes_are_text_or_one_sentence(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    path = tmp_path / "t.csv"
    alphabet = b'1,2;\t\r\n"#\xc3\xa9\xff\xfe\x00' if seed % 2 else bytes(range(256))
    path.write_bytes(bytes(random.choice(list(alphabet), size=int(random.integers(1, 400)))))
    try:
        text = "".join(piece.text for piece in read(path, int(random.integers(1, 50))))
    except UserError as error:
        text = ""
        said = str(error)
    else:
        said = f"{path}."
        assert text.encode() == path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert said.startswith(str(path))
    assert said.endswith(".")


def test_a_stamp_tells_a_file_that_has_changed(tmp_path: Path) -> None:
    path, other = tmp_path / "t.csv", tmp_path / "u.csv"
    path.write_text("1")
    with open_table(path) as file:
        stamp = stamp_of(file)
        assert stamp_of(file) == stamp
        with path.open("a") as writer:
            writer.write("2")
        assert stamp_of(file) != stamp
    other.write_text("12")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    with open_table(path) as one, open_table(other) as two:
        assert stamp_of(one) != stamp_of(two), "another file of the same age and size"

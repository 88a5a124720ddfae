"""Writing files whole or not at all, whatever stands in their place."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from simulator import UserError
from simulator.files import write_whole

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")


def write(path: Path) -> None:
    with write_whole(path) as file:
        file.write("new")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_a_link_to_itself_gives_way(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    write(tmp_path / "loop")
    assert (tmp_path / "loop").read_text() == "new"


def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="pipe cannot be written: it is a device or a pipe"):
        write(tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_name_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written: file name too long"):
        write(tmp_path / ("a" * 300))
    assert os.listdir(tmp_path) == []

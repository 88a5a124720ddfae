from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from simulator.errors import UserError
from simulator.exports.picture import save_picture
from simulator.paint.image import render_image
from simulator.render.primitives import Box, Picture, Run, Text
from simulator.render.theme import load_theme

pytestmark = pytest.mark.qt
LIGHT = load_theme("light")
PICTURE = Picture(120, 60, {"box": Box(10, 10, 100, 40, 6, "mem_t", "mem"), "text": Text(60, 30, (Run("c = 7"),))})


def test_the_file_is_the_image_and_always_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    save_picture(PICTURE, LIGHT, first, scale=2.0)
    save_picture(PICTURE, LIGHT, second, scale=2.0)
    assert first.read_bytes() == second.read_bytes()
    saved = QImage(str(first)).convertToFormat(QImage.Format.Format_RGB32)
    assert saved == render_image(PICTURE, LIGHT, 2.0)


def test_the_size_is_what_was_asked_for(tmp_path: Path) -> None:
    save_picture(PICTURE, LIGHT, tmp_path / "a.png", (200, 100))
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (200, 100)


def test_a_folder_that_is_not_there_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the folder does not exist"):
        save_picture(PICTURE, LIGHT, tmp_path / "no" / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_too_large_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"what stood there")
    with pytest.raises(UserError, match="more than 16,000 pixels a side"):
        save_picture(PICTURE, LIGHT, path, (100, 20_000))
    assert path.read_bytes() == b"what stood there"

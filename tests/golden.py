"""Pictures that a person has looked at and approved, compared pixel by pixel."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter

APPROVED = Path(__file__).with_name("golden")


def assert_golden(image: QImage, name: str, folder: Path) -> None:
    """Fail unless the image equals ``tests/golden/NAME.png``.

    What was painted and where it differs are written to ``folder`` (pytest's ``tmp_path``). With ``GATESIM_APPROVE=1``
    in the environment the image becomes the approved one: look at it before it is committed.
    """
    approved = APPROVED / f"{name}.png"
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    if os.environ.get("GATESIM_APPROVE") == "1":
        APPROVED.mkdir(exist_ok=True)
        assert image.save(str(approved)), f"{approved} cannot be written"
        return
    expected = QImage(str(approved)).convertToFormat(QImage.Format.Format_RGB32)
    if image == expected:
        return
    image.save(str(folder / f"{name}-actual.png"))
    how = f"Look at {folder}, and if it is meant, run again with GATESIM_APPROVE=1."
    assert not expected.isNull(), f"there is no approved picture {name}.png. {how}"
    assert image.size() == expected.size(), f"{name}: {image.size()} instead of {expected.size()}. {how}"
    differing = _difference(image, expected)
    differing.save(str(folder / f"{name}-difference.png"))
    raise AssertionError(f"{name}: {count_not(differing, QColor('black'))} pixels differ. {how}")


def _difference(image: QImage, expected: QImage) -> QImage:
    result = image.copy()
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, expected)
    painter.end()
    return result


def count_not(image: QImage, colour: QColor) -> int:
    """Return how many pixels have another colour."""
    rgb = colour.rgb()
    return sum(image.pixel(x, y) != rgb for y in range(image.height()) for x in range(image.width()))

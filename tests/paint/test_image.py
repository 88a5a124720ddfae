from __future__ import annotations

import subprocess
import sys

CODE = """
import os
os.environ.pop("QT_QPA_PLATFORM", None); os.environ.pop("DISPLAY", None); os.environ.pop("WAYLAND_DISPLAY", None)
from simulator.paint.image import render_image
from simulator.render.primitives import Picture, Run, Text
from simulator.render.theme import load_theme
picture = Picture(40, 20, {"text": Text(2, 10, (Run("8"),))})
image = render_image(picture, load_theme("light"), 2.0)
import sys
dark = any(image.pixelColor(x, y).lightness() < 60 for x in range(80) for y in range(40))
print(image.width(), image.height(), dark, "PySide6.QtWidgets" in sys.modules)
"""


def test_an_image_needs_no_display_no_application_and_no_widgets() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.split() == ["80", "40", "True", "False"]

"""A picture to a PNG file."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import UserError
from simulator.files import write_whole
from simulator.render.primitives import Picture
from simulator.render.theme import Theme

LARGEST = 16_000  # image pixels of a side


def save_picture(
    picture: Picture, theme: Theme, path: str | Path, size: tuple[int, int] | None = None, scale: float = 1.0
) -> None:
    """Write a picture as PNG, whole or not at all.

    ``size`` in logical pixels is that of the picture unless given; ``scale`` is image pixels a logical pixel. The same
    picture gives the same bytes. Raises UserError if the image would be too large or the file cannot be written.
    """
    width, height = size or (picture.width, picture.height)
    if max(width, height) * scale > LARGEST:
        raise UserError(
            f"{path} cannot be written: {width * scale:g} x {height * scale:g} is more than {LARGEST:,} pixels a side."
            " Choose a smaller size."
        )
    from simulator.paint.image import encode_png, render_image  # only whoever draws loads Qt

    data = encode_png(render_image(picture, theme, scale, size))
    with write_whole(path, "wb") as file:
        file.write(data)

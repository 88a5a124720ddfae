"""Approved pictures of the network through time: cells in one lane, and networks of several."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.document import open_what
from simulator.engine.networks.layer import Layer
from simulator.engine.networks.network import Network
from simulator.exports.views import picture_of
from simulator.paint.image import render_image
from simulator.render.theme import load_theme
from simulator.render.unrolled import unrolled
from simulator.render.unrolled_lanes import network_lanes
from tests.golden import assert_golden

pytestmark = pytest.mark.qt

X = np.array([[0.5, -1.0], [1.0, 0.25], [-0.75, 0.5], [0.0, 1.5], [1.25, -0.5]])


@pytest.mark.parametrize(
    ("what", "step", "phase", "theme", "size"),
    [
        ("hand-set-lstm", 4, 1.0, "light", None),
        ("hand-set-lstm", 7, 0.3, "dark", (774, 480)),
        ("lstm", 3, 0.6, "dark", None),
        ("gru", 3, 1.0, "light", (774, 480)),
        ("elman", 2, 1.0, "light", (774, 480)),
        ("elman-lecture", 3, 0.9, "dark", (774, 480)),
        ("jordan", 3, 1.0, "light", None),
    ],
)
def test_cells(what: str, step: int, phase: float, theme: str, size: tuple[int, int] | None, tmp_path: Path) -> None:
    image = render_image(picture_of(open_what(what), "unrolled", step, phase, size), load_theme(theme))
    assert_golden(image, f"{what}-unrolled-{step}-{phase:g}-{theme}", tmp_path)


@pytest.mark.parametrize(
    ("name", "layers", "readout", "moment", "phase", "theme"),
    [
        ("stacked", [Layer("lstm", 1), Layer("gru", 2)], "linear", 3, 0.6, "light"),
        ("both-ways", [Layer("elman", 3, bidirectional=True), Layer("lstm", 1)], None, 4, 1.0, "dark"),
    ],
)
def test_networks(
    name: str, layers: list[Layer], readout: str | None, moment: int, phase: float, theme: str, tmp_path: Path
) -> None:
    network = Network(layers, 2, 1 if readout else None, readout, seed=1)
    picture = unrolled(network_lanes(network.run(X)), moment, phase, 1328, 900)
    assert_golden(render_image(picture, load_theme(theme)), f"{name}-unrolled-{moment}-{phase:g}-{theme}", tmp_path)

"""Pictures of training: made and painted, beside a timeline of the same size; and how little long trainings cost."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from simulator.document import open_what
from simulator.exports.views import picture_of
from simulator.paint.image import render_image
from simulator.render.primitives import Picture
from simulator.render.theme import load_theme
from simulator.render.training.chart import Look
from simulator.render.training.contour_map import contour_map
from simulator.render.training.landscape import landscape
from simulator.render.training.loss import Losses, loss_chart
from tests.benchmarks.conftest import Measure
from tests.render.training.samples import PICTURES, curve, surface, trails

pytestmark = pytest.mark.qt

TIMES = 60
LIGHT = load_theme("light")


def timed(measure: Measure, name: str, draw: Callable[[], Picture], aim: str = "") -> float:
    """Note how long a picture takes to be made, and then to be painted; return the middle of the first, in seconds."""
    made = measure.times(draw, TIMES, 3)
    picture = draw()
    measure.milliseconds(f"{name}, made", made, aim)
    measure.milliseconds(f"{name}, painted", measure.times(lambda: render_image(picture, LIGHT), TIMES, 3))
    return float(np.median(made))


def bench_pictures_beside_a_timeline(measure: Measure) -> None:
    """Every picture at the size of its sample, as a share of what a timeline of nine steps takes."""
    state = open_what("hand-set-lstm")
    timeline = timed(measure, "timeline", lambda: picture_of(state, "timeline", 4))
    for name, (draw, size) in PICTURES.items():
        taken = timed(measure, name, partial(draw, *size, Look()))
        measure.note(f"{name}, made, beside a timeline", f"{taken / timeline:.2f} times")


@pytest.mark.parametrize("updates", [2_000, 20_000, 200_000])
def bench_loss_of_many_updates(measure: Measure, updates: int) -> None:
    """The loss of a long training, single updates all."""
    losses = Losses((curve(updates),), 9.2)
    timed(measure, f"loss of {updates:,} updates", lambda: loss_chart(losses, 966.0, 433.0), "16 ms")


@pytest.mark.parametrize("draw", [contour_map, landscape])
def bench_surface(measure: Measure, draw: Callable[..., Picture]) -> None:
    """A surface of 101 x 101 points."""
    losses = surface(101)  # a copy has not worked out its axis and heights yet
    name = f"surface of 101 x 101, {draw.__name__}"
    timed(measure, name, lambda: draw(dataclasses.replace(losses), trails(), 560.0, 480.0), "50 ms")

"""The gradient through time: bars on one axis for all networks, and words that say what reached the first step."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.engine import Model
from simulator.engine.flow import flow
from simulator.language import load_cell
from simulator.render.primitives import Box, Heat, Picture
from simulator.render.training.through_time import Reach, through_time
from tests.render.training.helpers import assert_sound, flat, texts
from tests.render.training.samples import reaches

SIZE = (344.0, 520.0)


def heights(picture: Picture, number: int) -> list[float]:
    """How high the bars of a network are, in px."""
    return [part.height for part in flat(picture.items[f"bars {number}"]) if isinstance(part, Box) and part.fill]


def said(picture: Picture, number: int) -> str:
    return texts(picture.items[f"name {number}"])[1]


def test_bars_are_as_high_as_the_logarithm_of_what_reaches_their_step() -> None:
    picture = through_time(reaches(), *SIZE)
    assert_sound(picture)
    slopes = []
    for number, reach in enumerate(reaches()):
        drawn = np.array(heights(picture, number))
        logs = np.log10(reach.norms / reach.norms[-1])
        assert len(drawn) == 12
        slope, at = np.polyfit(logs, drawn, 1)
        assert np.abs(slope * logs + at - drawn).max() < 1e-6
        slopes += [slope, at]
    assert slopes == pytest.approx(3 * slopes[:2]), "all networks have one axis"


def test_it_says_what_reaches_the_first_step() -> None:
    picture = through_time(reaches(), *SIZE)
    expected = [0.98**11, 0.45**11, 2.7**11]
    assert [said(picture, number) for number in range(3)] == [
        f"{expected[0]:.2g} reaches step 1",
        f"{expected[1]:.1e} reaches step 1".replace("e-0", "e−"),
        f"{expected[2]:,.0f} reaches step 1",
    ]


@pytest.mark.parametrize(
    ("norms", "words"),
    [
        ([0.0, 0.0, 1.0], "nothing reaches step 1"),
        ([0.0, 0.0, 0.0], "nothing reaches step 1"),
        ([math.nan, math.inf, 5.0, 1.0], "overflows at step 2"),
        ([1.0], "1 reaches step 1"),
        ([1e-320, 1.0], "1e−320 reaches step 1"),
        ([2.0, 0.0, 4.0, 0.0], "0.5 reaches step 1"),
        ([], ""),
    ],
)
def test_any_lengths_can_be_drawn(norms: list[float], words: str) -> None:
    picture = through_time((Reach("Elman", "h", np.array(norms)),), *SIZE)
    assert_sound(picture)
    assert said(picture, 0) == words


def test_in_a_direction_that_reads_from_the_end_it_sets_out_at_the_first_step() -> None:
    norms = np.array([0.0, 4.0, 2.0, 1.0])
    picture = through_time((Reach("backward", "h", norms, backward=True),), *SIZE)
    assert said(picture, 0) == "0.25 reaches step 4"
    gone = Reach("backward", "h", np.array([4.0, math.inf, math.nan]), backward=True)
    assert said(through_time((gone,), *SIZE), 0) == "overflows at step 2"


def test_what_overflowed_is_hollow() -> None:
    picture = through_time((Reach("Elman", "h", np.array([math.inf, 3.0, 1.0])),), *SIZE)
    hollow = [part for part in flat(picture.items["bars 0"]) if isinstance(part, Box) and part.fill is None]
    assert len(hollow) == 1
    assert hollow[0].dash


def test_many_steps_are_one_outline_and_still_answer_one_by_one() -> None:
    norms = 0.99 ** np.arange(1000.0)[::-1]
    picture = through_time((Reach("LSTM", "c", norms),), *SIZE)
    assert_sound(picture)
    assert len(flat(picture.items["bars 0"])) == 1
    tips = {spot.target: spot.tip for spot in picture.hotspots}
    assert tips["LSTM t[700]"] == f"LSTM, t = 700: {float(norms[699])!r} ({norms[699]:.2g})"


def test_factors_stand_under_their_steps_and_say_whether_they_shrink_it() -> None:
    picture = through_time(reaches(), *SIZE)
    (strip,) = (part for part in flat(picture.items["factor 2 1"]) if isinstance(part, Heat))
    assert all(level > 128 for level in strip.levels[:-1]), "3 makes it grow"
    assert strip.levels[-1] == 0, "nothing comes to the last step"
    (strip,) = (part for part in flat(picture.items["factor 1 0"]) if isinstance(part, Heat))
    assert all(0 < level < 128 for level in strip.levels[:-1])
    bars = [part for part in flat(picture.items["bars 1"]) if isinstance(part, Box)]
    assert strip.x < bars[0].x
    assert strip.x + strip.width == pytest.approx(bars[-1].x + bars[-1].width, abs=3)
    assert "÷10 shrinks" in texts(picture)
    assert "legend" not in through_time((Reach("LSTM", "c", np.ones(3)),), *SIZE).items


def test_the_elman_network_forgets_and_the_lstm_does_not() -> None:
    """On the engine's own numbers."""
    x = np.random.default_rng(0).normal(size=(24, 3))
    last = np.zeros((24, 4))
    last[-1] = 1
    found = []
    for cell, state in (("lstm", "c"), ("elman", "h")):
        model = Model(load_cell(cell), 3, 4, seed=0)
        if cell == "lstm":
            model.parameters["b_f"][:] = 5
        found.append(Reach(cell, state, flow(model, x, last).norms[state][1:]))
    picture = through_time(found, *SIZE)
    kept, lost = (heights(picture, number) for number in range(2))
    assert kept[0] > 0.8 * kept[-1]
    assert lost[0] < 0.2 * lost[-1]


def test_more_networks_than_have_room_make_the_picture_higher() -> None:
    assert through_time(reaches(), 344.0, 100.0).height > 400
    assert through_time((), *SIZE).height == SIZE[1]

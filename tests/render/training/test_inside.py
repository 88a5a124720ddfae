"""Inside one update: every moment shows what has come and hides what has not, and the steps add up to the gradient."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simulator.engine import Model
from simulator.engine.flow import contributions, flow
from simulator.language import load_cell
from simulator.render.primitives import Box, Line, Picture, Text
from simulator.render.training.adding_up import told_apart
from simulator.render.training.axis import reading
from simulator.render.training.chart import Look
from simulator.render.training.inside import inside_update
from simulator.render.training.update_story import Inside, Moment, moments
from tests.render.training.helpers import assert_sound, flat, texts
from tests.render.training.samples import inside

SIZE = (966.0, 480.0)


def drawn(moment: Moment, story: Inside | None = None) -> Picture:
    return inside_update(story or inside(), moment, *SIZE)


def bars(picture: Picture) -> list[Box]:
    return [part for part in flat(picture.items["sum bars"]) if isinstance(part, Box)]


def test_moments_go_forward_then_back_then_add_clip_and_update() -> None:
    assert list(map(str, moments(3))) == [
        "forward t[1]",
        "forward t[2]",
        "forward t[3]",
        "loss",
        "backward t[3]",
        "backward t[2]",
        "backward t[1]",
        "sum",
        "clip",
        "update",
    ]
    assert list(map(str, moments(0))) == ["loss", "sum", "clip", "update"]


def test_a_moment_has_come_from_itself_on() -> None:
    story, order = inside(5), moments(5)
    for here, now in enumerate(order):
        for there, other in enumerate(order):
            assert story.over(now, other.kind, other.step) == (there <= here)


def test_the_sum_grows_from_the_last_step() -> None:
    story = inside(7)
    total = 0.0
    for step in range(6, -1, -1):
        total += float(story.given[step])
        assert story.added[step] == pytest.approx(total)
    assert story.total == pytest.approx(float(np.sum(story.given)))


@pytest.mark.parametrize("moment", moments(9), ids=str)
def test_what_has_not_come_is_not_told(moment: Moment) -> None:
    story = inside()
    picture = drawn(moment)
    assert_sound(picture)
    for step in range(9):
        found = texts(picture.items[f"copy {step}"])
        told = [story.over(moment, kind, step + 1) for kind in ("forward", "forward", "backward")]
        numbers = (
            reading(float(story.losses[step])),
            Look().number(float(story.states[step])),
            reading(float(story.gradients[step])),
        )
        assert found == [number for number, here in zip(numbers, told, strict=True) if here]
    steps_back = sum(story.over(moment, "backward", step) for step in range(1, 10))
    lines = [part for part in flat(picture.items["sum bars"]) if isinstance(part, Line)] if steps_back else []
    assert len([line for line in lines if line.dash]) == steps_back, "one way on for each step that has been added"
    for kind in ("sum", "clip", "update"):
        assert (len(texts(picture.items[f"card {kind}"])) > 1) == story.over(moment, kind)
    assert ("total" in picture.items) == story.over(moment, "sum")


def test_bars_stand_upon_one_another_and_say_their_sign() -> None:
    story = replace(inside(4), given=np.array([0.5, -0.3, 0.2, 0.4]))
    found = bars(drawn(Moment("sum"), story))
    assert len(found) == 4
    assert [box.fill for box in found] == ["pos", "neg_t", "pos", "pos"]
    assert [box.stroke for box in found] == [None, "neg", None, None]
    heights = np.array([box.height for box in found])
    assert heights / heights[0] == pytest.approx([1, 0.6, 0.4, 0.8])
    first, second, third, last = found
    assert last.y == pytest.approx(third.y + third.height), "the third stands upon the last"
    assert third.y == pytest.approx(second.y), "the second hangs from it"
    assert second.y + second.height == pytest.approx(first.y + first.height), "the first stands where that ends"
    (total,) = (part for part in flat(drawn(Moment("sum"), story).items["total"]) if isinstance(part, Box))
    assert (total.y, total.height) == pytest.approx((first.y, 0.8 / 0.5 * first.height))


def test_the_running_sum_stands_at_the_present_step() -> None:
    story = inside()
    for step in (9, 4, 1):
        picture = drawn(Moment("backward", step))
        assert reading(float(story.added[step - 1])) in texts(picture.items["sum bars"])


def test_the_cards_tell_the_sum_the_clip_and_the_change() -> None:
    story = inside()
    picture = drawn(Moment("update"))
    cards = ["".join(texts(picture.items[f"card {kind}"])) for kind in ("sum", "clip", "update")]
    assert cards[0] == f"Sum of 9 steps∂L/∂Uf[0,1] = {reading(story.total)}"
    assert f"= {reading(story.total / 184)}" in cards[1]
    assert "length 184, clipped to 1: × 0.0054" in cards[1]
    assert "0.41200 → 0.41197" in cards[2]
    assert "Adam, rate 0.003" in cards[2]
    whole = replace(story, length=0.5, kept=1.0)
    assert "length 0.5 ≤ 1: stays" in texts(drawn(Moment("clip"), whole).items["card clip"])
    free = replace(whole, threshold=None)
    assert "nothing is clipped" in texts(drawn(Moment("clip"), free).items["card clip"])


def test_old_and_new_are_told_apart() -> None:
    assert told_apart(0.5, 0.25) == ("0.5000", "0.2500")
    assert told_apart(1.0, 1.0 - 3e-7) == ("1.0000000", "0.9999997")
    assert told_apart(-2.0, -2.0) == ("−2.0000", "−2.0000")
    assert told_apart(1e-20, 2e-20) == ("1e−20", "2e−20")


def test_the_gradient_that_goes_back_is_as_wide_as_it_is_large_and_hollow_where_negative() -> None:
    story = replace(inside(4), gradients=np.array([0.1, -0.5, 1.0, 0.7]))
    picture = drawn(Moment("sum"), story)
    lines = [part for part in flat(picture.items["backward"]) if isinstance(part, Line) and part.stroke]
    by_colour = {line.stroke: line.width for line in lines if line.stroke != "pos"}
    solid = [line.width for line in lines if line.stroke == "pos"]
    assert solid[0] < solid[1]
    assert by_colour["neg"] > by_colour["bg"]
    assert "neg" in [part.colour for part in flat(picture.items["copy 1"]) if isinstance(part, Text)]


@pytest.mark.parametrize("moment", [Moment("forward", 3), Moment("loss"), Moment("backward", 2)], ids=str)
def test_every_moment_can_be_pointed_at(moment: Moment) -> None:
    picture = drawn(moment)
    targets = {spot.target for spot in picture.hotspots}
    way = "forward" if moment.kind == "forward" else "backward"
    assert {f"{way} t[{step}]" for step in range(1, 10)} <= targets
    assert {"forward t[1]", "loss", "backward t[9]", "sum", "clip", "update"} <= targets
    (spot,) = (spot for spot in picture.hotspots if spot.target == f"{way} t[5]")
    story = inside()
    for value in (story.states[4], story.losses[4], story.gradients[4], story.given[4]):
        assert repr(float(value)).removesuffix(".0").replace("-", "−") in spot.tip


def test_the_present_moment_is_framed() -> None:
    (column,) = flat(drawn(Moment("backward", 6)).items["now"])
    (spot,) = (spot for spot in drawn(Moment("backward", 6)).hotspots if spot.target == "backward t[6]")
    assert isinstance(column, Box)
    assert spot.x < column.x < column.x + column.width < spot.x + spot.width
    (row,) = flat(drawn(Moment("loss")).items["now"])
    assert isinstance(row, Box)
    assert row.width > 500
    assert "now" not in drawn(Moment("clip")).items
    (card, *_) = flat(drawn(Moment("clip")).items["card clip"])
    assert isinstance(card, Box)
    assert card.stroke == "ink"


@pytest.mark.parametrize("steps", [1, 2, 30, 100, 400])
@pytest.mark.parametrize("projected", [False, True])
def test_any_number_of_steps_can_be_drawn(steps: int, projected: bool) -> None:
    story = inside(steps)
    for moment in (moments(steps)[0], Moment("backward", max(1, steps // 2)), Moment("update")):
        picture = inside_update(story, moment, 1200.0, 600.0, Look(projected=projected))
        assert_sound(picture)
        assert len([spot for spot in picture.hotspots if "t[" in spot.target]) >= steps


def test_words_stand_over_the_steps() -> None:
    story = replace(inside(3), words=("arrive", "Taipei", "tomorrow"))
    assert texts(drawn(Moment("sum"), story).items["heads"]) == ["arrive", "Taipei", "tomorrow"]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e308, 1e-320])
def test_any_numbers_can_be_drawn(value: float) -> None:
    odd = np.array([1.0, value, -1.0, value])
    story = Inside("W[0,0]", "h", odd, odd, odd, odd, value, value if value < 1 else 1.0, value, -value, abs(value), "")
    for moment in moments(4):
        assert_sound(drawn(moment, story))
    assert_sound(drawn(Moment("update"), replace(inside(0), words=None)))


def test_it_shows_the_engine_s_own_numbers() -> None:
    """Each step's share of the gradient of one weight, from the engine, adds up to the whole gradient."""
    model = Model(load_cell("elman"), 2, 3, seed=2)
    x = np.random.default_rng(1).normal(size=(6, 2))
    wanted = np.zeros((6, 3))
    wanted[-1] = 1.0
    found = contributions(model, x, wanted, "U", (0, 1))
    back = flow(model, x, wanted)
    states = back.trace["h"][:, 0]
    gradients = back.gradient["h"][1:, 0]
    story = Inside("U[0,1]", "h", states, gradients, np.zeros(6), found.by_step, 1.0, 1.0, 0.0, 0.0)
    assert story.total == pytest.approx(float(model.gradients(x, wanted).parameters["U"][0, 1]))
    card = texts(drawn(Moment("sum"), story).items["card sum"])
    assert card[-1].endswith(reading(story.total))

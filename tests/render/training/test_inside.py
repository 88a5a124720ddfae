"""Inside one update: every moment shows what has come and hides what has not, and the steps add up to the gradient."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulator.engine import Model
from simulator.engine.flow import contributions, flow
from simulator.engine.inside import Moment, moments
from simulator.language import load_cell
from simulator.render.primitives import Box, Group, Line, Picture, Text
from simulator.render.training.adding_up import told_apart
from simulator.render.training.axis import reading
from simulator.render.training.chart import Look
from simulator.render.training.inside import inside_update
from simulator.render.training.update_story import Inside
from simulator.render.typeset import width as text_width
from tests.render.training.helpers import assert_sound, flat, texts
from tests.render.training.samples import inside, moment

SIZE = (966.0, 480.0)


def drawn(here: Moment, story: Inside | None = None) -> Picture:
    return inside_update(story or inside(), here, *SIZE)


def bars(picture: Picture) -> list[Box]:
    return [part for part in flat(picture.items["sum bars"]) if isinstance(part, Box)]


@pytest.mark.parametrize("from_the_end", [False, True])
def test_a_moment_has_come_from_itself_on(from_the_end: bool) -> None:
    story, order = replace(inside(5), from_the_end=from_the_end), moments(5, from_the_end)
    for here, now in enumerate(order):
        for there, other in enumerate(order):
            if other.step is None:
                assert story.over(now, other.kind) == (there <= here)
                continue
            done = story.forward_done if other.kind == "forward" else story.back_done
            assert done(now, other.step - 1) == (there <= here)


def test_the_sum_grows_from_the_last_step() -> None:
    story = inside(7)
    for from_the_end, order in ((False, range(6, -1, -1)), (True, range(7))):
        told = replace(story, from_the_end=from_the_end)
        total = 0.0
        for step in order:
            total += float(story.given[step])
            assert told.added[step] == pytest.approx(total)
        assert told.total == pytest.approx(total)


@pytest.mark.parametrize("from_the_end", [False, True])
@pytest.mark.parametrize("number", range(len(moments(9))))
def test_what_has_not_come_is_not_told(number: int, from_the_end: bool) -> None:
    story = replace(inside(), from_the_end=from_the_end)
    order = moments(9, from_the_end)
    here = order[number]
    come = {(one.kind, one.step) for one in order[: number + 1]}
    picture = drawn(here, story)
    assert_sound(picture)
    for step in range(9):
        found = texts(picture.items[f"copy {step}"])
        told = [(kind, step + 1) in come for kind in ("forward", "forward", "backward")]
        numbers = (
            reading(float(story.losses[step])),
            Look().number(float(story.states[step])),
            reading(float(story.gradients[step])),
        )
        assert found == [number for number, here in zip(numbers, told, strict=True) if here]
    steps_back = here.backward
    lines = [part for part in flat(picture.items["sum bars"]) if isinstance(part, Line)] if steps_back else []
    ways = len([line for line in lines if line.dash])
    assert ways == steps_back - (from_the_end and steps_back == 9), "one way on for each step that has been added"
    for kind in ("sum", "clip", "update"):
        assert (len(texts(picture.items[f"card {kind}"])) > 1) == ((kind, None) in come)
    assert ("total" in picture.items) == (("sum", None) in come)


def test_bars_stand_upon_one_another_and_say_their_sign() -> None:
    story = replace(inside(4), given=np.array([0.5, -0.3, 0.2, 0.4]))
    found = bars(drawn(moments(4)[-3], story))[::-1]
    assert len(found) == 4
    assert [box.fill for box in found] == ["pos", "neg_t", "pos", "pos"]
    assert [box.stroke for box in found] == [None, "neg", None, None]
    heights = np.array([box.height for box in found])
    assert heights / heights[0] == pytest.approx([1, 0.6, 0.4, 0.8])
    first, second, third, last = found
    assert last.y == pytest.approx(third.y + third.height), "the third stands upon the last"
    assert third.y == pytest.approx(second.y), "the second hangs from it"
    assert second.y + second.height == pytest.approx(first.y + first.height), "the first stands where that ends"
    (total,) = (part for part in flat(drawn(moments(4)[-3], story).items["total"]) if isinstance(part, Box))
    assert (total.y, total.height) == pytest.approx((first.y, 0.8 / 0.5 * first.height))


@pytest.mark.parametrize("projected", [False, True])
def test_no_round_value_is_written_over_the_name_of_the_sum(projected: bool) -> None:
    rng, hidden = np.random.default_rng(3), 0
    for exponent in range(-8, 5):
        story = replace(inside(5), given=rng.normal(size=5) * 10.0**exponent, weight="b[1]")
        for height in range(420, 620, 20):
            drawn = inside_update(story, moments(5)[0], 700.0, float(height), Look(projected=projected))
            found = [part for part in flat(drawn.items["sum axis"]) if isinstance(part, Text)]
            (name,) = (text for text in found if text.align == "left")
            end = name.x + text_width(name.runs) * name.size
            ticks = [text for text in found if text is not name]
            near = [text for text in ticks if abs(text.y - name.y) < name.size]
            assert all(text.x - text_width(text.runs) * text.size > end for text in near)
            lines = [part for part in flat(drawn.items["sum axis"]) if isinstance(part, Line)]
            hidden += len(lines) - 1 - len(ticks)
    assert hidden > 0


def test_the_running_sum_stands_at_the_present_step() -> None:
    story = inside()
    for step in (9, 4, 1):
        picture = drawn(moment("backward", step))
        assert reading(float(story.added[step - 1])) in texts(picture.items["sum bars"])


def test_the_cards_tell_the_sum_the_clip_and_the_change() -> None:
    story = inside()
    picture = drawn(moment("update"))
    cards = ["".join(texts(picture.items[f"card {kind}"])) for kind in ("sum", "clip", "update")]
    assert cards[0] == f"Sum of 9 steps∂L/∂Uf[0,1] = {reading(story.total)}"
    assert f"= {reading(story.total / 184)}" in cards[1]
    assert "length 184, clipped to 1: × 0.0054" in cards[1]
    assert "0.41200 → 0.41197" in cards[2]
    assert "Adam, rate 0.003" in cards[2]
    whole = replace(story, length=0.5, kept=1.0)
    assert "length 0.5 ≤ 1: stays" in texts(drawn(moment("clip"), whole).items["card clip"])
    free = replace(whole, threshold=None)
    assert "nothing is clipped" in texts(drawn(moment("clip"), free).items["card clip"])


def test_old_and_new_are_told_apart() -> None:
    assert told_apart(0.5, 0.25) == ("0.5000", "0.2500")
    assert told_apart(1.0, 1.0 - 3e-7) == ("1.0000000", "0.9999997")
    assert told_apart(-2.0, -2.0) == ("−2.0000", "−2.0000")
    assert told_apart(1e-20, 2e-20) == ("1e−20", "2e−20")


def test_the_gradient_that_goes_back_is_as_wide_as_it_is_large_and_hollow_where_negative() -> None:
    story = replace(inside(4), gradients=np.array([0.1, -0.5, 1.0, 0.7]))
    picture = drawn(moments(4)[-3], story)
    lines = [part for part in flat(picture.items["backward"]) if isinstance(part, Line) and part.stroke]
    by_colour = {line.stroke: line.width for line in lines if line.stroke != "pos"}
    solid = [line.width for line in lines if line.stroke == "pos"]
    assert solid[0] > solid[1], "the larger one came first, from the last step"
    assert by_colour["neg"] > by_colour["bg"]
    assert "neg" in [part.colour for part in flat(picture.items["copy 1"]) if isinstance(part, Text)]


@pytest.mark.parametrize("here", [moment("forward", 3), moment("loss"), moment("backward", 2)], ids=str)
def test_every_moment_can_be_pointed_at(here: Moment) -> None:
    picture = drawn(here)
    targets = {spot.target for spot in picture.hotspots}
    way = "forward" if here.kind == "forward" else "backward"
    assert {f"{way} {step}" for step in range(1, 10)} <= targets <= set(map(str, moments(9)))
    assert {"forward 1", "loss", "backward 9", "sum", "clip", "update"} <= targets
    (spot,) = (spot for spot in picture.hotspots if spot.target == f"{way} 5" and "t = 5" in spot.tip)
    story = inside()
    for value in (story.states[4], story.losses[4], story.gradients[4], story.given[4]):
        assert repr(float(value)).removesuffix(".0").replace("-", "−") in spot.tip


def test_the_present_moment_is_framed() -> None:
    (column,) = flat(drawn(moment("backward", 6)).items["now"])
    (spot,) = (spot for spot in drawn(moment("backward", 6)).hotspots if spot.target == "backward 6")
    assert isinstance(column, Box)
    assert spot.x < column.x < column.x + column.width < spot.x + spot.width
    (row,) = flat(drawn(moment("loss")).items["now"])
    assert isinstance(row, Box)
    assert row.width > 500
    assert "now" not in drawn(moment("clip")).items
    (card, *_) = flat(drawn(moment("clip")).items["card clip"])
    assert isinstance(card, Box)
    assert card.stroke == "ink"


@pytest.mark.parametrize("steps", [1, 2, 30, 100, 400])
@pytest.mark.parametrize("projected", [False, True])
def test_any_number_of_steps_can_be_drawn(steps: int, projected: bool) -> None:
    story = inside(steps)
    for here in (moments(steps)[0], moment("backward", max(1, steps // 2), steps), moments(steps)[-1]):
        picture = inside_update(story, here, 1200.0, 600.0, Look(projected=projected))
        assert_sound(picture)
        assert len([spot for spot in picture.hotspots if spot.target.startswith(("forward", "backward"))]) >= steps


def test_words_stand_over_the_steps() -> None:
    story = replace(inside(3), words=("arrive", "Taipei", "tomorrow"))
    assert texts(drawn(moments(4)[-3], story).items["heads"]) == ["arrive", "Taipei", "tomorrow"]


def test_a_long_word_is_cut_rather_than_replaced_by_a_number() -> None:
    story = replace(inside(12), words=("arrive", "September", *["on"] * 10))
    found = texts(inside_update(story, moments(13)[-3], 900.0, 600.0).items["heads"])
    assert found[0] == "arrive" or found[0].endswith("…")
    assert re.fullmatch(r"Se\w*…", found[1])


def test_a_number_without_room_stands_on_a_plate_over_its_neighbours() -> None:
    story = inside(40)
    picture = inside_update(story, moment("forward", 7, 40), 900.0, 600.0)
    copies = [name for name in picture.items if name.startswith("copy ")]
    assert copies[-1] == "copy 6", "the present one is drawn last"
    group = picture.items["copy 6"]
    assert isinstance(group, Group)
    pairs = [(one, two) for one, two in pairwise(group.children) if isinstance(one, Box) and isinstance(two, Text)]
    plates = [(plate, text) for plate, text in pairs if plate.width > 900 / 40]
    assert plates
    for plate, text in plates:
        half = text.size * text_width(text.runs) / 2
        assert plate.fill == "bg"
        assert plate.x < text.x - half < text.x + half < plate.x + plate.width


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e308, 1e-320])
def test_any_numbers_can_be_drawn(value: float) -> None:
    odd = np.array([1.0, value, -1.0, value])
    kept = value if value < 1 else 1.0
    story = Inside("W[1, 1]", "h", odd, odd, odd, odd, value, kept, value, -value, abs(value))
    for here in moments(4):
        assert_sound(drawn(here, story))
    assert_sound(drawn(moment("update"), replace(inside(0), words=None)))


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
    card = texts(drawn(moments(4)[-3], story).items["card sum"])
    assert card[-1].endswith(reading(story.total))

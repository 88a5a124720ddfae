"""The loss chart: what happened stands where it happened, labels stand apart, and any numbers can be drawn."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from simulator.paint.text import lay_out
from simulator.render.primitives import Circle, Line, Picture, Text
from simulator.render.training.chart import Look
from simulator.render.training.curve import Curve
from simulator.render.training.gradients import GradientNorms, gradient_chart
from simulator.render.training.happened import Change, Clippings
from simulator.render.training.loss import Losses, loss_axis, loss_chart
from tests.render.training.helpers import assert_sound, flat, text_of, texts
from tests.render.training.samples import CLIFFS, curve, losses, norms

pytestmark = pytest.mark.qt

SIZE = (966.0, 433.0)


def spots(picture: Picture, kind: str) -> dict[int, str]:
    """The places of a kind: update -> tip."""
    found = [spot for spot in picture.hotspots if spot.target.startswith(f"{kind}[")]
    return {int(spot.target[len(kind) + 1 : -1]): spot.tip for spot in found}


def run_of(values: list[float]) -> Losses:
    return Losses((Curve.of(np.arange(1, len(values) + 1), np.array(values, float)),))


HOSTILE: dict[str, list[float]] = {
    "nothing": [],
    "one": [0.5],
    "one that is no number": [math.nan],
    "no numbers": [math.nan] * 5,
    "infinite": [math.inf, -math.inf],
    "overflows": [1.0, 1e10, 1e200, math.inf, math.nan, math.nan],
    "zeros": [0.0, 0.0, 0.0],
    "falls to zero": [1.0, 0.1, 0.0, 0.0],
    "negative": [-1.0, -2.0, -0.5],
    "changes its sign": [1.0, -1.0, 2.0],
    "the same": [0.7] * 4,
    "tiny": [1e-310, 1e-300, 5e-324],
    "huge": [1e308, 1e307],
    "from end to end": [1e-300, 1e300],
}


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("values", HOSTILE.values(), ids=HOSTILE)
def test_any_numbers_can_be_drawn(values: list[float], log: bool) -> None:
    given = replace(run_of(values), log=log)
    for shown in (given, replace(given, trivial=0.3, cursor=2, selected=1), replace(given, trivial=math.nan)):
        assert_sound(loss_chart(shown, *SIZE))
    assert_sound(gradient_chart(GradientNorms(given.curves, given.curves[0], 1.0, cursor=1), *SIZE))
    assert_sound(gradient_chart(GradientNorms((), None, math.nan), *SIZE))


def test_no_runs_at_all_are_an_empty_plot() -> None:
    picture = loss_chart(Losses(()), *SIZE)
    assert_sound(picture)
    assert "update 0" in texts(picture)


@pytest.mark.parametrize("log", [True, False])
def test_what_is_usual_is_seen_however_far_a_spike_goes(log: bool) -> None:
    values = np.linspace(2.0, 1.0, 500)
    values[250] = 1e12
    given = Losses((Curve.of(np.arange(1, 501), values),), log=log)
    axis = loss_axis(given)
    assert axis.share(2.0) - axis.share(1.0) > 0.05
    picture = loss_chart(given, *SIZE)
    assert "beyond" in picture.items, "a chevron says that it goes on"
    assert "beyond" not in loss_chart(run_of([2.0, 1.0]), *SIZE).items


def test_the_trivial_loss_is_always_on_the_axis() -> None:
    for log in (True, False):
        given = replace(run_of([1e-5, 1e-6]), trivial=9.2, log=log)
        assert 0 < loss_axis(given).share(9.2) <= 1
        assert "trivial answer 9.2" in texts(loss_chart(given, *SIZE))


def test_every_update_is_found_under_the_pointer_with_its_exact_loss() -> None:
    few = run_of([0.5, 0.25, 0.125])
    tips = spots(loss_chart(few, *SIZE), "update")
    assert tips == {1: "update 1: loss 0.5", 2: "update 2: loss 0.25", 3: "update 3: loss 0.125"}
    rng = np.random.default_rng(0)
    values = rng.random(5000)
    spike = 3210
    values[spike - 1] = 7.123456789
    picture = loss_chart(Losses((Curve.of(np.arange(1, 5001), values),)), *SIZE)
    answers = sorted((spot for spot in picture.hotspots if spot.target.startswith("update[")), key=lambda spot: spot.x)
    covered = 0
    for one in answers:
        update = int(one.target[7:-1])
        words = one.tip.replace(",", "").split()
        first, last = int(words[1]), int(words[3].rstrip(":"))
        assert first == covered + 1, "no update is left out"
        covered = last
        assert values[first - 1 : last].max() == values[update - 1]
        assert repr(float(values[update - 1])) in one.tip.replace("−", "-")
    assert covered == 5000
    assert spike in spots(picture, "update")


def test_a_point_for_several_updates_answers_for_all_of_them() -> None:
    updates = np.array([10, 20, 30])
    blocks = Curve(updates, np.array([1.0, 2.0, 3.0]), np.array([1.5, 2.5, 3.5]), np.array([2.0, 3.0, 4.0]))
    tips = spots(loss_chart(Losses((blocks,)), *SIZE), "update")
    assert tips[10] == "updates 1 to 10: loss 1 to 2"
    assert tips[30] == "updates 21 to 30: loss 3 to 4"


def test_cliffs_stand_where_they_happened_with_their_gradients() -> None:
    given = replace(losses(), curves=losses().curves[:1], changes=(), selected=None, held_out=None)
    picture = loss_chart(given, *SIZE)
    tips = spots(picture, "spike")
    assert tips.keys() == CLIFFS.keys()
    assert tips[2950] == "update 2,950: gradient 184, clipped to 1"
    written = texts(picture)
    assert [text for text in ("31", "220", "184") if text in written] == ["31", "220", "184"]
    (plot,) = (item for name, item in picture.items.items() if name == "grid")
    grid = [part for part in flat(plot) if isinstance(part, Line)]
    left, right = grid[0].points[0][0], grid[0].points[1][0]
    for update in CLIFFS:
        (spot,) = (s for s in picture.hotspots if s.target == f"spike[{update}]")
        assert spot.x + spot.width / 2 == pytest.approx(left + (right - left) * update / 5000, abs=0.6)


def test_many_clipped_updates_are_a_strip_and_only_what_stands_out_is_a_cliff() -> None:
    rng = np.random.default_rng(1)
    updates = np.arange(1, 3001)
    lengths = 5 * np.exp(0.3 * rng.normal(size=3000))
    lengths[1999] = 400.0
    given = replace(run_of([1.0] * 3000), clipped=Clippings(updates, lengths, np.full(3000, 0.5)))
    picture = loss_chart(given, *SIZE)
    assert spots(picture, "spike").keys() == {2000}
    assert len(flat(picture.items["clipped"])) < 6
    assert "clipped" in texts(picture)


def test_the_callout_explains_the_selected_update() -> None:
    picture = loss_chart(losses(), *SIZE)
    assert texts(picture.items["callout"]) == ["Cliff at update 2,950", "gradient 184, clipped to 1"]
    plain = loss_chart(replace(losses(), selected=100), *SIZE)
    value = losses().curves[0].high[99]
    assert texts(plain.items["callout"]) == ["Update 100", f"loss {value:.2g}"]
    weak = Clippings(np.array([100]), np.array([1.5]), np.array([1.0]))
    mild = loss_chart(replace(losses(), selected=100, clipped=weak), *SIZE)
    assert texts(mild.items["callout"])[0] == "Clipped at update 100"


def test_runs_are_named_at_their_ends_with_their_last_losses() -> None:
    picture = loss_chart(losses(), *SIZE)
    ends = texts(picture.items["ends"])
    assert ends == ["LSTM  3e−4", "Elman  0.5"]
    alone = loss_chart(replace(losses(), curves=losses().curves[:1]), *SIZE)
    assert texts(alone.items["ends"]) == ["3e−4"], "one run needs no name"


@pytest.mark.parametrize("projected", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_labels_stand_apart(seed: int, projected: bool) -> None:
    """Those of the ends, of the axes, of cliffs and of changed settings: measured as they are drawn."""
    rng = np.random.default_rng(seed)
    runs = [
        Curve.of(np.arange(1, 1001), np.exp(-rng.random() * 3 * np.arange(1000) / 1000), None, f"run {n}")
        for n in range(int(rng.integers(1, 6)))
    ]
    updates = np.sort(rng.choice(np.arange(1, 1001), 6, replace=False))
    clipped = Clippings(updates, rng.uniform(20, 900, 6), np.ones(6))
    changes = tuple(Change(int(u), f"rate {rng.random():.3f} → {rng.random():.3f}") for u in updates[:4])
    size = (rng.uniform(500, 1200), rng.uniform(300, 500))
    picture = loss_chart(Losses(tuple(runs), 0.9, None, clipped, changes), *size, Look(projected=projected))
    written = [
        part
        for name in ("grid", "updates", "ends", "clipped", "changes", "trivial")
        if name in picture.items
        for part in flat(picture.items[name])
        if isinstance(part, Text)
    ]
    for one, two in combinations(written, 2):
        shared = lay_out(one).ink.adjusted(1, 1, -1, -1).intersected(lay_out(two).ink.adjusted(1, 1, -1, -1))
        assert shared.isEmpty(), (text_of(one), text_of(two))


def test_held_out_losses_are_rings_at_their_places() -> None:
    given = replace(run_of([1.0] * 100), held_out=(np.array([20, 60]), np.array([0.5, math.nan])))
    rings = [part for part in flat(loss_chart(given, *SIZE).items["held out"]) if isinstance(part, Circle)]
    assert len(rings) == 1, "what is no number has none"
    crowded = replace(given, held_out=(np.arange(1, 101) / 10, np.linspace(0.2, 0.9, 100)))
    rings = [part for part in flat(loss_chart(crowded, *SIZE).items["held out"]) if isinstance(part, Circle)]
    assert 5 < len(rings) < 20, "those that would touch are one"
    alone = replace(given, held_out=(np.array([10.0]), np.array([0.9])), log=crowded.log)
    (worst,) = (part for part in flat(loss_chart(alone, *SIZE).items["held out"]) if isinstance(part, Circle))
    shift = loss_axis(alone).share(0.9) - loss_axis(crowded).share(0.9)
    assert min(ring.y for ring in rings) == pytest.approx(worst.y + shift * 316, abs=0.5), "the worst of each few"


def test_the_cursor_stands_at_its_update_and_veils_what_comes_after() -> None:
    picture = loss_chart(replace(run_of([1.0] * 100), cursor=40), *SIZE)
    assert texts(picture.items["cursor"]) == ["update 40"]
    (veil,) = flat(picture.items["veil"])
    grid = [part for part in flat(picture.items["grid"]) if isinstance(part, Line)]
    left, right = grid[0].points[0][0], grid[0].points[1][0]
    assert veil.x == pytest.approx(left + (right - left) * 0.4)  # type: ignore[union-attr]


def test_where_a_loss_is_lost_is_marked_with_what_it_became() -> None:
    assert "∞" in texts(loss_chart(run_of([1.0, 2.0, math.inf, math.nan]), *SIZE).items["lost"])
    assert texts(loss_chart(run_of([1.0, 2.0, math.nan]), *SIZE).items["lost"]) == ["NaN"]
    assert "lost" not in loss_chart(run_of([1.0, 2.0]), *SIZE).items


def test_an_update_stands_at_the_same_place_in_both_charts() -> None:
    one, two = loss_chart(replace(losses(), curves=losses().curves[:1]), *SIZE), gradient_chart(norms(), 966.0, 240.0)
    places = [{s.target: s.x for s in picture.hotspots if s.target.startswith("update[")} for picture in (one, two)]
    ticks = [[t.x for t in flat(p.items["updates"]) if isinstance(t, Text)] for p in (one, two)]
    assert ticks[0] == ticks[1]
    assert places[0].keys() & places[1].keys()


def test_the_threshold_and_what_clipping_left_are_drawn() -> None:
    picture = gradient_chart(norms(), *SIZE)
    assert "threshold 1" in texts(picture)
    (line,) = (part for part in flat(picture.items["after"]) if isinstance(part, Line))
    assert line.dash
    (level,) = (part for part in flat(picture.items["threshold"]) if isinstance(part, Line))
    assert max(0.0, level.points[0][1] - min(y for _, y in line.points)) < 1, "nothing is left above it"
    bare = gradient_chart(GradientNorms(norms().before), *SIZE)
    assert {"threshold", "after", "cut off"}.isdisjoint(bare.items)


def test_a_curve_keeps_its_width_while_its_last_number_changes() -> None:
    pictures = [loss_chart(run_of(values), *SIZE) for values in ([1.0, 0.5], [1.0, 1.234e-5])]
    grids = [[part for part in flat(p.items["grid"]) if isinstance(part, Line)][-1] for p in pictures]
    assert grids[0].points == grids[1].points


def test_two_hundred_thousand_updates_are_as_few_parts_as_two_thousand() -> None:
    counts = [len(flat(loss_chart(Losses((curve(n),)), *SIZE))) for n in (2000, 200_000)]
    assert abs(counts[0] - counts[1]) < 20

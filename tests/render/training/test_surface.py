"""The error surface: losses where they belong, coarse results first, what overflowed, and trails in both pictures."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulator.render.primitives import Box, Circle, Curve, Group, Line, Picture, Text
from simulator.render.training.contour_map import MAP, contour_map, loss_at
from simulator.render.training.landscape import TURN, clearest_turn, landscape
from simulator.render.training.surface import Surface, Trail
from tests.render.training.helpers import assert_sound, flat, texts
from tests.render.training.samples import surface, trails

SIZE = (560.0, 480.0)


def plane(size: int = 21, slope: float = 1.0) -> Surface:
    x = np.linspace(0.0, 1.0, size)
    return Surface(x, x, 1 + slope * np.add.outer(x, x), "w", "b")


def toy(size: int = 101) -> Surface:
    """The lecture's: one linear unit, recurrent weight w, output weight v, after 1,000 steps."""
    w, v = np.linspace(0.98, 1.03, size), np.linspace(-1, 3, size)
    with np.errstate(over="ignore"):
        return Surface(w, v, (np.outer(v, w**999) - 1) ** 2, "w", "v")


# -- numbers


def test_heights_between_points_are_bilinear() -> None:
    given = surface(31)
    rng = np.random.default_rng(0)
    z = given.heights
    for x, y in rng.uniform(-2, 2, (200, 2)):
        column, row = (min(29, int((value + 2) / 4 * 30)) for value in (x, y))
        u, v = (x - given.x[column]) / (4 / 30), (y - given.y[row]) / (4 / 30)
        corners = z[row, column], z[row, column + 1], z[row + 1, column], z[row + 1, column + 1]
        expected = (corners[0] * (1 - u) + corners[1] * u) * (1 - v) + (corners[2] * (1 - u) + corners[3] * u) * v
        assert float(given.height_at(np.array(x), np.array(y))) == pytest.approx(expected)
    assert np.isnan(given.height_at(np.array([-2.1, 0.0]), np.array([0.0, 2.1]))).all()


def test_steep_losses_stand_on_a_logarithmic_axis() -> None:
    assert surface().axis.log
    assert not plane().axis.log
    assert replace(plane(), log=True).axis.log
    assert not replace(surface(), log=False).axis.log
    signed = replace(surface(), losses=np.where(surface().losses > 100, -5.0, surface().losses))
    assert not signed.axis.log


def test_a_cliff_does_not_hide_the_plain_before_it() -> None:
    axis = toy().axis
    assert axis.high <= 1e12
    assert axis.share(1.0) > 0.1
    assert toy().heights.max() == 1
    assert (surface().heights[surface().overflowed] == 1).all()
    assert surface().overflowed.any()


def test_levels_rise_and_their_colours_deepen() -> None:
    given = surface()
    heights = [height for _, height in given.levels]
    assert heights == sorted(heights)
    assert all(0 < height < 1 for height in heights)
    depths = [int(given.band_colour(band)[5:]) for band in range(len(heights) + 1)]
    assert depths == sorted(set(depths))
    assert given.bands(np.array([0.0, 1.0])).tolist() == [0, len(heights)]


def test_the_finest_regular_part_that_is_known_is_shown() -> None:
    whole = surface()
    rows, columns = np.indices(whole.losses.shape)
    for stride in (8, 4, 2):
        known = np.where((rows % stride == 0) & (columns % stride == 0), whole.losses, np.nan)
        known[:5, :5] = whole.losses[:5, :5]
        shown = replace(whole, losses=known, complete=False).shown
        assert shown is not None
        assert shown.losses.shape == (40 // stride + 1, 40 // stride + 1)
        assert (shown.losses == whole.losses[::stride, ::stride]).all()
    assert replace(whole, complete=False).shown is not None
    assert replace(whole, losses=np.full((41, 41), np.nan), complete=False).shown is None


# -- from above


def bands_of(picture: Picture) -> list[Curve]:
    return [part for part in flat(picture.items["bands"]) if isinstance(part, Curve)]


def test_bands_end_where_their_loss_is_reached() -> None:
    given = plane()
    picture = contour_map(given, (), *SIZE)
    assert_sound(picture)
    (map_spot,) = (spot for spot in picture.hotspots if spot.target == MAP)
    for curve, (value, height) in zip(bands_of(picture), given.levels, strict=True):
        wanted = given.axis.low + height * (given.axis.high - given.axis.low)
        assert math.isnan(value) or value == pytest.approx(wanted)
        for command in curve.commands:
            if len(command) != 3:
                continue
            u = (float(command[1]) - map_spot.x) / map_spot.width
            v = (map_spot.y + map_spot.height - float(command[2])) / map_spot.height
            on_the_edge = min(u, v, 1 - u, 1 - v) < 1e-6
            assert 1 + u + v == pytest.approx(wanted) or (on_the_edge and 1 + u + v > wanted - 1e-6)


def test_losses_are_read_off_under_the_pointer() -> None:
    given = surface()
    picture = contour_map(given, (), *SIZE)
    (spot,) = (spot for spot in picture.hotspots if spot.target == MAP)
    for row, column in ((0, 0), (20, 30), (40, 40), (13, 7)):
        x, y = spot.x + column / 40 * spot.width, spot.y + (1 - row / 40) * spot.height
        words = loss_at(given, x, y, *SIZE)
        loss = given.losses[row, column]
        assert words.startswith("U_f[0,1] = ")
        assert words.endswith(f": {float(loss)!r}" if math.isfinite(loss) else ": ∞")
    assert loss_at(given, 1.0, 1.0, *SIZE) == ""
    unknown = replace(given, losses=np.full((41, 41), np.nan), complete=False)
    assert loss_at(unknown, spot.x + 5, spot.y + 5, *SIZE).endswith("not computed yet")


def test_what_overflowed_is_grey_and_hatched_and_in_the_legend() -> None:
    picture = contour_map(surface(), (), *SIZE)
    assert bands_of(picture)[-1].fill == "sunk"
    assert any(isinstance(part, Line) for part in flat(picture.items["bands"]))
    assert "∞" in texts(picture.items["legend"])
    assert "∞" not in texts(contour_map(plane(), (), *SIZE).items["legend"])


def test_a_slice_that_is_being_computed_says_so_and_keeps_its_axes() -> None:
    whole = contour_map(surface(), (), *SIZE)
    unknown = replace(surface(), losses=np.full((41, 41), np.nan), complete=False)
    for draw in (contour_map, landscape):
        assert "being computed" in texts(draw(unknown, trails(), *SIZE))
        assert "being computed" not in texts(draw(SURFACES["a line"], trails(), *SIZE))
    assert contour_map(unknown, (), *SIZE).items["axes"] == whole.items["axes"]


def group(picture: Picture, name: str) -> list[Line]:
    return [part for part in flat(picture.items[name]) if isinstance(part, Line)]


def test_trails_stand_where_they_went_and_differ_by_dashes_and_marks() -> None:
    picture = contour_map(surface(), trails(), *SIZE)
    (spot,) = (spot for spot in picture.hotspots if spot.target == MAP)
    into = trails()[0]
    line = group(picture, "trail 0")[1]
    for (x, y), u, v in zip(line.points, into.x, into.y, strict=True):
        assert x == pytest.approx(spot.x + (u + 2) / 4 * spot.width)
        assert y == pytest.approx(spot.y + (2 - v) / 4 * spot.height)
    assert not line.dash
    assert group(picture, "trail 1")[1].dash
    marks = [{type(part).__name__ for part in flat(picture.items[f"trail {n}"])[2:]} for n in (0, 1)]
    assert marks == [{"Circle"}, {"Line"}]
    hollow = [[part.fill for part in flat(picture.items[f"ends {n}"]) if isinstance(part, Circle)] for n in (0, 1)]
    assert hollow == [["ink", "bg"], ["bg"]], "the second has no end on the map: an arrow"


def test_a_trail_that_leaves_ends_at_the_edge() -> None:
    picture = contour_map(surface(), trails(), *SIZE)
    (spot,) = (spot for spot in picture.hotspots if spot.target == MAP)
    x, y = group(picture, "trail 1")[1].points[-1]
    assert y == pytest.approx(spot.y)
    assert spot.x <= x <= spot.x + spot.width
    assert "not clipped, flies off" in texts(picture.items["names"])
    assert "clipped  0.08" in texts(picture.items["names"])


def test_updates_of_a_trail_answer() -> None:
    tips = {spot.target: spot.tip for spot in contour_map(surface(), trails(), *SIZE).hotspots}
    assert tips["clipped update[1]"] == "clipped, update 1: loss 3"
    assert len([target for target in tips if target.startswith("clipped update")]) == 30
    flying = replace(trails()[1], updates=np.arange(5))
    found = [s.target for s in contour_map(surface(), (flying,), *SIZE).hotspots if "update" in s.target]
    assert found == [f"not clipped update[{n}]" for n in range(4)], "none beside the map"


NOWHERE = np.array([9.0, 10.0])
ODD: dict[str, Trail] = {
    "nowhere": Trail("a", NOWHERE, NOWHERE),
    "one point": Trail("b", np.zeros(1), np.zeros(1), np.ones(1), np.ones(1)),
    "no point": Trail("c", np.empty(0), np.empty(0)),
    "no number": Trail("d", np.array([math.nan, 0.0]), np.zeros(2)),
    "then no number": Trail("e", np.array([0.0, 0.1, math.nan]), np.zeros(3), np.array([1.0, 2.0, math.nan])),
    "infinite": Trail("f", np.array([0.0, math.inf]), np.zeros(2), np.array([1.0, math.inf])),
    "comes in": Trail("g", np.array([-9.0, 0.0, 1.0]), np.array([-9.0, 0.0, 1.0])),
    "flies very far": Trail("h", np.array([0.0, 1e300]), np.array([0.0, -1e300]), None, None, "flies off"),
    "stands still": Trail("i", np.zeros(5), np.zeros(5)),
    "long": Trail("j", np.linspace(-1, 1, 5000), np.sin(np.linspace(0, 50, 5000)), np.ones(5000), np.arange(5000)),
}


@pytest.mark.parametrize("trail", ODD.values(), ids=ODD)
def test_any_trail_can_be_drawn(trail: Trail) -> None:
    for draw in (contour_map, landscape):
        picture = draw(surface(), (trail, trails()[0]), *SIZE)
        assert_sound(picture)
        assert sum(len(part.points) for part in flat(picture) if isinstance(part, Line)) < 30_000


SURFACES: dict[str, Surface] = {
    "all overflowed": Surface(np.arange(3.0), np.arange(3.0), np.full((3, 3), np.inf)),
    "no numbers": Surface(np.arange(3.0), np.arange(3.0), np.full((3, 3), np.nan)),
    "flat": Surface(np.arange(3.0), np.arange(3.0), np.ones((3, 3))),
    "zero": Surface(np.arange(3.0), np.arange(3.0), np.zeros((3, 3))),
    "from end to end": Surface(np.arange(2.0), np.arange(2.0), np.array([[1e-300, 1e300], [0.0, np.inf]])),
    "negative": Surface(np.arange(2.0), np.arange(2.0), np.array([[-1.0, -2.0], [3.0, -4.0]])),
    "a line": Surface(np.arange(5.0), np.zeros(1), np.ones((1, 5))),
    "nothing": Surface(np.empty(0), np.empty(0), np.empty((0, 0))),
    "oblong": Surface(np.arange(40.0), np.arange(3.0), np.random.default_rng(0).random((3, 40))),
    "toy": toy(),
}


@pytest.mark.parametrize("given", SURFACES.values(), ids=SURFACES)
def test_any_surface_can_be_drawn(given: Surface) -> None:
    for draw in (contour_map, landscape):
        assert_sound(draw(given, trails(), *SIZE))
    assert loss_at(given, 200.0, 200.0, *SIZE) is not None


# -- in perspective


def facets(picture: Picture) -> list[Line]:
    (surface_group,) = (item for name, item in picture.items.items() if name == "surface")
    assert isinstance(surface_group, Group)
    return [part for part in surface_group.children if isinstance(part, Line) and len(part.points) == 4]


@pytest.mark.parametrize("turn", [-35.0, 0.0, 60.0, 130.0, 200.0, -100.0])
def test_facets_are_drawn_from_the_farthest_to_the_nearest(turn: float) -> None:
    """On the ground, what is nearer to the eye is lower on the picture; so is every later facet of a flat surface."""
    flat_one = Surface(np.arange(9.0), np.arange(9.0), np.ones((9, 9)))
    picture = landscape(flat_one, (), *SIZE, None, turn)
    middles = [sum(y for _, y in facet.points) / 4 for facet in facets(picture)]
    assert len(middles) == 64
    assert all(two >= one - 1e-6 for one, two in pairwise(middles))


def test_what_is_high_stands_high_and_is_deep() -> None:
    x = np.linspace(0, 1, 21)
    peak = Surface(x, x, 1 + np.outer(np.exp(-((x - 0.5) ** 2) * 40), np.exp(-((x - 0.5) ** 2) * 40)))
    drawn = facets(landscape(peak, (), *SIZE))
    deepest = max(drawn, key=lambda facet: int((facet.fill or "heat:0")[5:]))
    lowest_at_back = drawn[0]
    assert min(y for _, y in deepest.points) < min(y for _, y in lowest_at_back.points)


def test_a_trail_behind_a_wall_is_dotted() -> None:
    x = np.linspace(0, 1, 41)
    losses = np.ones((41, 41))
    losses[18:23, :] = 2.0  # a wall across, at v = 0.5
    wall = Surface(x, x, losses)
    behind = Trail("behind", np.full(2, 0.5), np.array([0.6, 0.7]))
    before = Trail("before", np.full(2, 0.5), np.array([0.1, 0.3]))
    picture = landscape(wall, (behind, before), *SIZE, None, 0.0, 20.0)
    assert [line.stroke for line in group(picture, "trail 0") if line.stroke] == ["ink2"]
    assert "ink" in [line.stroke for line in group(picture, "trail 1")]
    turned = landscape(wall, (behind, before), *SIZE, None, 180.0, 20.0)
    assert "ink" in [line.stroke for line in group(turned, "trail 0")], "seen from the other side"


def test_a_trail_is_looked_at_from_where_it_is_seen() -> None:
    x = np.linspace(0, 1, 41)
    losses = np.ones((41, 41))
    losses[18:23, 18:23] = 2.0  # a tower in the middle
    tower = Surface(x, x, losses)
    assert clearest_turn(tower, ()) == TURN
    for turn in (TURN, TURN + 90, TURN + 180, TURN - 90):
        a = np.radians(turn)
        to_u, to_v = np.sin(a), -np.cos(a)  # the way to an eye at this turn
        steps = np.array([0.2, 0.12])
        hidden = Trail("hidden", 0.5 - steps * to_u, 0.5 - steps * to_v)
        found = clearest_turn(tower, (hidden,), 15.0)
        assert found != turn
        drawn = group(landscape(tower, (hidden,), *SIZE, None, found, 15.0), "trail 0")
        assert "ink" in [line.stroke for line in drawn]
    seen = Trail("seen", np.array([0.05, 0.1]), np.array([0.05, 0.05]))
    assert clearest_turn(tower, (seen,)) == TURN, "no other side is better"


def test_fine_surfaces_are_drawn_with_fewer_facets() -> None:
    assert len(facets(landscape(plane(401), (), *SIZE))) == len(facets(landscape(plane(101), (), *SIZE))) <= 1600


def test_the_cliff_of_the_toy_is_a_cliff() -> None:
    """Within a hundredth of the weight the loss goes from the plain to the top of the axis."""
    given = toy()
    row = len(given.y) - 1
    low, high = np.searchsorted(given.x, [1.0, 1.02])
    assert given.heights[row, low] < 0.5
    assert given.heights[row, high] == 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = landscape(given, (), *SIZE)
    fills = {part.fill for part in facets(picture)}
    assert given.band_colour(len(given.levels)) in fills, "the top"
    assert len(fills) > len(given.levels) / 2, "and the way up"


def test_both_pictures_name_what_was_moved() -> None:
    for draw in (contour_map, landscape):
        found = texts(draw(surface(), (), *SIZE))
        assert "Uf[0,1]" in found
        assert "bf[0]" in found


def test_the_picture_of_a_map_has_a_frame_and_bars_of_its_colours() -> None:
    picture = contour_map(surface(), (), *SIZE)
    fills = [part.fill for part in flat(picture.items["legend"]) if isinstance(part, Box)]
    wanted = [surface().band_colour(band) for band in range(len(surface().levels) + 1)]
    assert [fill for fill in fills if fill and fill.startswith("heat")] == wanted
    numbers = [part for part in flat(picture.items["legend"]) if isinstance(part, Text)]
    assert len(numbers) > 3

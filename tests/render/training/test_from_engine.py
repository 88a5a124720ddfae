"""The engine's own numbers in the pictures: what a view draws without computing anything."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import Layer, Network, Trainer
from simulator.engine.flow.reach import reach
from simulator.engine.inside import update_story
from simulator.engine.surface import Surface, Toy, descend, sweep
from simulator.render.training.axis import reading
from simulator.render.training.contour_map import contour_map
from simulator.render.training.from_engine import inside_of, reach_of, surface_of, trail_of
from simulator.render.training.inside import inside_update
from simulator.render.training.landscape import landscape
from simulator.render.training.through_time import through_time
from tests.render.training.helpers import assert_sound, texts
from tests.render.training.samples import toy_plane


def test_the_reach_of_a_gradient_in_both_directions() -> None:
    network = Network([Layer("lstm", 3, bidirectional=True)], 2, seed=1)
    x, slope = np.random.default_rng(0).normal(size=(2, 7, 2)), np.ones((7, 6))
    found = reach(network, x[0], slope)
    shown = [reach_of(one, name) for name, one in found.items()]
    for one, drawn in zip(found.values(), shown, strict=True):
        np.testing.assert_array_equal(drawn.shares, one.shares)
    assert [(one.state, one.backward) for one in shown[:2]] == [("c", False), ("h", False)]
    assert any(one.backward for one in shown)
    assert_sound(through_time(shown, 400.0, 700.0))


def test_a_slice_of_the_toy_while_it_is_computed_and_two_trails_on_it() -> None:
    """The lecture's cliff, with the engine's numbers: one trail stays, the other is thrown off."""
    toy, plane = Toy(), toy_plane(33)
    found = Surface(plane)
    sizes = []
    for row in sweep(toy, plane):
        found.take(row)
        shown = surface_of(found).shown
        sizes.append(0 if shown is None else shown.losses.shape[0])
    assert sizes == sorted(sizes), "ever finer"
    assert set(sizes) == {0, 5, 9, 17, 33}
    surface = surface_of(found)
    assert surface.complete
    np.testing.assert_array_equal(surface.losses[3, 4], toy.losses(plane.points(plane.x[4], plane.y[3])))
    assert (surface.x_name, surface.y_name) == ("w", "v")
    start = Toy.point(w=0.997, v=1.5)
    calm = trail_of(descend(toy, start, 60, 2e-3, clip_norm=1.0), plane, "clipped to 1")
    wild = trail_of(descend(toy, start, 60, 2e-3), plane, "not clipped")
    assert calm.x[0] == wild.x[0] == pytest.approx(0.997)
    assert calm.updates is not None
    assert calm.updates.tolist() == list(range(61))
    assert (calm.flew, wild.flew) == ("", "flies off")
    for picture in (contour_map(surface, (calm, wild), 560.0, 480.0), landscape(surface, (calm, wild), 560.0, 480.0)):
        assert_sound(picture)
        assert "not clipped, flies off" in texts(picture)


@pytest.mark.parametrize("bidirectional", [False, True])
def test_the_inside_of_a_trainer_s_next_update(bidirectional: bool) -> None:
    trainer = Trainer("echo", "elman", 3, batch=4, length=6, clip_norm=0.05, bidirectional=bidirectional)
    part = "1.backward" if bidirectional else "1"
    story = update_story(trainer, f"{part}.U", (0, 1), 2)
    inside = inside_of(story, f"{part}.h", 0, "Adam, rate 0.01")
    assert inside.from_the_end == bidirectional
    assert inside.total == pytest.approx(story.gradient)
    assert inside.loss == pytest.approx(story.loss)
    assert inside.kept * inside.length == pytest.approx(0.05)
    for moment in story.moments:
        assert_sound(inside_update(inside, moment, 900.0, 480.0))
    last = inside_update(inside, story.moments[-1], 900.0, 480.0)
    trainer.step()
    assert inside.new == float(trainer.network.parameters[f"{part}.U"][0, 1])
    assert reading(story.gradient) in texts(last.items["card sum"])[-1]
    assert {spot.target for spot in last.hotspots} <= set(map(str, story.moments))


def test_without_clipping_and_with_each_number_clipped_by_itself() -> None:
    free = inside_of(update_story(Trainer("echo", "elman", 2, clip_norm=None), "1.U", (0, 0)), "1.h", 0)
    assert (free.threshold, free.kept) == (None, 1.0)
    by_value = Trainer("echo", "elman", 2, clip_norm=None, clip_value=1e-6)
    inside = inside_of(update_story(by_value, "1.U", (0, 0)), "1.h", 0)
    assert inside.threshold == 1e-6
    assert inside.kept * inside.length == pytest.approx(1e-6)

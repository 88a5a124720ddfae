"""The network through time: order of evaluation, what is seen when, and where the copies stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from simulator.document import State, open_what
from simulator.engine.networks.layer import Layer
from simulator.engine.networks.network import Network
from simulator.exports.finished import FinishedTrace
from simulator.exports.views import picture_of
from simulator.language import cell_ids, parse_cell
from simulator.lessons import lesson_ids
from simulator.render.primitives import Box, Circle, Group, Line, Picture, Primitive, Text
from simulator.render.unrolled import Look, unrolled
from simulator.render.unrolled_lanes import Lane, evaluation, lane, network_lanes
from simulator.render.unrolled_place import first_column, lay_out

WIDTH, HEIGHT = 1328.0, 680.0


def lanes_of(state: State) -> tuple[Lane, ...]:
    source, layer = FinishedTrace(state.run), state.layer
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    return (lane(layer.cell, source, layer.inputs, sizes, source.extent, state.scale),)


@cache
def lesson() -> tuple[Lane, ...]:
    return lanes_of(open_what("hand-set-lstm"))


@cache
def both_ways() -> tuple[Lane, ...]:
    network = Network([Layer("elman", 2, bidirectional=True), Layer("lstm", 1)], 2)
    return network_lanes(network.run(np.linspace(-1, 1, 10).reshape(5, 2)))


@cache
def stacked() -> tuple[Lane, ...]:
    network = Network([Layer("lstm", 1), Layer("gru", 2)], 2, 1, "linear")
    return network_lanes(network.run(np.linspace(-1, 1, 8).reshape(4, 2)))


def flat(primitive: Primitive) -> Iterator[Primitive]:
    if isinstance(primitive, Group):
        for child in primitive.children:
            yield from flat(child)
    else:
        yield primitive


def texts(picture: Picture, identity: str) -> list[str]:
    parts = flat(picture.items[identity])
    return ["".join(run.text for run in part.runs) for part in parts if isinstance(part, Text)]


def ends(picture: Picture, identity: str) -> tuple[float, float]:
    """Return where a pipe begins and ends, across."""
    line = next(part for part in flat(picture.items[identity]) if isinstance(part, Line))
    return line.points[0][0], line.points[-1][0]


# -- order of evaluation


def test_a_single_lane_is_evaluated_step_by_step() -> None:
    (moments,) = evaluation(((1, False),), 5)
    assert moments.tolist() == [1, 2, 3, 4, 5]


def test_a_backward_lane_begins_at_the_last_step() -> None:
    forward, backward = evaluation(((1, False), (1, True)), 4)
    assert forward.tolist() == [1, 2, 3, 4]
    assert backward.tolist() == [4, 3, 2, 1]


def test_a_stack_of_forward_layers_goes_through_a_step_at_once() -> None:
    assert [moments.tolist() for moments in evaluation(((1, False), (2, False), (3, False)), 3)] == [[1, 2, 3]] * 3


def test_a_layer_above_two_directions_waits_until_both_have_been_there() -> None:
    order = evaluation(((1, False), (1, True), (2, False), (2, True)), 3)
    forward, backward, above, above_backward = (moments.tolist() for moments in order)
    assert (forward, backward) == ([1, 2, 3], [3, 2, 1])
    assert above == [3, 4, 5]  # step 1 needs the backward lane, which arrives there last
    assert above_backward == [5, 4, 3]


@pytest.mark.parametrize("lanes", [((1, False), (1, True), (2, False)), ((1, True), (2, True), (2, False), (3, False))])
def test_no_copy_is_evaluated_before_what_it_needs(lanes: tuple[tuple[int, bool], ...]) -> None:
    order = evaluation(lanes, 7)
    for (layer, backward), moments in zip(lanes, order, strict=True):
        steps = moments[::-1] if backward else moments
        assert (np.diff(steps) >= 1).all()
        for (other, _), below in zip(lanes, order, strict=True):
            if other == layer - 1:
                assert (below <= moments).all()


# -- what is seen when


def test_past_present_and_future_differ() -> None:
    picture = unrolled(lesson(), 4, 1.0, WIDTH, HEIGHT)
    assert {"copy 0 2", "now 0 c", "now 0 out", "copy 0 4", "frame column"} <= picture.items.keys()
    assert "7" in texts(picture, "now 0 c")
    strokes = {
        name: {part.stroke for part in flat(picture.items[name]) if isinstance(part, Box)}
        for name in ("copy 0 2", "copy 0 4")
    }
    assert "gate" in strokes["copy 0 2"]
    assert "gate" not in strokes["copy 0 4"]
    assert "gate_m" in strokes["copy 0 4"]


def test_the_future_can_be_hidden_but_its_inputs_are_known() -> None:
    shown, hidden = (unrolled(lesson(), 4, 1.0, WIDTH, HEIGHT, look=Look(future=future)) for future in (True, False))
    assert texts(shown, "copy 0 5").count("7") == 2  # memory and output at t = 6
    assert "7" not in texts(hidden, "copy 0 5")
    assert "x1" in texts(hidden, "copy 0 5")


def test_a_step_is_evaluated_from_the_inputs_to_the_output() -> None:
    def seen(phase: float) -> tuple[bool, ...]:
        picture = unrolled(lesson(), 6, phase, WIDTH, HEIGHT)
        return tuple(len(texts(picture, f"now 0 {name}")) > 1 for name in ("i", "out"))

    assert [seen(phase) for phase in (0.1, 0.3, 0.7, 1.0)] == [
        (False, False),
        (True, False),
        (True, False),
        (True, True),
    ]


def test_in_a_stack_the_phase_runs_from_the_bottom_up() -> None:
    picture = unrolled(stacked(), 3, 0.5, WIDTH, 900)
    assert len(texts(picture, "now 0 out")) == 2  # name and number
    assert len(texts(picture, "now 2 out")) == 1


def test_memory_is_passed_to_the_right_and_in_a_backward_lane_to_the_left() -> None:
    picture = unrolled(both_ways(), 2, 1.0, WIDTH, 900)
    start, end = ends(picture, "pipe 0 2 h")
    assert start < end
    start, end = ends(picture, "pipe 1 2 h")
    assert start > end
    assert "h6" in texts(picture, "start 1")  # its beginning stands after the last step


def test_two_directions_meet_from_both_ends() -> None:
    picture = unrolled(both_ways(), 2, 1.0, WIDTH, 900)
    assert {"frame 0", "frame 1"} <= picture.items.keys()
    assert {name for name in picture.items if name.startswith("now") and name.endswith("out")} == {
        "now 0 out",
        "now 1 out",
    }
    moments = {spot.target for spot in picture.hotspots if spot.target.startswith("t[")}
    assert moments == {f"t[{moment}]" for moment in range(1, 10)}
    assert texts(picture, "order 1 4") == ["1"]
    assert texts(picture, "order 2 0") == ["5"]


def test_the_weights_stand_once_on_a_line_through_all_copies() -> None:
    picture = unrolled(lesson(), 4, 1.0, WIDTH, HEIGHT)
    line, marks = picture.items["rod 0"], list(flat(picture.items["marks 0"]))
    assert isinstance(line, Line)
    assert len(marks) == 9
    assert all(isinstance(mark, Circle) and mark.y == line.points[0][1] for mark in marks)
    names = " ".join(texts(picture, "names 0"))
    assert all(name.replace("_", "") in names for name in lesson()[0].shape.cell.parameters)


# -- where it stands


def test_a_window_of_steps_follows_the_column_that_is_to_be_seen() -> None:
    shapes = (lesson()[0].shape,)
    whole = lay_out(shapes, 50, WIDTH, HEIGHT).whole
    assert first_column(shapes, 50, WIDTH, HEIGHT, 0, 0) == 0
    assert first_column(shapes, 50, WIDTH, HEIGHT, 30, 0) == 30 - whole + 1
    assert first_column(shapes, 50, WIDTH, HEIGHT, 10, 20) == 10
    assert first_column(shapes, 50, WIDTH, HEIGHT, 22, 20) == 20
    assert first_column(shapes, 50, WIDTH, HEIGHT, 49) == 50 - whole


def test_the_length_of_the_sequence_does_not_matter() -> None:
    state = open_what("lstm")
    lanes = lanes_of(state)
    short = unrolled(lanes, 1, 1.0, 774, 480)
    assert len(short.items) < 60
    assert {name for name in short.items if name.startswith("head")} == {f"head {column}" for column in range(5)}


def test_no_size_is_too_small_and_a_hall_has_larger_letters() -> None:
    for width, height in ((200, 100), (560, 300), (774, 480), (2560, 1300)):
        picture = unrolled(lesson(), 4, 1.0, width, height)
        assert picture.width == width
        assert picture.height >= height
    hall = unrolled(lesson(), 4, 1.0, WIDTH, HEIGHT, look=Look(projected=True)).items["caption"]
    desk = unrolled(lesson(), 4, 1.0, WIDTH, HEIGHT).items["caption"]
    assert isinstance(hall, Text)
    assert isinstance(desk, Text)
    assert hall.size > 1.3 * desk.size


@pytest.mark.parametrize("what", [*cell_ids(), *lesson_ids()])
def test_every_cell_can_be_unrolled_at_every_phase(what: str) -> None:
    state = open_what(what)
    for step in (1, 2, state.sequence.steps):
        for phase in (0.0, 0.1, 0.3, 0.6, 0.95, 1.0):
            assert picture_of(state, "unrolled", step, phase).items


def test_ids_stay_from_phase_to_phase() -> None:
    ids = {tuple(unrolled(lesson(), 4, phase, WIDTH, HEIGHT).items) for phase in (0.0, 0.2, 0.5, 0.9, 1.0)}
    assert len(ids) == 1


def test_a_cell_of_ones_own_with_many_units_and_inputs() -> None:
    from simulator.engine import Model
    from simulator.render.unrolled_lanes import TraceSource

    cell = parse_cell("a = sigmoid(W @ x + U @ h[t-1])\nb = a * h[t-1]\nh = tanh(V @ x + b)")
    source = TraceSource(Model(cell, 12, 256).run(np.random.default_rng(1).normal(size=(3, 12)) * 3))
    lanes = (lane(cell, source, 12, cell.signal_sizes(12, 256), source.extent),)
    picture = unrolled(lanes, 2, 1.0, 774, 480)
    words = [text for name in picture.items for text in texts(picture, name)]
    assert any(text.startswith("+") for text in words)  # how many units have no room
    assert sum(1 for name in picture.items for _ in flat(picture.items[name])) < 2500


def test_what_is_not_computed_and_what_is_no_number_are_drawn() -> None:
    class Source(FinishedTrace):
        @property
        def ready(self) -> int:
            return 2

    state = open_what("lstm")
    source, layer = Source(state.run), state.layer
    sizes = layer.cell.signal_sizes(layer.inputs, layer.units, layer.outputs)
    lanes = (lane(layer.cell, source, layer.inputs, sizes, source.extent),)
    assert "copy 0 4" in unrolled(lanes, 5, 1.0, WIDTH, HEIGHT).items
    broken = {name: np.where(np.arange(6)[:, None] > 2, np.nan, value) for name, value in source.trace.values.items()}
    infinite = {name: np.where(np.arange(6)[:, None] == 3, np.inf, value) for name, value in broken.items()}
    from dataclasses import replace

    from simulator.render.unrolled_lanes import TraceSource

    overflown = TraceSource(replace(source.trace, values=infinite))
    lanes = (lane(layer.cell, overflown, layer.inputs, sizes, overflown.extent),)
    for step in range(1, 7):
        for phase in (0.3, 0.7, 1.0):
            assert unrolled(lanes, step, phase, WIDTH, HEIGHT).items


def test_the_numbers_of_a_copy_are_in_its_tip() -> None:
    picture = unrolled(lesson(), 4, 1.0, WIDTH, HEIGHT)
    tips = {spot.target: spot.tip for spot in picture.hotspots}
    assert tips["t[2]"].splitlines()[:2] == ["t = 2", "x = 3, 1, 0"]
    assert tips["c"].startswith("c = 6.99") or tips["c"] == "c = 7"
    assert tips["x[1]"] == "x1 = 4"
    hidden = unrolled(lesson(), 4, 1.0, WIDTH, HEIGHT, look=Look(future=False))
    assert {spot.target: spot.tip for spot in hidden.hotspots}["t[6]"] == "t = 6\nx = 1, 0, 1"

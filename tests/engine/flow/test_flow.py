"""Where a gradient vanishes, explodes or is kept, told rightly; and the ends of the scale: nothing, and infinity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator import Model, UserError, load_cell, parse_cell
from simulator.engine.flow import Flow, contributions, flow

Array = np.ndarray[Any, Any]


def recurrent(text: str, size: float, units: int = 6, steps: int = 60, x: float = 0.3) -> tuple[Flow, float]:
    """Return the flow of one loss at the end; all singular values of every U are ``size``."""
    random = np.random.default_rng(3)
    model = Model(parse_cell(text), 2, units)
    for name, array in model.parameters.items():
        drawn = random.normal(size=array.shape)
        array[...] = size * np.linalg.qr(drawn)[0] if name.startswith("U") else drawn
    direct = np.zeros((steps, units))
    direct[-1] = random.normal(size=units)
    return flow(model, x * random.normal(size=(steps, 2)), direct), size


def test_the_elman_vanishes_with_small_weights_and_has_to() -> None:
    found, size = recurrent("h = tanh(W @ x + U @ h[t-1])", 0.7)
    assert found.bound == pytest.approx(size)
    norms = found.norms["h"]
    assert (norms[:-1] <= found.bound * norms[1:] * (1 + 1e-12)).all()
    story = found.story("h")
    assert story.ending == "vanished"
    step = int(story.numbers["step"])
    assert (norms[: step + 1] < 1e-3 * norms[-1]).all()
    assert norms[step + 1] >= 1e-3 * norms[-1]
    assert story.numbers["rate"] == pytest.approx((norms[0] / norms[-1]) ** (1 / 60))
    assert (story.numbers["last"], story.numbers["start"], story.numbers["end"]) == (60, norms[-1], norms[0])
    assert story.numbers["factor"] == "Uᵀ"  # the slopes of tanh are near 1 here
    assert str(story).startswith("Going back from step 60 to step 0, |dL/dh| falls from ")
    assert f"by step {step} it has vanished. Most of it comes along h → h[t-1]" in str(story)
    assert str(story).endswith(
        "It has to shrink: whatever the inputs, a step back leaves at most 0.7 of it, in the long run."
    )


def test_the_elman_explodes_with_large_weights() -> None:
    found, _ = recurrent("h = tanh(W @ x + U @ h[t-1])", 1.6, x=0.0)  # at rest: every slope is 1
    norms, story = found.norms["h"], found.story("h")
    assert story.ending == "exploded"
    step = int(story.numbers["step"])
    assert norms[step] > 1e3 * norms[-1] >= norms[step + 1]
    assert story.numbers["factor"] == "Uᵀ"
    assert story.numbers["size"] == pytest.approx(story.numbers["rate"])
    assert f"grows from {norms[-1]:.3g} to {norms[0]:.3g}" in str(story)
    assert "What makes it grow most is Uᵀ" in str(story)
    assert "has to" not in str(story)


def test_saturated_slopes_are_named_as_what_shrinks() -> None:
    found, _ = recurrent("h = tanh(W @ x + U @ h[t-1])", 1.0, x=20.0)
    story = found.story("h")
    assert (story.ending, story.numbers["factor"]) == ("vanished", "× tanh′")
    assert "What shrinks it most is × tanh′" in str(story)


def test_a_sigmoid_vanishes_below_four() -> None:
    """The steepest slope of a sigmoid is 1/4: singular values below 4 are small."""
    found, _ = recurrent("h = sigmoid(W @ x + U @ h[t-1])", 3.9)
    assert found.bound == pytest.approx(3.9 / 4)
    assert found.story("h").ending == "vanished"
    assert "bound" in found.story("h").sentences


def test_the_bound_of_states_that_feed_each_other() -> None:
    """h reads s at the same step, s reads h one step earlier: round the circle it is the product of both."""
    found, _ = recurrent("s = tanh(W @ x + U @ h[t-1])\nh = 0.5 * sigmoid(U2 @ s) + 0 * s[t-1]", 0.8)
    assert found.bound == pytest.approx(0.8 * 0.8 * 0.25 * 0.5)
    found, _ = recurrent("s = tanh(W @ x + U @ h[t-1])\nh = tanh(s[t-1])", 0.81)
    assert found.bound == pytest.approx(0.9)  # once round takes two steps


def test_no_bound_where_a_state_is_multiplied_by_what_has_none() -> None:
    found, _ = recurrent("h = tanh(W @ x * h[t-1])", 1)
    assert found.bound == np.inf
    assert recurrent("h = tanh(W @ x)", 1)[0].bound == 0  # no state at all


def test_the_memory_is_kept_with_an_open_forget_gate_and_vanishes_with_a_half_open_one() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(40, 2))
    direct = np.zeros((40, 5))
    direct[-1] = 1
    endings = {}
    for bias in (0.0, 10.0):
        model = Model(load_cell("lstm"), 2, 5, seed=2)
        model.parameters["b_f"][...] = bias
        found = flow(model, x, direct)
        story = found.story("c")
        endings[bias] = story.ending
        assert story.numbers["path"] == "c → c[t-1]"
        gates = np.abs(found.trace["f"]).mean()
        assert story.numbers["size"] == pytest.approx(gates, abs=0.1)
    assert endings == {0.0: "vanished", 10.0: "kept"}


def test_losses_on_the_way_are_said() -> None:
    model = Model(load_cell("elman"), 2, 3)
    found = flow(model, np.ones((5, 2)), np.ones((5, 3)))
    assert "The loss of 5 steps comes in on the way." in str(found.story("h"))
    np.testing.assert_allclose(found.ratios["h"], found.norms["h"][:-1] / found.norms["h"][1:])


# -- rows for a person to read


def test_what_a_gradient_is_the_sum_of_the_largest_first() -> None:
    model = Model(load_cell("lstm-peephole"), 2, 3, seed=5)
    found = flow(model, np.random.default_rng(0).normal(size=(6, 2)), np.ones((6, 3)))
    for state in ("c", "h"):
        for step in range(7):
            carried = found.at(state, step)
            np.testing.assert_allclose(sum(row.gradient for row in carried), found.gradient[state][step], 1e-12)
            norms = [row.norm for row in carried]
            assert norms == sorted(norms, reverse=True)
            assert all(row.norm == pytest.approx(np.linalg.norm(row.gradient)) for row in carried)
    assert {row.path.text for row in found.at("h", 6)} == {"loss → h"}  # nothing follows the last step
    assert "loss → h" not in {row.path.text for row in found.at("h", 0)}  # and no loss is before the first


def test_the_edges_of_a_step_in_the_order_of_the_backward_pass() -> None:
    model = Model(parse_cell("h = tanh(W @ x + U @ h[t-1])"), 1, 1, 1, {"W": [[0.5]], "U": [[3]]})
    found = flow(model, [[0], [1]], [[0], [2]], {"h": [0.25]})
    h1 = np.tanh(0.75)
    h2 = np.tanh(0.5 + 3 * h1)
    rows = [(edge.reader, edge.operand, edge.link.text) for edge in found.edges(2)]
    assert rows == [
        ("h", "W x + U h[t-1]", "× tanh′"),
        ("W x + U h[t-1]", "W x", "the same"),
        ("W x + U h[t-1]", "U h[t-1]", "the same"),
        ("U h[t-1]", "U", "× h[t-1]ᵀ"),
        ("U h[t-1]", "h[t-1]", "Uᵀ"),
        ("W x", "W", "× xᵀ"),
        ("W x", "x", "Wᵀ"),
    ]
    inside = 2 * (1 - h2**2)
    edges = found.edges(2)
    assert [edge.before.item() for edge in edges] == pytest.approx([2] + 6 * [inside])
    after = [inside, inside, inside, inside * h1, inside * 3, inside * 1, inside * 0.5]
    assert [edge.after.item() for edge in edges] == pytest.approx(after)
    assert [edge.factor.item() for edge in edges] == pytest.approx([1 - h2**2, 1, 1, h1, 3, 1, 0.5])
    assert [edge.after.shape for edge in edges] == [(1,), (1,), (1,), (1, 1), (1,), (1, 1), (1,)]


# -- the ends of the scale


def test_one_step() -> None:
    model = Model(load_cell("lstm"), 2, 3)
    found = flow(model, [[1, 2]], [[1, 1, 1]])
    assert found.norms["c"].shape == (2,)
    assert found.ratios["c"].shape == (1,)
    assert found.story("c").ending == "kept"
    assert "goes from" in str(found.story("h"))


def test_a_cell_without_states() -> None:
    model = Model(parse_cell("y = tanh(W @ x)"), 2, 3)
    found = flow(model, np.ones((4, 2)), np.ones((4, 3)))
    assert (found.norms, found.paths, found.bound) == ({}, {}, 0)
    assert len(found.edges(1)) == 3
    with pytest.raises(UserError, match=r"“h” is no state of cell. Its states: none."):
        found.story("h")


def test_no_gradient_at_all() -> None:
    model = Model(load_cell("lstm"), 2, 3)
    found = flow(model, np.ones((4, 2)), np.zeros((4, 3)))
    for state in ("c", "h"):
        assert not found.norms[state].any()
        assert np.isnan(found.ratios[state]).all()
        assert all(np.isnan(factor.ratio).all() for path in found.paths[state] for factor in path.factors)
        assert found.at(state, 0) == ()
        assert str(found.story(state)) == f"No gradient comes to {state}: |dL/d{state}| is 0 at every step."


def test_a_state_that_the_loss_does_not_see() -> None:
    model = Model(parse_cell("a = tanh(W @ x + p * a[t-1])\nb = tanh(V @ x + q * b[t-1])", output="a"), 2, 2)
    found = flow(model, np.ones((4, 2)), np.ones((4, 2)))
    assert found.story("b").ending == "nothing"
    assert found.story("a").ending != "nothing"


def test_only_the_initial_state_counts() -> None:
    model = Model(parse_cell("h = W @ x\ny = p * h[t-1]"), 1, 1, 1, {"W": [[1]], "p": [2]})
    found = flow(model, [[1], [1]], [[1], [0]])
    assert found.norms["h"].tolist() == [2, 0, 0]
    assert str(found.story("h")) == "|dL/dh| is 2 at step 0, and no gradient comes to a later h."


def test_a_gradient_that_dies_at_once() -> None:
    """A relu that is off lets nothing through: the ratio is 0 there, and unknown before it."""
    model = Model(parse_cell("h = relu(W @ x + h[t-1])"), 1, 1, 1, {"W": [[1]]})
    found = flow(model, [[1], [-5], [1]], [[0], [0], [1]])
    assert found.norms["h"].tolist() == [0, 0, 1, 1]
    np.testing.assert_array_equal(found.ratios["h"], [np.nan, 0, 1])
    story = found.story("h")
    assert (story.ending, story.numbers["step"], story.numbers["rate"]) == ("vanished", 1, 0)
    assert story.numbers["factor"] == "× relu′"


def test_a_sum_alone_leaves_it_unchanged() -> None:
    model = Model(parse_cell("h = W @ x + h[t-1]"), 1, 1)
    found = flow(model, np.ones((9, 1)), np.eye(9)[:, -1:])
    assert found.norms["h"].tolist() == [1] * 10
    assert str(found.story("h")).endswith("1 times a step. Most of it comes along h → h[t-1], unchanged.")


def test_a_gradient_past_what_numbers_can_hold() -> None:
    model = Model(parse_cell("h = W @ x + U @ h[t-1]"), 2, 2, 1, {"W": np.eye(2), "U": 1e10 * np.eye(2)})
    found = flow(model, np.zeros((40, 2)), np.eye(40)[:, [39, 39]])
    assert np.isinf(found.norms["h"][0]) or np.isnan(found.norms["h"][0])
    assert found.norms["h"][39] == pytest.approx(1e10 * np.sqrt(2))
    story = found.story("h")
    assert (story.ending, story.numbers["step"]) == ("overflowed", 9)  # 1e310
    assert story.numbers["factor"] == "Uᵀ"
    assert "explodes: at step 9 it is no finite number" in str(story)
    assert len(found.at("h", 0)) == 1
    assert found.edges(1)


def test_states_past_what_numbers_can_hold() -> None:
    model = Model(parse_cell("c = exp(W @ x + c[t-1])\nh = tanh(c) * c"), 1, 1, 1, {"W": [[1]]})
    found = flow(model, np.ones((8, 1)), np.ones((8, 1)))
    assert not np.isfinite(found.trace["c"]).all()
    assert found.story("c").ending == "overflowed"
    largest, *_ = found.at("c", 3)
    assert not np.isfinite(largest.norm)
    assert np.isfinite(contributions(model, np.ones((3, 1)), np.eye(3)[:, :1], "W").total)


# -- refusals


def test_refusals() -> None:
    model = Model(load_cell("lstm"), 2, 3)
    with pytest.raises(UserError, match="the gradient of a batch cannot be followed"):
        flow(model, np.ones((4, 5, 2)), np.ones((4, 5, 3)))
    with pytest.raises(UserError, match="the output gradient must be"):
        flow(model, np.ones((4, 2)), np.ones((4, 2)))
    found = flow(model, np.ones((4, 2)), np.ones((4, 3)))
    with pytest.raises(UserError, match="there is no step 5: the steps are 0"):
        found.at("c", 5)
    with pytest.raises(UserError, match=r"“i” is no state of lstm. Its states: c, h."):
        found.at("i", 1)
    for step in (0, 5):
        with pytest.raises(UserError, match=f"there is no step {step}: the steps are 1 to 4"):
            found.edges(step)

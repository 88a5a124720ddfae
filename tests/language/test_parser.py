"""What the language means: names, states, parameters and their sizes."""

from __future__ import annotations

from simulator import load_cell, parse_cell
from simulator.language import cell_ids


def test_names_come_in_the_order_of_the_equations() -> None:
    cell = parse_cell("z = W @ x + U @ h[t-1] + b\nh = tanh(z)")
    assert cell.signals == ("z", "h")
    assert cell.states == ("h",)
    assert cell.parameters == ("W", "U", "b")
    assert cell.output == "h"
    assert parse_cell("z = W @ x\nh = tanh(z)", output="z").output == "z"


def test_shapes_follow_from_use() -> None:
    cell = parse_cell("h = W @ x + U @ y[t-1] + b + p * h[t-1]\ny: outputs = V @ h + c\nk: 5 = K @ y + k[t-1]")
    assert cell.parameter_shapes(inputs=3, units=4, outputs=2) == {
        "W": (4, 3),
        "U": (4, 2),
        "b": (4,),
        "p": (4,),
        "V": (2, 4),
        "c": (2,),
        "K": (5, 2),
    }
    assert cell.signal_sizes(inputs=3, units=4, outputs=2) == {"h": 4, "y": 2, "k": 5}
    assert cell.uses_outputs
    assert not load_cell("lstm").uses_outputs


def test_a_size_may_become_known_only_later() -> None:
    cell = parse_cell("a: inputs = tanh(p * q) + x\nh = W @ (p - r)")
    assert cell.parameter_shapes(3, 4) == {"p": (3,), "q": (3,), "W": (4, 3), "r": (3,)}


def test_one_parameter_used_twice_is_shared() -> None:
    cell = parse_cell("a = W @ x + b\nh = tanh(W @ x) * b")
    assert cell.parameters == ("W", "b")


def test_a_state_may_stand_above_its_equation() -> None:
    cell = parse_cell("h = U @ y[t-1]\ny: outputs = V @ h")
    assert cell.parameter_shapes(1, 4, 2) == {"U": (4, 2), "V": (2, 4)}
    assert cell.states == ("y",)


def test_other_spellings() -> None:
    plain, fancy = parse_cell("h = sigmoid(W @ x) * tanh(b)"), parse_cell("h = σ(W @ x) ⊙ tanh(b)")
    assert [(node.op, node.args) for node in plain.graph.nodes] == [(node.op, node.args) for node in fancy.graph.nodes]


def test_comments_empty_lines_and_indents_do_not_matter() -> None:
    cell = parse_cell("\n   # a cell\n\n  h = W @ x  # a sum\r\n\n\ty = h * h\n")
    assert cell.signals == ("h", "y")
    assert cell.equation("h") == "h = W @ x"
    assert [cell.graph.nodes[index].line for index in cell.graph.signals.values()] == [4, 6]


def test_every_node_stands_after_its_operands() -> None:
    for name in cell_ids():
        for node in load_cell(name).graph.nodes:
            assert all(arg < node.index for arg in node.args)
            assert node.line >= 1
            assert node.column >= 1


def test_a_signal_has_a_node_of_its_own() -> None:
    cell = parse_cell("a = b\nc = a\nd = 2\ne = d[t-1]\nf: inputs = x")
    assert len(set(cell.graph.signals.values())) == 5
    for index in cell.graph.signals.values():
        assert cell.graph.nodes[index].op == "linear"


def test_what_an_equation_reads() -> None:
    graph = load_cell("lstm").graph
    assert graph.reads("c") == ("f", "i", "g")
    assert graph.reads("z_i") == ()
    inside = [graph.nodes[index].op for index in graph.inside("c")]
    assert sorted(inside) == ["add", "mul", "mul", "previous"]


LSTM = "z = W @ x + U @ h[t-1]\ni = sigmoid(z)\ng = tanh(z)\nc = (1 - i) * c[t-1] + i * g\nh = tanh(c)\ny = h * i"


def test_roles_are_inferred_from_use() -> None:
    roles = {"z": "sum", "i": "gate", "g": "candidate", "c": "memory", "h": "memory", "y": "output"}
    assert dict(parse_cell(LSTM).roles) == roles
    assert parse_cell("s = sigmoid(W @ x)\ny = V @ s").roles["s"] == "candidate"  # it multiplies nothing


def test_a_file_may_say_otherwise() -> None:
    given = parse_cell(LSTM, given_roles={"h": "output"})
    assert given.roles["h"] == "output"
    assert given.roles["c"] == "memory"


def test_cells_are_equal_by_what_they_say() -> None:
    assert parse_cell("h = W @ x") == parse_cell("h = W @ x")
    assert parse_cell("h = W @ x") != parse_cell("h = V @ x")
    assert hash(parse_cell("h = W @ x")) == hash(parse_cell("h = W @ x"))

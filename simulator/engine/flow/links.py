"""Where a gradient goes within one step: from each node to its operands, and what it is multiplied by on the way.

This is known from the equations alone; ``backward.py`` has the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.engine.lowering import operation
from simulator.language import FUNCTIONS, Graph, Node

Kind = Literal["same", "minus", "times", "slope", "vector", "matrix", "outer"]

_DEPTH = 3  # of an expression without a name; what lies deeper is "…"
_SUMS = ("add", "sub", "neg")


@dataclass(frozen=True)
class Link:
    """One way of the gradient: from the node ``reader`` to its operand at ``position``, the node ``operand``.

    ``kind``: what a gradient meets there. "same" (a sum: nothing), "minus" (the sign), "times" (the other factor of a
    product), "slope" (of a function), "vector" (of a function of a whole
    vector, as softmax), "matrix" (its transpose),
    "outer" (to a matrix itself: gradient times vector). ``text`` as a person writes it, such as "× f", "× tanh′(z)",
    "Uᵀ"; ``name`` the bare "f", "tanh", "U".
    """

    reader: int
    operand: int
    position: int
    kind: Kind
    name: str
    text: str


def links(graph: Graph, reader: int) -> tuple[Link, ...]:
    """Return the ways from a node to its operands. To a number there is none."""
    node = graph.nodes[reader]
    found = []
    for position, operand in enumerate(node.args):
        if graph.nodes[operand].size is not None and node.size is not None:
            kind, name, text = _factor(graph, node, position)
            found.append(Link(reader, operand, position, kind, name, text))
    return tuple(found)


def _factor(graph: Graph, node: Node, position: int) -> tuple[Kind, str, str]:
    other = node.args[1 - position] if len(node.args) == 2 else node.args[0]
    name = expression(graph, other)
    if node.op in ("add", "linear") or (node.op == "sub" and position == 0):
        return "same", "", "the same"
    if node.op in ("sub", "neg"):
        return "minus", "−1", "× −1"
    if node.op == "mul":
        return "times", name, f"× {f'({name})' if _in_brackets(graph, other, 'mul', 0) else name}"
    if node.op == "matmul":
        whole = bool(graph.nodes[other].signal) or not graph.nodes[other].args
        return (
            "outer" if position == 0 else "matrix",
            name,
            f"{'× ' * (1 - position)}{name if whole else f'({name})'}ᵀ",
        )
    row = FUNCTIONS[node.op]
    head = row.text.partition("(")[0] if "(" in row.text else row.name
    operand = graph.nodes[other]
    named = operand.signal or operand.op in ("input", "previous", "parameter")
    return "slope" if row.slope is not None else "vector", node.op, f"× {head}′({name})" if named else f"× {head}′"


def expression(graph: Graph, index: int, depth: int = _DEPTH) -> str:
    """Return the text of a node: its name, or the expression that it is, shortened."""
    node = graph.nodes[index]
    if node.signal:
        return node.signal
    if node.op == "previous":
        return f"{node.name}[t-1]"
    if node.op == "number":
        return f"{node.value:g}"
    if node.name:
        return node.name
    if not depth:
        return "…"
    inner = []
    for position, arg in enumerate(node.args):
        text = expression(graph, arg, depth - 1)
        inner.append(f"({text})" if _in_brackets(graph, arg, node.op, position) else text)
    return operation(node).text.format(*inner)


def _in_brackets(graph: Graph, index: int, reader: str, position: int) -> bool:
    """Whether a node, written out inside its reader, needs brackets."""
    node = graph.nodes[index]
    if node.signal or reader in FUNCTIONS:
        return False
    if node.op == "number":
        return node.value < 0 and (position == 1 or reader == "neg")
    loose = node.op in _SUMS or (node.op == "mul" and reader == "matmul")
    return loose and (reader in ("mul", "matmul", "neg") or (reader == "sub" and position == 1))

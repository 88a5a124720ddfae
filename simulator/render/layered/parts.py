"""A cell's graph taken apart into what a diagram shows: ports, sums with their weights, functions, valves, tanks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from simulator.language import FUNCTIONS, Cell, Node
from simulator.language.graph import Size, resolve

Kind = Literal["input", "delay", "constant", "sum", "function", "valve", "times", "rest", "chip"]
Use = Literal["stream", "tap", "gate", "weights"]

_GATES = ("sigmoid", "hard_sigmoid")


@dataclass(frozen=True)
class Row:
    """One addend of a sum.

    ``kind``: weights (a matrix times what ``source`` gives), scale (a number or a parameter times it), plain (itself),
    bias (a parameter), number. ``node`` is the addend, ``size`` the length of the vector that the weights are for.
    """

    kind: Literal["weights", "scale", "plain", "bias", "number"]
    node: int
    sign: int = 1
    source: str = ""
    size: int = 1


@dataclass(frozen=True)
class Inlet:
    """Where a part takes a value in: from which part, and what for."""

    source: str
    use: Use = "stream"


@dataclass(frozen=True)
class Part:
    """One thing that is drawn; its value leaves it on the right.

    ``node`` is the value that leaves, ``owner`` the signal in whose equation it stands. A sum has its ``rows``, and
    may have a ``function`` behind it or a ``tank``; ``total`` is then the node of the sum itself. Of a valve the first
    inlet is the stream and the second the gate, whose bonnet points down if ``below``.
    """

    id: str
    kind: Kind
    node: int
    owner: str
    inlets: tuple[Inlet, ...] = ()
    rows: tuple[Row, ...] = ()
    total: int = -1
    function: str = ""
    tank: bool = False
    below: bool = False
    size: int = 1


@dataclass
class _Builder:
    cell: Cell
    sizes: dict[str, int]
    parts: dict[str, Part] = field(default_factory=dict)
    done: dict[int, str] = field(default_factory=dict)  # node -> the part that its value leaves

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.cell.graph.nodes

    def add(self, part: Part) -> str:
        self.parts[part.id] = part
        self.done[part.node] = part.id
        return part.id

    def size(self, index: int) -> int:
        size: Size | None = self.nodes[index].size
        return 1 if size is None else resolve(size, self.sizes)

    def name(self, index: int, owner: str) -> str:
        return self.nodes[index].signal or f"{owner}:{index}"

    def part(self, index: int, owner: str) -> str:
        """Return the part that a node's value leaves; it is made if it is not there yet."""
        if index in self.done:
            return self.done[index]
        node = self.nodes[index]
        owner = node.signal or owner
        name = self.name(index, owner)
        size = self.size(index)
        if node.op == "input":
            return self.add(Part("x", "input", index, "x", size=size))
        if node.op == "previous":
            return self.add(Part(f"{node.name}[t-1]", "delay", index, node.name, size=size))
        if node.op in ("parameter", "number"):
            return self.add(Part(name, "constant", index, owner, size=size))
        if node.op in FUNCTIONS:
            self.part(node.args[0], owner)  # a sum before it may take it along
            if index in self.done:
                return self.done[index]
            inlet = Inlet(self.done[node.args[0]])
            return self.add(Part(name, "function", index, owner, (inlet,), function=node.op, size=size))
        if node.op == "mul" and not self.factor(node):
            return self.product(node, name, owner)
        if node.op == "sub" and self.is_rest(node):
            use: Use = "gate" if self.is_gate(node.args[1]) else "stream"
            return self.add(Part(name, "rest", index, owner, (Inlet(self.part(node.args[1], owner), use),), size=size))
        return self.sum(node, name, owner)

    def factor(self, node: Node) -> Node | None:
        """Return the number or parameter of a product with one."""
        return next((self.nodes[arg] for arg in node.args if self.nodes[arg].op in ("number", "parameter")), None)

    def is_rest(self, node: Node) -> bool:
        """Whether a node is 1 minus a value that may be a gate's."""
        first, second = (self.nodes[arg] for arg in node.args)
        return first.op == "number" and first.value == 1 and not first.signal and second.op not in ("number", "matmul")

    def is_gate(self, index: int) -> bool:
        node = self.nodes[index]
        if node.op == "sub" and self.is_rest(node):
            return self.is_gate(node.args[1])
        return node.op in _GATES or (bool(node.signal) and self.cell.roles[node.signal] == "gate")

    def product(self, node: Node, name: str, owner: str) -> str:
        first, second = node.args
        size = self.size(node.index)
        if not self.is_gate(first) and not self.is_gate(second):
            inlets = tuple(Inlet(self.part(arg, owner)) for arg in node.args)
            return self.add(Part(name, "times", node.index, owner, inlets, size=size))
        gate, stream = (first, second) if self.is_gate(first) else (second, first)
        valve = (Inlet(self.part(stream, owner)), Inlet(self.part(gate, owner), "gate"))
        return self.add(Part(name, "valve", node.index, owner, valve, size=size))

    def sum(self, node: Node, name: str, owner: str) -> str:
        rows = tuple(self.rows(node, owner))
        tank = self.is_added_to(node.signal)
        uses: dict[str, Use] = {"weights": "weights", "scale": "stream" if tank else "tap"}
        inlets = tuple(Inlet(row.source, uses.get(row.kind, "stream")) for row in rows if row.source)
        function = self.taken_along(node.index)
        end = function.index if function else node.index
        owner = self.nodes[end].signal or owner
        name = self.name(end, owner)
        part = Part(
            name,
            "sum",
            end,
            owner,
            inlets,
            rows,
            node.index,
            function.op if function else "",
            tank,
            size=self.size(end),
        )
        return self.add(part)

    def rows(self, root: Node, owner: str) -> list[Row]:
        """Return the addends of a sum; sums without a name inside it are taken apart."""
        found: list[Row] = []
        stack = [(1, root.index)]
        while stack:
            sign, index = stack.pop()
            node = self.nodes[index]
            inner = index == root.index or not node.signal
            if inner and node.op in ("add", "sub") and not (index != root.index and self.is_rest(node)):
                stack += [(sign if node.op == "add" else -sign, node.args[1]), (sign, node.args[0])]
            elif inner and node.op == "neg":
                stack.append((-sign, node.args[0]))
            elif inner and node.op == "matmul":
                vector = node.args[1]
                found.append(Row("weights", index, sign, self.part(vector, owner), self.size(vector)))
            elif inner and node.op == "mul" and (factor := self.factor(node)) is not None:
                other = next(arg for arg in node.args if arg != factor.index or node.args[0] == node.args[1])
                found.append(Row("scale", index, sign, self.part(other, owner)))
            elif node.op in ("parameter", "number"):
                found.append(Row("bias" if node.op == "parameter" else "number", index, sign))
            else:
                found.append(Row("plain", index, sign, self.part(index, owner)))
        return found

    def taken_along(self, index: int) -> Node | None:
        """Return the function that alone reads a sum, so that it is drawn with it."""
        node = self.nodes[index]
        readers = self.cell.graph.readers[index]
        if len(readers) != 1 or node.signal == self.cell.output or node.signal in self.cell.states:
            return None
        reader = self.nodes[readers[0]]
        return reader if reader.op in FUNCTIONS else None

    def is_added_to(self, signal: str) -> bool:
        """Whether a signal is a memory that keeps (a share of) itself and is added to: then it is a tank."""
        if signal not in self.cell.states:
            return False
        stack, added = [self.cell.graph.signals[signal]], False
        while stack:
            node = self.nodes[stack.pop()]
            if node.op == "previous" and node.name == signal:
                return added
            if node.op in ("add", "sub", "mul", "neg") and (not node.signal or node.signal == signal):
                added = added or node.op in ("add", "sub")
                stack += node.args
        return False


def take_apart(cell: Cell, sizes: dict[str, int]) -> dict[str, Part]:
    """Return the parts of a cell by id, every part after those that it reads."""
    builder = _Builder(cell, sizes)
    for name, index in cell.graph.signals.items():
        builder.part(index, name)
    output = cell.graph.signals[cell.output]
    ends = builder.done[output]
    builder.add(Part(f"{cell.output} out", "chip", output, cell.output, (Inlet(ends),), size=builder.size(output)))
    builder.done[output] = ends
    return builder.parts

"""Which products of a loop become one: slabs of stacked matrices on stacks of operands.

All sums of a loop that multiply the same states share one product: their weights stand above one another in a slab,
and what they multiply stands in a stack, [h; x; 1]: states, then inputs, then a one for the biases. So
W @ x + U @ h[t-1] + b of all gates is one product a step, written straight to where the gates are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from simulator.engine.chains import ADDITIVE, Chain, Chains, Term
from simulator.language import FUNCTIONS, Graph

ONES = -1
"""Stands for the row of ones in a stack, where operands are named by their node."""


@dataclass
class Group:
    """Rows of a slab that go through one function together. ``halved``: their weights carry a factor 1/2.

    For sigmoid(a) = tanh(a / 2) / 2 + 1 / 2 the half is then no call of its own, and one tanh serves both functions.
    """

    function: str
    chains: list[Chain]
    depth: int
    rows: slice
    halved: bool


@dataclass
class Slab:
    """Sums with the same right operands: rows of one product with a stack."""

    chains: list[Chain]
    rows: dict[int, slice]  # root of a chain -> its rows
    columns: dict[int, slice]  # operand (or ONES) -> its columns, and rows of the stack
    operands: tuple[int, ...]  # those that are in the loop
    blocks: list[tuple[int, int, int, int]]  # sign, parameter, root, operand (or ONES): what the weights are made of
    left: dict[int, list[Term]]  # root -> what has to be added that is in no stack, computed before the loop
    groups: list[Group]
    functions: dict[int, int]  # root -> the node of the function that its rows go through
    plain: bool  # whether no value of a sum that has a function is read by anything else
    bare: bool  # whether this holds for all sums

    @property
    def height(self) -> int:
        """The rows of the slab."""
        return max(int(rows.stop) for rows in self.rows.values())

    @property
    def width(self) -> int:
        """The columns of the weights, and rows of the stack."""
        return max(int(columns.stop) for columns in self.columns.values())


@dataclass
class LoopPlan:
    """One loop: its chains and slabs, and the nodes before it that are part of a slab's product."""

    chains: Chains
    slabs: list[Slab] = field(default_factory=list)
    part_of: dict[int, int] = field(default_factory=dict)  # node inside a sum -> root of the sum
    stacked: set[int] = field(default_factory=set)  # nodes before the loop that are nowhere computed on their own


class Planner:
    """Plans the loops of a graph. ``seen`` says whether a node's own value is wanted by somebody from outside."""

    def __init__(
        self, graph: Graph, constant: set[int], size: Callable[[int], int], seen: Callable[[int], bool]
    ) -> None:
        self.graph, self.constant, self.size, self.seen = graph, constant, size, seen

    def plan(self, nodes: tuple[int, ...]) -> LoopPlan:
        """Return the plan of a loop."""
        plan = LoopPlan(Chains(self.graph, nodes))
        for chain in plan.chains.chains.values():
            self._members(plan, chain)
        together: dict[tuple[int, ...], list[Chain]] = defaultdict(list)
        for chain in plan.chains.chains.values():
            if chain.products:
                together[chain.operands].append(chain)
        plan.slabs = [self._slab(plan, chains) for chains in together.values()]
        return plan

    def _members(self, plan: LoopPlan, chain: Chain) -> None:
        """Note the nodes that are nothing but parts of a chain."""
        ends = {index for _, index in (*chain.moving, *chain.still)}
        stack = [chain.root]
        while stack:
            index = stack.pop()
            if index not in ends:
                plan.part_of[index] = chain.root
                if self.graph.nodes[index].op in ADDITIVE:
                    stack += self.graph.nodes[index].args

    def _slab(self, plan: LoopPlan, chains: list[Chain]) -> Slab:
        nodes, readers = self.graph.nodes, self.graph.readers
        functions: dict[int, int] = {}
        for chain in chains:
            for reader in readers[chain.root]:
                row = FUNCTIONS.get(nodes[reader].op)
                if row and row.kind == "elementwise" and reader in plan.chains.inside:
                    functions[chain.root] = reader
                    break
        parts = {chain.root: self._decompose(plan, chain) for chain in chains}
        plain = {chain.root: self._is_plain(chain, functions) for chain in chains}

        def key(chain: Chain) -> tuple[bool, int, bool, str]:
            function = nodes[functions[chain.root]].op if chain.root in functions else ""
            halved = function == "sigmoid" and plain[chain.root]
            halved = halved and not chain.moving and not parts[chain.root][1]
            return not function, plan.chains.depths[chain.root], not halved, function

        ordered = sorted(chains, key=key)
        starts = [0]
        for chain in ordered:
            starts.append(starts[-1] + self.size(chain.root))
        rows = {chain.root: slice(*ends) for chain, ends in zip(ordered, pairwise(starts), strict=True)}
        groups = []
        for (idle, depth, full, function), found in groupby(ordered, key):
            members = list(found)
            if not idle:
                both = slice(rows[members[0].root].start, rows[members[-1].root].stop)
                groups.append(Group(function, members, depth + 1, both, not full))
        blocks = [
            (sign, matrix, chain.root, operand) for chain in ordered for sign, matrix, operand in chain.products
        ] + [(sign, weight, root, operand) for root, (found_, _) in parts.items() for sign, weight, operand in found_]
        columns: dict[int, slice] = {}
        width = 0
        inner = chains[0].operands
        for operand in (*inner, *sorted({block[3] for block in blocks} - {*inner, ONES}), ONES):
            if operand != ONES or any(block[3] == ONES for block in blocks):
                size = 1 if operand == ONES else self.size(operand)
                columns[operand] = slice(width, width + size)
                width += size
        plainness = all(plain[root] for root in functions), all(plain.values())
        left = {root: rest for root, (_, rest) in parts.items() if rest}
        return Slab(ordered, rows, columns, inner, blocks, left, groups, functions, *plainness)

    def _is_plain(self, chain: Chain, functions: dict[int, int]) -> bool:
        """Whether a sum's value is read by its function alone, which derives by its result."""
        if chain.root not in functions or self.seen(chain.root):
            return False
        function = FUNCTIONS[self.graph.nodes[functions[chain.root]].op]
        return self.graph.readers[chain.root] == (functions[chain.root],) and function.slope_of == "result"

    def _decompose(self, plan: LoopPlan, chain: Chain) -> tuple[list[tuple[int, int, int]], list[Term]]:
        """Part what needs no state into products and biases for the stack (sign, parameter, operand), and the rest."""
        found: list[tuple[int, int, int]] = []
        rest: list[Term] = []
        stack = list(chain.still)
        while stack:
            sign, index = stack.pop()
            node = self.graph.nodes[index]
            if node.op == "parameter":
                found.append((sign, index, ONES))
            elif node.signal or index in self.constant or node.op not in (*ADDITIVE, "matmul"):
                rest.append((sign, index))
            elif node.op == "matmul":
                matrix, operand = node.args
                found.append((sign, matrix, operand))
                self._take(plan, index, chain)
            else:
                self._take(plan, index, chain)
                first, *second = node.args
                stack.append((-sign if node.op == "neg" else sign, first))
                stack += [(-sign if node.op == "sub" else sign, index) for index in second]
        return found, rest

    def _take(self, plan: LoopPlan, index: int, chain: Chain) -> None:
        plan.stacked.add(index)
        plan.part_of[index] = chain.root

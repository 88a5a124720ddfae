"""The sums of a loop: chains of terms, and how deep each value lies. What forward and training tapes are planned from.

The depth of a value is the longest way to it from a state. Nothing of one depth can depend on another of it, so what
has the same depth may be computed together and no order is lost by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.language import Graph

Term = tuple[int, int]
"""A sign (1 or -1) and the node it stands before."""

ADDITIVE = ("add", "sub", "neg")


@dataclass
class Chain:
    """A sum with all its terms: products, other terms that need a state (moving), and terms that do not (still)."""

    root: int
    products: list[tuple[int, int, int]] = field(default_factory=list)  # sign, matrix, right operand
    moving: list[Term] = field(default_factory=list)
    still: list[Term] = field(default_factory=list)
    depth: int = 0  # of its products

    @property
    def operands(self) -> tuple[int, ...]:
        """The right operands of its products."""
        return tuple(sorted({operand for _, _, operand in self.products}))


class Chains:
    """The chains of a loop by their root, and the depth of every node of it that is no mere part of a chain."""

    def __init__(self, graph: Graph, nodes: tuple[int, ...]) -> None:
        self.graph, self.nodes = graph, nodes
        self.inside = set(nodes)
        self.depths: dict[int, int] = {}
        self.chains: dict[int, Chain] = {}
        for index in nodes:
            node = graph.nodes[index]
            if node.op == "previous":
                self.depths[index] = 0
            elif node.op in (*ADDITIVE, "matmul"):
                if not self._absorbed(index):
                    chain = self.chains[index] = self._chain(index)
                    chain.depth = 1 + self._deepest(chain.operands)
                    after = 1 + self._deepest(term for _, term in chain.moving)
                    self.depths[index] = max(after, chain.depth + bool(chain.moving)) if chain.products else after
            else:
                self.depths[index] = 1 + self._deepest(node.args)

    def _absorbed(self, index: int) -> bool:
        """Whether a node is only a part of a longer sum. (A value without a name has one reader.)"""
        node = self.graph.nodes[index]
        if node.signal or node.op not in (*ADDITIVE, "matmul"):
            return False
        return self.graph.nodes[self.graph.readers[index][0]].op in ADDITIVE

    def _deepest(self, indices: Iterable[int]) -> int:
        return max((self.depths[index] for index in indices if index in self.inside), default=0)

    def _chain(self, root: int) -> Chain:
        chain = Chain(root)
        stack: list[Term] = [(1, root)]
        while stack:
            sign, index = stack.pop()
            node = self.graph.nodes[index]
            if index not in self.inside:
                chain.still.append((sign, index))
            elif index != root and not self._absorbed(index):
                chain.moving.append((sign, index))
            elif node.op == "matmul":
                matrix, operand = node.args
                chain.products.append((sign, matrix, operand))
            elif node.op == "neg":
                stack.append((-sign, node.args[0]))
            else:
                left, right = node.args
                stack += [(sign if node.op == "add" else -sign, right), (sign, left)]
        return chain

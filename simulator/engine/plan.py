"""In which order a cell is computed, and what needs the loop over steps: only what lies on a cycle through a state.

All else is computed for many steps at once, before a loop or after it. A plan knows neither sizes nor arrays, so a
backward pass can be lowered from the same plan, read from its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.language import Graph


@dataclass(frozen=True)
class Stage:
    """Nodes computed together: each for all steps at once, or all of them step by step (``loop``)."""

    nodes: tuple[int, ...]
    loop: bool


@dataclass(frozen=True)
class Plan:
    """``constants`` depend on parameters and numbers alone; the stages come after them, in order."""

    constants: tuple[int, ...]
    stages: tuple[Stage, ...]


def make_plan(graph: Graph, wanted: Iterable[str], still: bool = True) -> Plan:
    """Return what has to be computed for the wanted signals and for the states, and in which order.

    ``still``: a signal that depends on parameters alone is computed once; else at every step, as all others are.
    """
    live = _live(graph, [graph.signals[name] for name in dict.fromkeys((*wanted, *graph.states))])
    constant = _constant(graph, still)
    stages: list[Stage] = []
    for component in _components(graph, [index for index in live if not constant[index]], constant):
        if len(component) > 1:
            stages.append(Stage(tuple(sorted(component)), True))
        elif stages and not stages[-1].loop:
            stages[-1] = Stage((*stages[-1].nodes, *component), False)
        else:
            stages.append(Stage(tuple(component), False))
    return Plan(tuple(index for index in live if constant[index]), tuple(stages))


def _needs(graph: Graph, index: int) -> tuple[int, ...]:
    """Return the nodes that a node is computed from, in this step or the one before."""
    node = graph.nodes[index]
    return (graph.signals[node.name],) if node.op == "previous" else node.args


def _live(graph: Graph, roots: Iterable[int]) -> list[int]:
    found: set[int] = set()
    stack = list(roots)
    while stack:
        index = stack.pop()
        if index not in found:
            found.add(index)
            stack += _needs(graph, index)
    return sorted(found)


def _constant(graph: Graph, still: bool) -> list[bool]:
    found: list[bool] = []
    for node in graph.nodes:
        alike = node.op not in ("input", "previous") and (still or not node.signal)
        found.append(alike and all(found[arg] for arg in node.args))
    return found


def _components(graph: Graph, nodes: list[int], constant: list[bool]) -> list[list[int]]:
    """Return the strongly connected components, each after those it needs (Tarjan 1972, without recursion)."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    path: list[int] = []
    open_: set[int] = set()
    found: list[list[int]] = []
    for root in nodes:
        if root in number:
            continue
        work = [(root, iter(_needs(graph, root)))]
        number[root] = low[root] = len(number)
        path.append(root)
        open_.add(root)
        while work:
            node, needs = work[-1]
            for need in needs:
                if constant[need]:
                    continue
                if need not in number:
                    number[need] = low[need] = len(number)
                    path.append(need)
                    open_.add(need)
                    work.append((need, iter(_needs(graph, need))))
                    break
                if need in open_:
                    low[node] = min(low[node], number[need])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    component: list[int] = []
                    while not component or component[-1] != node:
                        component.append(path.pop())
                    open_.difference_update(component)
                    found.append(component)
    return found

"""What an LSTM is made of, read from its equations, and what flows in it at a moment: for all of its layouts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from simulator.engine import Explained
from simulator.language import FUNCTIONS, Cell
from simulator.render.motion import PHASES, drained, stage_share
from simulator.render.view import Moment, blend


@dataclass(frozen=True)
class Parts:
    """Which signal plays which part.

    ``keep`` is None where nothing is forgotten, and ``coupled`` where it is 1 - ``take``. ``curve`` is the
    function of the candidate; ``read`` the node between the memory and the output valve, ``function`` its curve (None:
    the memory itself). ``sums`` has the weighted sum of
    the candidate and of every gate that has one.
    """

    memory: str
    candidate: str
    curve: str
    take: str
    keep: str | None
    give: str
    output: str
    coupled: bool
    read: int
    function: str | None
    sums: dict[str, str]

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates that have a sum of their own."""
        return tuple(name for name in self.sums if name != self.candidate)


@lru_cache(maxsize=64)
def parts_of(cell: Cell) -> Parts | None:
    """Return the parts of an LSTM, whatever they are called; None if the cell is none."""
    graph = cell.graph
    nodes = graph.nodes
    if nodes[graph.signals[cell.output]].op != "mul":
        return None
    for gate, read in _both(nodes[graph.signals[cell.output]].args):
        give, inner = nodes[gate].signal, _signals_under(cell, read)
        if cell.roles.get(give) != "gate" or len(inner) != 1 or inner[0] not in cell.states:
            continue
        (memory,) = inner
        write = _write(cell, memory)
        if write is None:
            continue
        take, candidate, keep = write
        coupled = keep is not None and _is_rest_of(cell, keep, take)
        own = [name for name in (take, keep, give, candidate) if name and not (coupled and name == keep)]
        sums = {name: _sum_of(cell, name) for name in own}
        if "" in sums.values():
            return None
        function = None if nodes[read].signal == memory else _curve(cell, read)
        curve = _curve(cell, graph.signals[candidate]) or ""
        return Parts(memory, candidate, curve, take, keep, give, cell.output, coupled, read, function, sums)
    return None


def _both(pair: tuple[int, ...]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (pair[0], pair[1]), (pair[1], pair[0])


def _signals_under(cell: Cell, index: int) -> tuple[str, ...]:
    """The signals of the step that an expression reads; what is read at t-1 and parameters count as unknown."""
    nodes, found, stack = cell.graph.nodes, [], [index]
    while stack:
        node = nodes[stack.pop()]
        if node.signal or node.op in ("previous", "parameter", "input"):
            found.append(node.signal)
        else:
            stack += node.args
    return tuple(dict.fromkeys(found))


def _write(cell: Cell, memory: str) -> tuple[str, str, str | None] | None:
    """Return input gate, candidate and forget gate of c = i * g + f * c[t-1], in any order."""
    nodes = cell.graph.nodes
    node = nodes[cell.graph.signals[memory]]
    if node.op != "add":
        return None

    def is_old(index: int) -> bool:
        return nodes[index].op == "previous" and nodes[index].name == memory

    for new, old in _both(node.args):
        if nodes[new].op != "mul" or nodes[new].signal:
            continue
        names = [nodes[arg].signal for arg in nodes[new].args]
        take = next((name for name in names if cell.roles.get(name) == "gate"), "")
        candidate = next((name for name in names if name and name != take), "")
        if not take or not candidate:
            continue
        if is_old(old):
            return take, candidate, None
        for gate, stream in _both(nodes[old].args) if nodes[old].op == "mul" else ():
            if nodes[gate].signal and is_old(stream):
                return take, candidate, nodes[gate].signal
    return None


def _is_rest_of(cell: Cell, keep: str, take: str) -> bool:
    nodes = cell.graph.nodes
    node = nodes[cell.graph.signals[keep]]
    return node.op == "sub" and nodes[node.args[0]].value == 1 and nodes[node.args[1]].signal == take


def _sum_of(cell: Cell, name: str) -> str:
    reads = cell.graph.reads(name)
    return reads[0] if len(reads) == 1 and _curve(cell, cell.graph.signals[name]) else ""


def _curve(cell: Cell, index: int) -> str | None:
    """Return the function whose curve stands for an expression: a sigmoid that is moved below zero looks like tanh."""
    nodes = cell.graph.nodes
    if nodes[index].op in FUNCTIONS:
        return nodes[index].op
    stack = [index]
    while stack:
        node = nodes[stack.pop()]
        if node.op in FUNCTIONS:
            return "tanh" if node.op == "sigmoid" else node.op
        if node.op in ("add", "sub", "mul", "neg"):
            stack += [arg for arg in node.args if not nodes[arg].signal]
    return None


class Flows:
    """The numbers in the pipes of an LSTM at a moment, for the unit that is shown.

    What stands behind a valve runs off as the next step begins, and the new comes with its sub-step.
    """

    def __init__(self, moment: Moment, parts: Parts) -> None:
        self.moment, self.parts, self.unit = moment, parts, moment.unit
        phase = moment.phase
        self.write = stage_share(phase, 2, 0.0, 0.55)
        self.level = stage_share(phase, 2, 0.45, 1.0)
        self.read = stage_share(phase, 3, 0.0, 0.5)
        self.leave = stage_share(phase, 3, 0.5, 1.0)
        self.flowing = phase > PHASES[2] or phase == 0
        self.old = float(moment.view.now.previous(parts.memory)[self.unit])
        self.remembered = float(moment.remembered(parts.memory)[self.unit])
        self.memory = float(blend(self.old, moment.view.now[parts.memory][self.unit], self.level))
        self.kept = self._behind(2, self._kept)
        self.written = self._behind(2, self._written)
        self.squashed = self._behind(3, self._squashed)
        self.leaving = self._behind(3, self._leaving)

    def front(self, share: float, stage: int = 2) -> float:
        """How far a stream's front has come: all the way while the last step's liquid still runs off."""
        return share if self.moment.phase > PHASES[stage] else 1.0

    def after(self, value: float, share: float, stage: int) -> float:
        """What stands behind a valve: nothing yet before the front gets there."""
        return value if share > 0 or self.moment.phase <= PHASES[stage] else 0.0

    def _behind(self, stage: int, value: Callable[[Explained], float]) -> float:
        view, phase = self.moment.view, self.moment.phase
        if phase > PHASES[stage]:
            return value(view.now)
        old = value(view.before) if view.before is not None else 0.0
        return float(blend(old, 0.0, drained(phase)))

    def _kept(self, now: Explained) -> float:
        gate = float(now[self.parts.keep][self.unit]) if self.parts.keep else 1.0
        return gate * float(now.previous(self.parts.memory)[self.unit])

    def _written(self, now: Explained) -> float:
        return float(now[self.parts.take][self.unit]) * float(now[self.parts.candidate][self.unit])

    def _squashed(self, now: Explained) -> float:
        return float(now.values[self.parts.read][self.unit])

    def _leaving(self, now: Explained) -> float:
        return float(now[self.parts.output][self.unit])

"""The ways of the wires: level through the ranks, upright on tracks in the channels between them, loops around all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from simulator.render.layered.places import PIPE, WIRE

_FEW = 5  # nets of a channel whose orders are all tried


@dataclass(frozen=True)
class Crossing:
    """A net in a channel: where it comes in on the left (None: from above or below) and where it goes on the right.

    An infinite height leads out of the picture's middle, to a loop around it.
    """

    net: str
    left: float
    right: tuple[float, ...]


def tracks(nets: Sequence[Crossing], half: Callable[[str], float]) -> tuple[dict[str, float], float]:
    """Return how far from the channel's left end each net goes up or down, and how wide the channel is."""
    upright = [net for net in nets if any(y != net.left for y in net.right)]
    order = _order(upright)
    place: dict[str, float] = {}
    spans = {net.net: (min(net.left, *net.right), max(net.left, *net.right)) for net in upright}
    width = 0.0
    for number, net in enumerate(order):
        own = half(net.net)
        x = own
        low, high = spans[net.net]
        for other in order[:number]:
            beside = spans[other.net][0] <= high + 2 * PIPE and low <= spans[other.net][1] + 2 * PIPE
            if beside or _overlap(net, other):
                x = max(x, place[other.net] + half(other.net) + own)
        place[net.net] = x
        width = max(width, x + own)
    return place, width


def _order(nets: Sequence[Crossing]) -> list[Crossing]:
    """Return nets from the left track to the right one: no two on top of each other, and few crossings."""
    costs = {(a.net, b.net): _cost(a, b) for a in nets for b in nets if a is not b}

    def cost(tried: Iterable[Crossing]) -> float:
        order = list(tried)
        return sum(costs[a.net, b.net] for i, a in enumerate(order) for b in order[i + 1 :])

    if len(nets) <= _FEW:
        return list(min(permutations(nets), key=cost, default=()))
    order: list[Crossing] = []
    for net in nets:
        tried = [[*order[:at], net, *order[at:]] for at in range(len(order) + 1)]
        order = min(tried, key=cost)
    improved = True
    while improved:
        improved = False
        for i in range(len(order) - 1):
            a, b = order[i], order[i + 1]
            if costs[b.net, a.net] < costs[a.net, b.net]:
                order[i], order[i + 1] = b, a
                improved = True
    return order


def _cost(a: Crossing, b: Crossing) -> float:
    """Crossings of two nets if a's track is on the left of b's; very many where they would lie on each other."""
    low_a, high_a = min(a.left, *a.right), max(a.left, *a.right)
    low_b, high_b = min(b.left, *b.right), max(b.left, *b.right)
    crossed = sum(low_b < y < high_b for y in a.right) + (low_a < b.left < high_a)
    return crossed + 1000 * _overlap(b, a)


def _overlap(right: Crossing, left: Crossing) -> bool:
    """Whether a level piece of one net would lie on one of the other, if the tracks stand like that."""
    return any(abs(y - right.left) < 2 * WIRE for y in left.right)


def corridor(loops: Sequence[str], half: Callable[[str], float]) -> dict[str, float]:
    """Return how far from the parts each loop runs, the first one nearest."""
    found: dict[str, float] = {}
    distance = 0.0
    for name in loops:
        found[name] = distance + half(name)
        distance += 2 * half(name)
    return found

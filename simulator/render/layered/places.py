"""How high each part stands in its rank: in order, apart, and so that wires are straight where they can be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from simulator.render.layered.ranks import Link, Ranks
from simulator.render.layered.shapes import Shape

WIRE, BUNDLE, PIPE = 6.0, 9.0, 12.0  # half of the room that one needs across
_ROUNDS = 16
_NEARLY = 26.0  # as far as a sum moves to have one of its wires level
_CLOSE = 3.0  # how near a passing wire may come where that keeps it level

Pull = tuple[str, str, float, float]
"""Both ends of a link, how far below the second one's middle it arrives, and how much it matters."""


def heights(ranks: Ranks, shapes: Mapping[str, Shape], half: Callable[[str], float], gap: float) -> dict[str, float]:
    """Return the height of the middle line of every part and passage, the topmost room beginning at 0."""
    up, down = {}, {}
    for row in ranks.rows:
        for item in row:
            if item in shapes:
                up[item], down[item] = shapes[item].up, shapes[item].down
            else:
                up[item] = down[item] = half(item[1:].rpartition("@")[0]) - 2
    y: dict[str, float] = {}
    for row in ranks.rows:
        total = 0.0
        for item in row:
            total += up[item]
            y[item] = total
            total += down[item] + gap
        for item in row:
            y[item] -= total / 2
    pulls = [_pulls(channel, ranks, shapes) for channel in ranks.links]
    count = len(ranks.rows)
    for turn in range(_ROUNDS):
        sides = ("left", "right", "both")[turn % 2 if turn < _ROUNDS - 4 else 2]
        for level in range(count) if sides != "right" else range(count - 1, -1, -1):
            row = ranks.rows[level]
            wanted: dict[str, list[tuple[float, float]]] = {item: [] for item in row}
            if level > 0 and sides != "right":
                for start, end, dy, weight in pulls[level - 1]:
                    wanted[end].append((y[start] - dy, weight))
            if level < count - 1 and sides != "left":
                for start, end, dy, weight in pulls[level]:
                    wanted[start].append((y[end] + dy, weight))
            _settle(row, wanted, y, up, down, gap)
    _straighten(ranks, pulls, y, up, down, gap * 0.55)
    top = min(y[item] - up[item] for item in y)
    return {item: round(value - top, 2) for item, value in y.items()}


def _straighten(
    ranks: Ranks,
    pulls: Sequence[Sequence[Pull]],
    y: dict[str, float],
    up: Mapping[str, float],
    down: Mapping[str, float],
    gap: float,
) -> None:
    """Bring what can move within its rank level with where its most important wire comes from, or goes to."""

    def room(row: Sequence[str], item: str) -> tuple[float, float]:
        at, apart = row.index(item), _CLOSE if item.startswith("~") else gap
        low = y[row[at - 1]] + down[row[at - 1]] + apart + up[item] if at else -math.inf
        return low, y[row[at + 1]] - up[row[at + 1]] - apart - down[item] if at + 1 < len(row) else math.inf

    for level in (*range(1, len(ranks.rows)), 0):
        row = ranks.rows[level]
        near: dict[str, list[tuple[float, float]]] = {item: [] for item in row}
        if level:
            for start, end, dy, weight in pulls[level - 1]:
                near[end].append((weight, y[start] - dy))
        else:
            for start, end, dy, weight in pulls[0]:
                near[start].append((weight, y[end] + dy))
        for item in sorted(row, key=lambda item: -max(near[item], default=(0.0, 0.0))[0]):
            if not near[item]:
                continue
            weight, place = max(near[item])
            if weight < 1:  # of all its weights' wires, the one that is nearly level
                place = min((place for _, place in near[item]), key=lambda place: abs(place - y[item]))
                if abs(place - y[item]) > _NEARLY:
                    continue
            low, high = room(row, item)
            if low <= high:
                y[item] = min(high, max(low, place))


def _pulls(links: Sequence[Link], ranks: Ranks, shapes: Mapping[str, Shape]) -> list[Pull]:
    """Return how the links of a channel pull at their ends."""
    found = []
    for link in links:
        dy = shapes[link.end].inlets[link.inlet] if link.inlet >= 0 else 0.0
        through = link.start.startswith("~") + link.end.startswith("~")
        use = ranks.parts[link.end].inlets[link.inlet].use if link.inlet >= 0 else "stream"
        weight = (1.0, 1.5, 9.0)[through] * {"stream": 3.0, "gate": 1.2, "tap": 0.6, "weights": 0.6}[use]
        found.append((link.start, link.end, dy, weight))
    return found


def _settle(
    row: Sequence[str],
    wanted: Mapping[str, list[tuple[float, float]]],
    y: dict[str, float],
    up: Mapping[str, float],
    down: Mapping[str, float],
    gap: float,
) -> None:
    """Move the items of a rank as near as they can be to where their wires pull them (isotonic regression)."""
    offset, total = [], 0.0
    for number, item in enumerate(row):
        if number:
            total += down[row[number - 1]] + gap + up[item]
        offset.append(total)
    blocks: list[list[float]] = []  # sum of weight x place, weight, how many items
    for number, item in enumerate(row):
        place, weight = _median(wanted[item]) if wanted[item] else (y[item], 0.01)
        blocks.append([(place - offset[number]) * weight, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    number = 0
    for moment, weight, size in blocks:
        for _ in range(int(size)):
            y[row[number]] = moment / weight + offset[number]
            number += 1


def _median(wanted: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the weighted median of some places, and the sum of their weights."""
    total = sum(weight for _, weight in wanted)
    passed = 0.0
    for place, weight in sorted(wanted):
        passed += weight
        if passed >= total / 2:
            return place, total
    return wanted[-1][0], total

"""In which rank each part stands, and in which order within it: by dependence, and with few crossings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.render.layered.parts import Part

_SWEEPS = 8
TALLEST = 620.0  # height of a rank beyond which parts that can wait move to the next


@dataclass(frozen=True)
class Link:
    """One wire between neighbouring ranks: ``net`` is the part whose value it carries.

    ``start`` and ``end`` are parts, or where a wire only passes through a rank, passages (``~net@rank``); ``inlet`` is
    the number of the inlet that it ends at, -1 in a passage.
    """

    net: str
    start: str
    end: str
    inlet: int = -1


@dataclass(frozen=True)
class Ranks:
    """The parts and passages of each rank from the top, and the links from each rank to the next."""

    parts: Mapping[str, Part]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[tuple[Link, ...], ...]


def rank(parts: Mapping[str, Part], heights: Mapping[str, float]) -> Ranks:
    """Return the parts in ranks, ordered; what is drawn in another order (rows, bonnets) is exchanged in the parts."""
    levels = _levels(parts, heights)
    rows, links = _passages(parts, levels)
    best = _ordered(rows, links)
    places = {item: place for row in best for place, item in enumerate(row)}
    turned = {name: _turned(part, links, places) for name, part in parts.items()}
    final = [
        tuple(replace(link, inlet=turned[link.end][1][link.inlet]) if link.inlet >= 0 else link for link in channel)
        for channel in links
    ]
    return Ranks({name: part for name, (part, _) in turned.items()}, tuple(map(tuple, best)), tuple(final))


def _levels(parts: Mapping[str, Part], heights: Mapping[str, float]) -> dict[str, int]:
    """As far left as a part can stand; where a rank gets too tall, what can wait goes on to the next."""
    levels: dict[str, int] = {}
    for name, part in parts.items():
        levels[name] = 1 + max((levels[inlet.source] for inlet in part.inlets), default=-1) if part.inlets else 0
    last = max(levels.values())
    readers: dict[str, list[str]] = {name: [] for name in parts}
    for name, part in parts.items():
        for inlet in part.inlets:
            readers[inlet.source].append(name)
    latest: dict[str, int] = {}
    for name in reversed(list(parts)):
        latest[name] = min((latest[other] - 1 for other in readers[name]), default=last)
    for name, part in parts.items():
        if part.kind == "constant":  # beside what reads it
            levels[name] = max(0, min((levels[other] - 1 for other in readers[name]), default=0))
        if part.kind == "chip":
            levels[name] = last
    for level in range(1, last):
        for _ in parts:
            here = [name for name, own in levels.items() if own == level]
            movable = [name for name in here if latest[name] > level and parts[name].kind != "constant"]
            if sum(heights[name] for name in here) <= TALLEST or not movable:
                break
            _push(max(movable, key=lambda name: latest[name]), level + 1, levels, readers)
    return levels


def _push(name: str, level: int, levels: dict[str, int], readers: Mapping[str, Sequence[str]]) -> None:
    stack = [(name, level)]
    while stack:
        item, least = stack.pop()
        if levels[item] < least:
            levels[item] = least
            stack += [(other, least + 1) for other in readers[item]]


def _passages(
    parts: Mapping[str, Part], levels: Mapping[str, int]
) -> tuple[list[list[str]], tuple[tuple[Link, ...], ...]]:
    """Put parts into their ranks, and a passage into each rank that a wire goes through: one for all of its ends."""
    last = max(levels.values())
    rows: list[list[str]] = [[] for _ in range(last + 1)]
    links: list[list[Link]] = [[] for _ in range(last + 1)]
    for name in parts:
        rows[levels[name]].append(name)
    reached = dict(levels)
    for name, part in parts.items():
        for number, inlet in enumerate(part.inlets):
            net = inlet.source
            while reached[net] < levels[name] - 1:
                level = reached[net]
                start = net if level == levels[net] else f"~{net}@{level}"
                links[level].append(Link(net, start, f"~{net}@{level + 1}"))
                rows[level + 1].append(f"~{net}@{level + 1}")
                reached[net] = level + 1
            level = levels[name] - 1
            start = net if level == levels[net] else f"~{net}@{level}"
            links[level].append(Link(net, start, name, number))
    return rows, tuple(map(tuple, links))


def _ordered(rows: list[list[str]], links: Sequence[Sequence[Link]]) -> list[list[str]]:
    """Sweep to and fro, each rank in the order of the medians of its neighbours; keep the best that was seen."""
    best, fewest = rows, crossings(rows, links)
    for start in (rows, [list(reversed(row)) if level == 0 else row for level, row in enumerate(rows)]):
        current = [list(row) for row in start]
        for sweep in range(_SWEEPS):
            forward = sweep % 2 == 0
            for level in range(1, len(rows)) if forward else range(len(rows) - 2, -1, -1):
                fixed = current[level - 1 if forward else level + 1]
                between = links[level - 1 if forward else level]
                current[level] = _by_median(current[level], fixed, between, forward)
            _exchange(current, links)
            count = crossings(current, links)
            if count < fewest:
                best, fewest = [list(row) for row in current], count
    return best


def _by_median(row: Sequence[str], fixed: Sequence[str], links: Sequence[Link], forward: bool) -> list[str]:
    place = {item: number for number, item in enumerate(fixed)}
    near: dict[str, list[float]] = {item: [] for item in row}
    for link in links:
        if forward:
            near[link.end].append(place[link.start] + 0.0)
        else:
            near[link.start].append(place[link.end] + 0.1 * link.inlet)
    keys = {}
    for number, item in enumerate(row):
        found = sorted(near[item])
        middle = len(found) // 2
        if not found:
            keys[item] = float(number)
        else:
            keys[item] = found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2
    return sorted(row, key=lambda item: keys[item])  # stable: what is alike stays as it is


def _exchange(rows: list[list[str]], links: Sequence[Sequence[Link]]) -> None:
    """Exchange neighbours where that saves crossings."""
    for level, row in enumerate(rows):
        near = [links[at] for at in (level - 1, level) if 0 <= at < len(links)]
        ends: dict[str, list[tuple[int, int]]] = {item: [] for item in row}
        for side, channel in enumerate(near):
            left = level == 0 or side == 1  # the row stands on the left of this channel
            beside = level + 1 if left else level - 1
            other = rows[beside] if 0 <= beside < len(rows) else []
            place = {item: number for number, item in enumerate(other)}
            for link in channel:
                own, far = (link.start, link.end) if left else (link.end, link.start)
                if own in ends and far in place:
                    ends[own].append((side, place[far]))
        for _ in range(len(row)):
            changed = False
            for number in range(len(row) - 1):
                a, b = row[number], row[number + 1]
                now = sum(side == other and x > y for side, x in ends[a] for other, y in ends[b])
                then = sum(side == other and y > x for side, x in ends[a] for other, y in ends[b])
                if then < now:
                    row[number], row[number + 1] = b, a
                    changed = True
            if not changed:
                break


def crossings(rows: Sequence[Sequence[str]], links: Sequence[Sequence[Link]]) -> int:
    """Count the crossings of straight lines between neighbouring ranks."""
    found = 0
    for level in range(len(rows) - 1):
        left = {item: number for number, item in enumerate(rows[level])}
        right = {item: number for number, item in enumerate(rows[level + 1])}
        ends = sorted((left[link.start], right[link.end]) for link in links[level])
        targets = [end for _, end in ends]
        found += sum(targets[i] > targets[j] for i in range(len(targets)) for j in range(i + 1, len(targets)))
    return found


def _turned(part: Part, links: Sequence[Sequence[Link]], places: Mapping[str, int]) -> tuple[Part, dict[int, int]]:
    """Return a part with its inlets in the order in which wires come, and the new number of each inlet."""
    arriving = [link for channel in links for link in channel if link.end == part.id and link.inlet >= 0]
    from_where = {link.inlet: places[link.start] for link in arriving}
    same = {number: number for number in from_where}
    if part.kind == "valve":
        return (replace(part, below=from_where[1] > from_where[0]), same)
    order = sorted(from_where, key=lambda number: (from_where[number], number))
    if part.kind == "times":
        return (
            replace(part, inlets=tuple(part.inlets[number] for number in order)),
            {old: new for new, old in enumerate(order)},
        )
    if part.kind != "sum":
        return part, same
    fed = [row for row in part.rows if row.source]
    rest = tuple(row for row in part.rows if not row.source)
    rows = (*(fed[number] for number in order), *rest)
    inlets = tuple(part.inlets[number] for number in order)
    return replace(part, rows=rows, inlets=inlets), {old: new for new, old in enumerate(order)}

"""Marching squares: where numbers on a grid reach a level, as closed outlines.

An outline runs along the edge of the grid where the numbers there reach the level, so that it can be filled; outlines
inside one another are holes.
"""

from __future__ import annotations

import numpy as np

from simulator.render.primitives import Point

Outline = list[Point]

_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)
# Which corners of a square reach the level (top left 1, top right 2, bottom right 4, bottom left 8), and from which of
# its sides to which other an outline then runs. It has what reaches the level on the same hand everywhere, so that
# where it ends in one square it begins in the next. Where opposite corners do, the middle decides: 5 and 10 stand for
# a middle that does not, 16 and 17 for one that does.
_RUNS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((_TOP, _LEFT),),
    2: ((_RIGHT, _TOP),),
    3: ((_RIGHT, _LEFT),),
    4: ((_BOTTOM, _RIGHT),),
    5: ((_TOP, _LEFT), (_BOTTOM, _RIGHT)),
    6: ((_BOTTOM, _TOP),),
    7: ((_BOTTOM, _LEFT),),
    8: ((_LEFT, _BOTTOM),),
    9: ((_TOP, _BOTTOM),),
    10: ((_RIGHT, _TOP), (_LEFT, _BOTTOM)),
    11: ((_RIGHT, _BOTTOM),),
    12: ((_LEFT, _RIGHT),),
    13: ((_TOP, _RIGHT),),
    14: ((_LEFT, _TOP),),
    16: ((_TOP, _RIGHT), (_BOTTOM, _LEFT)),
    17: ((_RIGHT, _BOTTOM), (_LEFT, _TOP)),
}


def outlines(values: np.ndarray, level: float, xs: np.ndarray, ys: np.ndarray) -> list[Outline]:
    """Return the outlines of where ``values`` (rows, columns) are ``level`` or more.

    ``xs`` (columns,) and ``ys`` (rows,) are the places of the numbers, which must all be finite. An outline's last
    point is followed by its first.
    """
    below = float(min(values.min(), level)) - 1.0
    whole = np.pad(values, 1, constant_values=below)  # outlines close along the edge, where the ring has no width
    reached = whole >= level
    xs, ys = np.pad(xs, 1, "edge"), np.pad(ys, 1, "edge")
    following = _following(whole, reached, level)
    starts = np.flatnonzero(following >= 0)
    places = dict(zip(starts.tolist(), _places(whole, level, xs, ys, starts), strict=True))
    after = dict(zip(starts.tolist(), following[starts].tolist(), strict=True))
    found: list[Outline] = []
    while after:
        start, side = after.popitem()
        outline = [places[start]]
        while side != start:
            outline.append(places[side])
            side = after.pop(side)
        found.append(outline)
    return found


def _following(whole: np.ndarray, reached: np.ndarray, level: float) -> np.ndarray:
    """Return for every side of a square the side at which the outline that crosses it goes on; -1 where none does.

    Sides are numbered: first the horizontal ones, row by row, then the vertical ones.
    """
    rows, columns = whole.shape
    corners = reached.astype(np.int64)
    kinds = corners[:-1, :-1] + 2 * corners[:-1, 1:] + 4 * corners[1:, 1:] + 8 * corners[1:, :-1]
    middles = (whole[:-1, :-1] + whole[:-1, 1:] + whole[1:, 1:] + whole[1:, :-1]) / 4 >= level
    kinds[middles & (kinds == 5)] = 16
    kinds[middles & (kinds == 10)] = 17
    flat = kinds.ravel()
    horizontal = rows * (columns - 1)
    following = np.full(horizontal + (rows - 1) * columns, -1)
    for kind, runs in _RUNS.items():
        squares = np.flatnonzero(flat == kind)
        row, column = np.divmod(squares, columns - 1)
        left = horizontal + row * columns + column
        sides = (squares, left + 1, squares + columns - 1, left)
        for start, end in runs:
            following[sides[start]] = sides[end]
    return following


def _places(whole: np.ndarray, level: float, xs: np.ndarray, ys: np.ndarray, sides: np.ndarray) -> list[Point]:
    """Return where outlines cross sides, by straight lines between the numbers at their ends."""
    rows, columns = whole.shape
    horizontal = rows * (columns - 1)
    across = sides < horizontal
    row = np.where(across, sides // (columns - 1), (sides - horizontal) // columns)
    column = np.where(across, sides % (columns - 1), (sides - horizontal) % columns)
    other_row, other_column = row + ~across, column + across
    one, two = whole[row, column], whole[other_row, other_column]
    share = (level - one) / (two - one)
    x = xs[column] + share * (xs[other_column] - xs[column])
    y = ys[row] + share * (ys[other_row] - ys[row])
    return list(zip(x.tolist(), y.tolist(), strict=True))

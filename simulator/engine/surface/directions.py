"""Which two directions a slice has: two weights, two random directions, or the two main directions of a trail."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.optimisation.settings import is_number
from simulator.engine.parameters import check_element, check_names, place_in_flat, say_element
from simulator.engine.surface.landscape import Landscape, check_point
from simulator.engine.surface.plane import Axis, Slice
from simulator.engine.tasks.task import whole
from simulator.errors import UserError

Weight = tuple[str, int | tuple[int, ...]]
"""One number of a parameter: its name, and its place as for ``contributions``, counted from 0."""
Span = tuple[float, float]

_FLAT = 1e-9  # of a trail's spread along its main direction: less across it is rounding


def along_weights(
    landscape: Landscape,
    centre: Array,
    first: Weight,
    second: Weight,
    spans: tuple[Span | None, Span | None] = (None, None),
    columns: int = 101,
    rows: int = 101,
) -> Slice:
    """Return the slice along two weights through ``centre``; its coordinates are the weights themselves.

    ``spans``: the ends of each; None for as far to both sides as the weight is large, and at least 1. Raises UserError
    for weights that there are not, and as ``Slice`` does.
    """
    middle = check_point(landscape, centre, "the centre of a slice")
    axes = [_along(landscape.shapes, middle, *given) for given in zip((first, second), spans, strict=True)]
    return Slice(middle, axes[0], axes[1], columns, rows)


def random_directions(
    landscape: Landscape, centre: Array, seed: int = 0, span: float = 1.0, columns: int = 101, rows: int = 101
) -> Slice:
    """Return the slice in two random directions, from -``span`` to ``span`` each.

    They are drawn from a normal distribution and made as long as the weights, filter by filter: each row of a matrix,
    which is what feeds one unit, and each vector as a whole. So two networks can be compared, whatever the size of
    their weights. SOURCE: Li et al. 2018, section 4. Raises UserError where all weights are 0, and as ``Slice`` does.
    """
    random = np.random.default_rng(whole(seed, 0, "the seed"))
    if not (is_number(span) and span > 0):
        raise UserError(f"the span of random directions must be a number above 0, not {span}.")
    middle = check_point(landscape, centre, "the centre of a slice")
    axes = []
    for name in ("random 1", "random 2"):
        direction = random.standard_normal(middle.size)
        for part, own in zip(_filters(landscape.shapes, direction), _filters(landscape.shapes, middle), strict=True):
            length = np.linalg.norm(own)
            part *= length / np.linalg.norm(part) if np.isfinite(length) else 1.0  # the slice refuses such a centre
        axes.append(Axis("random", name, direction, 0.0, -span, span))
    if not middle.any():
        raise UserError("all weights are 0, so a direction as long as they are has no length. Choose two weights.")
    return Slice(middle, axes[0], axes[1], columns, rows)


def main_directions(trail: Array, columns: int = 101, rows: int = 101) -> Slice:
    """Return the slice that shows most of a trail (points, size): through its last point, its ends around all of them.

    Its directions, of length 1, are those along which the points spread most. What is not finite is left out. SOURCE:
    Li et al. 2018, section 7.2. Raises UserError for points that lie on one line.
    """
    points = np.asarray(trail, float)
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < 3:
        raise UserError(f"a plane needs 3 points of training, and there are {len(points)}. Train a little longer.")
    away = points - points.mean(axis=0)
    scale = float(np.abs(away).max()) or 1.0
    _, spreads, directions = np.linalg.svd(away / scale, full_matrices=False)
    if spreads.size < 2 or not spreads[1] > _FLAT * spreads[0]:
        raise UserError("the points of the training lie on one line, and a plane needs more. Choose two weights.")
    shares = spreads**2 / (spreads @ spreads)
    way = points[-1] - points[0]
    axes = []
    for number in (0, 1):
        direction = directions[number] * (1.0 if directions[number] @ way >= 0 else -1.0)  # so the trail goes forward
        axes.append(Axis("main", f"main {number + 1}", direction, 0.0, -1.0, 1.0, float(shares[number])))
    return Slice(points[-1].copy(), axes[0], axes[1], columns, rows).covering(points)


def _along(shapes: Mapping[str, tuple[int, ...]], centre: Array, weight: Weight, span: Span | None) -> Axis:
    """Return the axis along one weight."""
    name, index = weight
    check_names([name], shapes, "parameter", "model")
    place = check_element(name, index, shapes[name])
    number = place_in_flat(shapes, name, place)
    direction = np.zeros(centre.size)
    direction[number] = 1.0
    at = float(centre[number])
    low, high = span or (at - max(1.0, abs(at)), at + max(1.0, abs(at)))
    return Axis("weight", say_element(name, place), direction, at, low, high)


def _filters(shapes: Mapping[str, tuple[int, ...]], flat: Array) -> Iterator[Array]:
    """Yield the parts of a vector of parameters that a direction is normalised by, as views."""
    start = 0
    for shape in shapes.values():
        size = math.prod(shape)
        part = flat[start : start + size]
        yield from part.reshape(shape) if len(shape) == 2 else (part,)
        start += size

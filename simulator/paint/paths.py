"""Primitives to QPainterPath: corners, circles and curves as outlines in logical pixels."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from simulator.render.primitives import Box, Circle, Curve, Line, Point


def box_path(box: Box) -> QPainterPath:
    """Return a rectangle; its corners are never rounder than half its shorter side."""
    path = QPainterPath()
    rect = QRectF(box.x, box.y, box.width, box.height)
    radius = min(box.radius, box.width / 2, box.height / 2)
    if radius > 0:
        path.addRoundedRect(rect, radius, radius)
    else:
        path.addRect(rect)
    return path


def circle_path(circle: Circle) -> QPainterPath:
    """Return a circle."""
    path = QPainterPath()
    path.addEllipse(QPointF(circle.x, circle.y), circle.radius, circle.radius)
    return path


def curve_path(curve: Curve) -> QPainterPath:
    """Return a path of moves, lines and cubic curves."""
    path = QPainterPath()
    for name, *numbers in curve.commands:
        values = [float(number) for number in numbers]
        match name:
            case "M":
                path.moveTo(*values)
            case "L":
                path.lineTo(*values)
            case "C":
                path.cubicTo(*values)
            case "Z":
                path.closeSubpath()
            case _:
                raise ValueError(f"there is no path command {name!r}")
    return path


def line_path(line: Line) -> QPainterPath:
    """Return a polyline, its inner corners (all of them, if it is closed) rounded where ``corner`` asks for it."""
    path = QPainterPath()
    points = line.points
    if not points:
        return path
    count = len(points)
    rounded = line.corner > 0 and count > 2
    first_corner, last_corner = (0, count) if line.closed else (1, count - 1)
    for k, (x, y) in enumerate(points):
        if rounded and first_corner <= k < last_corner:
            _add_corner(path, points[k - 1], (x, y), points[(k + 1) % count], line.corner)
        elif k == 0:
            path.moveTo(x, y)
        else:
            path.lineTo(x, y)
    if line.closed:
        path.closeSubpath()
    return path


def _add_corner(path: QPainterPath, before: Point, at: Point, after: Point, radius: float) -> None:
    """Add an arc that touches both sides of a corner, smaller where a side is too short (two corners share a side)."""
    ax, ay = before[0] - at[0], before[1] - at[1]
    bx, by = after[0] - at[0], after[1] - at[1]
    a, b = math.hypot(ax, ay), math.hypot(bx, by)
    turn = abs(math.atan2(ax * by - ay * bx, -(ax * bx + ay * by)))  # 0 straight on, pi right back
    cut = min(radius * math.tan(turn / 2), a / 2, b / 2)
    start = (at[0] + ax / a * cut, at[1] + ay / a * cut) if a else at
    end = (at[0] + bx / b * cut, at[1] + by / b * cut) if b else at
    if path.elementCount() == 0:
        path.moveTo(*start)
    else:
        path.lineTo(*start)
    if cut > 0 and turn > 1e-6:
        # The usual cubic for an arc of angle `turn`: handles of 4/3 tan(turn/4) radii, here as a part of the cut.
        part = 1 - 4 / 3 * math.tan(turn / 4) / math.tan(turn / 2)
        c1 = (at[0] + (start[0] - at[0]) * part, at[1] + (start[1] - at[1]) * part)
        c2 = (at[0] + (end[0] - at[0]) * part, at[1] + (end[1] - at[1]) * part)
        path.cubicTo(*c1, *c2, *end)

"""A picture of how the time of a training step grows: a plot for each size, both axes logarithmic, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 300, 250  # of a plot with its labels
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 34, 40  # around the field of curves
LEGEND = 34
INK, QUIET, RULE = "#1c2430", "#5b6675", "#dfe3e8"
STYLES = {  # colour-blind safe; the dash tells float32, the mark whose time it is
    "ours, float64": ("#0b63c4", "", "circle"),
    "ours, float32": ("#0b63c4", "5 4", "circle"),
    "PyTorch, float64": ("#c8501e", "", "square"),
    "PyTorch, float32": ("#c8501e", "5 4", "square"),
}


@dataclass(frozen=True)
class Panel:
    """One plot: what grows, its values, and the milliseconds of each curve there."""

    title: str
    values: Sequence[int]
    curves: Mapping[str, Sequence[float]]


def draw(panels: Sequence[Panel], title: str) -> str:
    """Return an SVG of the plots side by side, all with the same scale of time, and a legend below them."""
    times = [time for panel in panels for curve in panel.curves.values() for time in curve]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    width, height = WIDTH * len(panels), HEIGHT + LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        parts += _plot(panel, WIDTH * number, low, high)
    parts += _legend(width, HEIGHT + LEGEND / 2)
    return "\n".join([*parts, "</svg>", ""])


def _plot(panel: Panel, left: float, low: int, high: int) -> list[str]:
    x0, x1, y0, y1 = left + LEFT, left + WIDTH - RIGHT, HEIGHT - BOTTOM, TOP
    first, last = math.log(panel.values[0]), math.log(panel.values[-1])

    def x(value: float) -> float:
        return x0 + (x1 - x0) * (math.log(value) - first) / (last - first)

    def y(time: float) -> float:
        return y0 + (y1 - y0) * (math.log10(time) - low) / (high - low)

    parts = [_text((x0 + x1) / 2, TOP - 12, panel.title, "middle", INK, 13)]
    for exponent in range(low, high + 1):
        at = y(10.0**exponent)
        parts.append(f'<line x1="{x0}" x2="{x1}" y1="{at:.1f}" y2="{at:.1f}" stroke="{RULE}"/>')
        parts.append(_text(x0 - 6, at + 4, f"{10.0**exponent:g}", "end"))
    for value in panel.values:
        parts.append(_text(x(value), y0 + 16, str(value), "middle"))
        parts.append(f'<line x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{y0}" y2="{y1}" stroke="{RULE}"/>')
    parts.append(_text(x0 - 6, y1 - 12, "ms", "end"))
    for name, times in panel.curves.items():
        parts += _curve(name, [(x(v), y(t)) for v, t in zip(panel.values, times, strict=True)])
    return parts


def _curve(name: str, points: Sequence[tuple[float, float]]) -> list[str]:
    colour, dash, mark = STYLES[name]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>']
    for x, y in points:
        if mark == "circle":
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>')
        else:
            parts.append(f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="{colour}"/>')
    return parts


def _legend(width: float, y: float) -> list[str]:
    parts = []
    for number, name in enumerate(STYLES):
        x = width * (number + 0.5) / len(STYLES) - 70
        parts += [*_curve(name, [(x, y), (x + 36, y)]), _text(x + 46, y + 4, name, "start", INK, 12)]
    return parts


def _text(x: float, y: float, words: str, anchor: str, colour: str = QUIET, size: int = 11) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}" font-size="{size}">{escape(words)}</text>'

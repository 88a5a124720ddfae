"""Any cell: a box a signal, by depth, with live values; what is read from the step before stands below, beside the
inputs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.render.format import short
from simulator.render.formula import right, role_colour
from simulator.render.kit import advance, symbol
from simulator.render.primitives import Box, Curve, Line, Picture, Point, Primitive, Run
from simulator.render.scene import Scene
from simulator.render.view import Moment

BOX, GAP = (150.0, 58.0), (22.0, 34.0)
PRINTED = 4  # values of a vector written as numbers; more are shown as a strip
NARROWEST = 0.72  # scale below which the picture grows beyond the pane instead of shrinking


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment; it may be larger than asked for where there are very many signals."""
    rows = _rows(moment)
    widest = max(map(len, rows))
    most = 2.0 if moment.view.projected else 1.25  # the boxes are full of type already: all grows together
    k = min(width / (widest * (BOX[0] + GAP[0]) + 2 * GAP[0]), height / (len(rows) * (BOX[1] + GAP[1]) + GAP[1]), most)
    k = max(k, NARROWEST)
    width = max(width, (widest * (BOX[0] + GAP[0]) + GAP[0]) * k)
    height = max(height, (len(rows) * (BOX[1] + GAP[1]) + GAP[1]) * k)
    scene = Scene(moment, width, height, {})
    scene.k = scene.kit.k = k
    scene.kit.projected = False
    places = _places(rows, width, height, k)
    _Boxes(scene, places).draw()
    return scene.picture()


def _rows(moment: Moment) -> list[list[str]]:
    """Signals by depth, from the inputs upwards; each row ordered by where its operands stand."""
    cell = moment.cell
    depth: dict[str, int] = {}
    for name in cell.signals:
        depth[name] = 1 + max((depth[other] for other in cell.graph.reads(name)), default=0)
    rows = [["x", *(f"{name}[t-1]" for name in cell.states)]]
    for level in range(1, max(depth.values()) + 1):
        below = {name: place for row in rows for place, name in enumerate(row)}
        names = [name for name in cell.signals if depth[name] == level]
        order = {name: _centre(moment, name, below) for name in names}
        rows.append(sorted(names, key=lambda name: (order[name], cell.signals.index(name))))
    return rows


def _operands(moment: Moment, name: str) -> list[str]:
    """What an equation reads: signals, states one step earlier, the input."""
    graph = moment.cell.graph
    found: list[str] = []
    for index in graph.inside(name):
        for arg in graph.nodes[index].args:
            node = graph.nodes[arg]
            if node.signal:
                found.append(node.signal)
            elif node.op == "previous":
                found.append(f"{node.name}[t-1]")
            elif node.op == "input":
                found.append("x")
    return list(dict.fromkeys(found))


def _centre(moment: Moment, name: str, places: dict[str, int]) -> float:
    found = [places[other] for other in _operands(moment, name) if other in places and other != "x"]
    return round(sum(found) / len(found), 3) if found else 0.0


def _places(rows: Sequence[Sequence[str]], width: float, height: float, k: float) -> dict[str, Point]:
    step = height / len(rows)
    places = {}
    for level, row in enumerate(rows):
        pitch = min((width - GAP[0] * k) / len(row), (BOX[0] + 3 * GAP[0]) * k)
        for number, name in enumerate(row):
            places[name] = (width / 2 + (number - (len(row) - 1) / 2) * pitch, height - (level + 0.5) * step)
    return places


class _Boxes:
    def __init__(self, scene: Scene, places: dict[str, Point]) -> None:
        self.scene, self.places = scene, places
        self.moment, self.kit, self.k = scene.moment, scene.kit, scene.k

    def draw(self) -> None:
        """Draw the wires, then the boxes over them."""
        for name in self.moment.cell.signals:
            wires: list[Primitive] = []
            for other in _operands(self.moment, name):
                wires += self._wire(other, name)
            self.scene.canvas.add(f"wires:{name}", *wires)
        for name in self.places:
            self._box(name)

    def _values(self, name: str) -> np.ndarray:
        if name == "x":
            return self.moment.inputs
        if name.endswith("[t-1]"):
            return self.moment.remembered(name.removesuffix("[t-1]"))
        return self.moment.shown(name)

    def _wire(self, source: str, target: str) -> list[Primitive]:
        (x1, y1), (x2, y2) = self.places[source], self.places[target]
        half = BOX[1] / 2 * self.k
        y1, y2 = y1 - half, y2 + half
        with np.errstate(all="ignore"):
            size = float(np.abs(self._values(source)).max(initial=0.0))
        width = (1.6 + 2.0 * math.log10(1 + min(size, 1e6))) * self.k if size >= 0.005 else 1.4 * self.k
        lean = (
            BOX[0] * 0.34 * self.k
        )  # wires leave and arrive towards each other, so that they do not hide behind boxes
        x1, x2 = x1 + max(-lean, min(lean, (x2 - x1) * 0.3)), x2 + max(-lean, min(lean, (x1 - x2) * 0.3))
        bend = max(18.0, abs(y1 - y2) * 0.45)
        fed = self.moment.share(target) > 0 or self.moment.phase == 0
        colour = self._colour(source) if size >= 0.005 and fed else "zero"
        return [Curve((("M", x1, y1), ("C", x1, y1 - bend, x2, y2 + bend, x2, y2)), f"{colour}@0.55", width)]

    def _colour(self, name: str) -> str:
        if name == "x":
            return "inp"
        if name.endswith("[t-1]"):
            return "mem"
        return role_colour(self.moment.cell, name) or "ink3"

    def _box(self, name: str) -> None:
        scene, kit, k, moment = self.scene, self.kit, self.k, self.moment
        x, y = self.places[name]
        w, h = BOX[0] * k, BOX[1] * k
        colour = self._colour(name)
        delayed = name.endswith("[t-1]")
        plain = name.removesuffix("[t-1]")
        fill = (
            {"inp": "inp_t", "gate": "gate_t", "mem": "mem_t", "out": "out_t"}.get(colour, "bg")
            if not delayed
            else "bg"
        )
        scene.ring(name, x - w / 2 - 7 * k, y - h / 2 - 7 * k, w + 14 * k, h + 14 * k)
        dash = (4 * k, 3 * k) if delayed else ()
        parts: list[Primitive] = [Box(x - w / 2, y - h / 2, w, h, 8 * k, fill, colour, 2 * k, dash)]
        title = symbol(plain, "t-1" if delayed else "")
        parts.append(kit.text(x - w / 2 + 10 * k, y - h * 0.22, title, 16, colour, 700))
        if name != "x" and not delayed:
            runs = right(moment.cell, name)
            letters = sum(len(run.text) * (0.7 if run.shift else 1) for run in runs)
            if letters * kit.size(11.5) * 0.56 < w - 52 * k:
                plain_runs = tuple(Run(run.text, run.italic, run.shift, "ink3") for run in runs)
                parts.append(kit.text(x + w / 2 - 10 * k, y - h * 0.22, plain_runs, 11.5, "ink3", 500, "right"))
        parts += self._numbers(self._values(name), x, y + h * 0.2, w - 20 * k)
        scene.canvas.add(f"box:{name}", *parts)
        if name != "x":
            tip = (
                scene.tip(plain)
                if not delayed
                else f"{plain}[t-1] = {', '.join(moment.number(float(v)) for v in self._values(name)[:8])}"
            )
            scene.canvas.spot(plain, x - w / 2, y - h / 2, w, h, tip)

    def _numbers(self, values: np.ndarray, x: float, y: float, width: float) -> list[Primitive]:
        kit, moment = self.kit, self.moment
        write = moment.number if len(values) == 1 else short  # all digits of several have no room; the tip has them
        texts = [write(float(value)) for value in values[:PRINTED]]
        if len(values) <= PRINTED and sum(map(len, texts)) + 2 * len(texts) < (19 if len(values) > 1 else 30):
            size = min(15.0, width / self.k / (advance((Run("   ".join(texts)),)) + 0.5))
            return [kit.text(x, y, "   ".join(texts), size, "ink", 700, "center")]
        return self._strip(values, x - width / 2, y, width)

    def _strip(self, values: np.ndarray, left: float, y: float, width: float) -> list[Primitive]:
        """A row of small bars around a middle line: up for positive, hollow and down for negative."""
        shown = values[:64]
        finite = np.abs(np.where(np.isfinite(shown), shown, 0.0))
        top = max(1.0, float(finite.max(initial=0.0)))
        pitch, half = width / len(shown), 11 * self.k
        parts: list[Primitive] = [Line(((left, y), (left + width, y)), "zero", 1)]
        for number, value in enumerate(np.nan_to_num(shown, posinf=top, neginf=-top)):
            height = abs(float(value)) / top * half
            x = left + number * pitch + pitch * 0.15
            if value >= 0:
                parts.append(Box(x, y - height, pitch * 0.7, height, 0, "pos"))
            else:
                parts.append(Box(x, y, pitch * 0.7, height, 0, "neg_t", "neg", 1))
        return parts

"""What the hand-made layouts share: places on the 100 x 100 grid, fans of weighted inputs, gates, live equations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.engine import Term
from simulator.render.format import exact, percent
from simulator.render.kit import Align, Kit, advance, symbol
from simulator.render.primitives import Canvas, Circle, Line, Picture, Point, Primitive, Run
from simulator.render.view import Moment

WIDTH, HEIGHT = 1008.0, 632.0  # of the pane for which the parts have their sizes (style guide, section 8)
PITCH = 4.4  # % of the height between the cells of a fan


@dataclass(frozen=True)
class Piece:
    """One column of a live equation: a name above, its number below."""

    above: tuple[Run, ...]
    below: str
    colour: str = "ink"


class Scene:
    """A layout being drawn: a moment, a size, and the parts' scale."""

    def __init__(self, moment: Moment, width: float, height: float, places: Mapping[str, Point]) -> None:
        self.moment = moment
        self.width, self.height = width, height
        self.canvas = Canvas()
        self.k = min(width / WIDTH, height / HEIGHT)
        self.kit = Kit(self.canvas, self.k)
        self.places = places
        self.say = moment.view.say

    def at(self, name: str) -> Point:
        """Return a node's place in pixels."""
        x, y = self.places[name]
        return x / 100 * self.width, y / 100 * self.height

    def picture(self) -> Picture:
        """Return what was drawn."""
        return Picture(self.width, self.height, self.canvas.items, tuple(self.canvas.hotspots))

    def value(self, name: str) -> float:
        """Return a signal of one unit as it is shown now."""
        return float(self.moment.shown(name)[0])

    def tip(self, name: str) -> str:
        """Return the words with the exact number shown on hover."""
        values = self.moment.view.now[name]
        inner = ", ".join(exact(float(value)) for value in values[:8]) + (", …" if len(values) > 8 else "")
        return f"{name} = {inner}"

    def spot(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Make the place around a node answer the pointer."""
        self.canvas.spot(name, x - width / 2, y - height / 2, width, height, self.tip(name))

    # -- values beside nodes

    def reading(
        self,
        name: str,
        x: float,
        y: float,
        colour: str = "ink",
        gate: bool = False,
        align: Align = "left",
        prefix: Sequence[Run] | None = None,
    ) -> None:
        """Write "name = value" beside a node."""
        moment = self.moment
        value = self.value(name)
        number = moment.gate(value) if gate else moment.counted(value, name)
        runs = (*(prefix or symbol(name)), Run(f" = {number}"))
        self.canvas.add(f"reading:{name}", self.kit.text(x, y, runs, 14.5, colour, 600, align))

    # -- fans

    def fan_ends(self, name: str, cells: float, hub: Point) -> dict[str, Point]:
        """Return where the outer ends of a fan's cells are, by source."""
        pitch = max(PITCH / 100 * self.height, 24 * self.k)
        terms = self.moment.terms(name)
        middle = (len(terms) - 1) / 2
        return {term.source: (cells, hub[1] + (row - middle) * pitch) for row, (term, _) in enumerate(terms)}

    def fan(self, name: str, cells: float, hub: Point) -> None:
        """Draw a sum's weighted inputs as a column of cells, whose outer ends are at x = ``cells``."""
        moment, kit, k = self.moment, self.kit, self.k
        side = 1 if cells < hub[0] else -1  # which way the wires run
        ends = self.fan_ends(name, cells, hub)
        wires: list[Primitive] = []
        labels: list[Primitive] = []
        boxes: list[Primitive] = []
        terms = moment.terms(name)
        wide = max(52.0, *(self.cell_width(term) for term, _ in terms))
        for term, product in terms:
            y = ends[term.source][1]
            start = (cells + side * wide * k, y)
            end = (hub[0] - side * 17 * k, hub[1] + (y - hub[1]) * 0.28)
            wires += kit.wire(start, end, product, term.weight, moment.sum_share(name))
            labels += kit.weight(start, end, moment.number(term.weight), term.weight == 0)
            boxes += self.source_cell(term, cells + side * wide / 2 * k, y, width=wide)
            self.weight_spot(term, start, end)
        self.canvas.add(f"fan:{name}", *wires)
        self.canvas.add(f"weights:{name}", *labels)
        self.canvas.add(f"cells:{name}", *boxes)

    def ports(self, name: str, centre: Point, hub: Point, computed: bool = True) -> dict[str, Point]:
        """Draw a sum's inputs as ports in a row around ``centre``, with their wires up to it; return their middles.

        Without ``computed`` only the inputs of the step and the constant 1 get a port: the rest comes by pipe.
        """
        moment, kit, k = self.moment, self.kit, self.k
        terms = [
            pair for pair in moment.terms(name) if computed or pair[0].source == "1" or pair[0].source.startswith("x[")
        ]
        pitch = max(6.7 / 100 * self.width, 66 * k)
        wires: list[Primitive] = []
        labels: list[Primitive] = []
        boxes: list[Primitive] = []
        found: dict[str, Point] = {}
        for column, (term, product) in enumerate(terms):
            x = centre[0] + (column - (len(terms) - 1) / 2) * pitch
            start = (x, centre[1] - 16 * k)
            end = (hub[0] + (x - hub[0]) * 0.15, hub[1] + 15 * k)
            wires += kit.wire(start, end, product, term.weight, moment.sum_share(name))
            labels += kit.weight(start, end, moment.number(term.weight), term.weight == 0, 0.45)
            boxes += self.source_cell(term, x, centre[1], port=True)
            found[term.source] = (x, centre[1])
            self.weight_spot(term, start, end)
        self.canvas.add(f"fan:{name}", *wires)
        self.canvas.add(f"weights:{name}", *labels)
        self.canvas.add(f"cells:{name}", *boxes)
        return found

    def cell_width(self, term: Term) -> float:
        """Return how wide, at scale 1, the cell of a term has to be for its name and value."""
        name = 0.6 + 0.7 * (1.5 if "[t-1]" in term.source else 0.6)
        letters = (name if term.source != "1" else 0.0) + advance((Run(self.moment.number(term.value)),))
        return letters * self.kit.size(14) / self.k + 15

    def source_cell(self, term: Term, x: float, y: float, port: bool = False, width: float = 0.0) -> list[Primitive]:
        """Draw the small cell that shows what a weight is multiplied with."""
        if term.source == "1":
            return self.kit.input_cell(x, y, (), "1", port, "inp", width)
        if term.source.startswith("x["):
            return self.kit.input_cell(
                x, y, symbol(f"x{term.source[2:-1]}"), self.moment.number(term.value), port, "inp", width
            )
        name = term.source.split("[")[0]
        return self.kit.input_cell(x, y, symbol(name, "t-1"), self.moment.number(term.value), port, "mem", width)

    def weight_spot(self, term: Term, start: Point, end: Point) -> None:
        """Make the weight's number on a wire answer the pointer."""
        x, y = start[0] + (end[0] - start[0]) * 0.4, start[1] + (end[1] - start[1]) * 0.4
        target = f"{term.parameter}[{','.join(map(str, term.index))}]" if term.parameter else ""
        if target:
            self.canvas.spot(
                target,
                x - 16 * self.k,
                y - 9 * self.k,
                32 * self.k,
                18 * self.k,
                _weight_tip(term),
            )

    # -- gates

    def gate(
        self,
        name: str,
        node: str,
        hub: Point,
        sigma: Point,
        valve: Point,
        words: tuple[str, str, str] | None,
    ) -> None:
        """Draw sum, σ, rod and readings of a gate; the valve itself stands on its pipe and is drawn with it.

        ``words`` say shut, between and open; None where the valve's two ways are written beside it.
        """
        moment, kit, k, canvas = self.moment, self.kit, self.k, self.canvas
        side = -1 if sigma[0] < valve[0] else 1
        value = self.value(name)
        total = self.value(node)
        canvas.add(f"link:{name}", *kit.strand(((hub[0], hub[1]), (sigma[0], sigma[1])), total))
        canvas.add(f"rod:{name}", Line((sigma, (valve[0] + side * 80 * k, valve[1])), "gate", 4 * k))
        canvas.add(f"sum:{name}", *kit.sum(*hub))
        function = moment.cell.graph.nodes[moment.cell.graph.signals[name]].op
        canvas.add(f"sigma:{name}", *kit.activation(*sigma, function, "gate", total))
        title = [Run(moment.title(name), weight=600)]
        if words:
            state = words[2] if value >= 0.95 else words[0] if value <= 0.05 else words[1]
            title.append(Run(f"  {self.say(state)}", colour="ink2", weight=500))
        above, below = valve[1] - 33 * k, valve[1] + 37 * k
        if side < 0:
            canvas.add(f"title:{name}", kit.text(valve[0] - 46 * k, above + 4 * k, title, 14.5, "gate", 600, "right"))
        else:
            canvas.add(f"title:{name}", kit.text(valve[0] + 45 * k, above + 4 * k, title, 14.5, "gate", 600))
        if words:
            beside = valve[0] + side * 41 * k
            align: Align = "right" if side < 0 else "left"
            canvas.add(f"percent:{name}", kit.text(beside, below, percent(value), 19, "gate", 700, align))
        self.reading(node, hub[0], below, align="center")
        self.reading(name, sigma[0] - (12 if side > 0 else -10) * k, below, gate=True, align="center")
        self.spot(name, (sigma[0] + valve[0]) / 2, valve[1], abs(valve[0] - sigma[0]) + 60 * k, 62 * k)
        self.spot(node, hub[0], hub[1], 40 * k, 40 * k)

    def ring(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Mark a node if it is the selected one; call before the node is drawn."""
        if self.moment.view.selected == name:
            self.canvas.add(f"selected:{name}", *self.kit.ring(x, y, width, height))

    # -- bus

    def bus(
        self,
        sources: Sequence[tuple[str, float]],
        level: float,
        ports: tuple[float, float],
        sides: Sequence[tuple[float, Sequence[Mapping[str, Point]]]],
    ) -> None:
        """Draw the strands that bring the inputs to every sum: along the bottom, then up a side to each fan's cells.

        ``sources`` are (label, value) from the innermost strand outwards; ``ports`` the span of the ports they start
        from; each side is (x of the middle of its strands, the cells of its fans from the lowest to the highest).
        """
        k, pitch = self.k, 6 * self.k
        count = len(sources)
        lines: list[Primitive] = []
        dots: list[Primitive] = []
        for row, (label, value) in enumerate(sources):
            y = level + (row - (count - 1) / 2) * pitch
            for edge, fans in sides:
                way = 1 if edge > self.width / 2 else -1  # outwards
                x = edge + way * (row - (count - 1) / 2) * pitch
                reached = [fan[label] for fan in fans if label in fan]
                if not reached:
                    continue
                last = reached[-1]
                start = ports[1] if way > 0 else ports[0]
                lines += self._thin(((start, y), (x, y), (x, last[1]), last), value)
                for end in reached[:-1]:
                    lines += self._thin(((x, end[1]), end), value)
                    dots.append(Circle(x, end[1], 3 * k, _strand_colour(value)))
        self.canvas.add("bus", *lines, *dots)

    def _thin(self, points: Sequence[Point], value: float) -> list[Primitive]:
        return [Line(tuple(points), _strand_colour(value), 1.8 * max(self.k, 0.8), corner=8 * self.k)]

    # -- equations

    def equation(self, name: str, x: float, y: float, pieces: Sequence[Piece]) -> None:
        """Write an equation with its numbers below, piece under piece, starting at x."""
        kit = self.kit
        wide = [max(advance(piece.above), advance((Run(piece.below),))) + 0.42 for piece in pieces]
        room = self.width - x - 10 * self.k
        size = min(18.0, room / sum(wide) / self.k)
        row = 26 * max(self.k, 0.8)
        texts: list[Primitive] = []
        for piece, width in zip(pieces, wide, strict=True):
            centre = x + width / 2 * kit.size(size)
            texts.append(kit.text(centre, y, piece.above, size, piece.colour, 600, "center"))
            texts.append(kit.text(centre, y + row, piece.below, size, piece.colour, 600, "center"))
            x += width * kit.size(size)
        self.canvas.add(f"equation:{name}", *texts)

    def legend(self, x: float, y: float) -> None:
        """Explain the wires: thicker is larger, hollow is negative."""
        kit, k = self.kit, self.k
        parts: list[Primitive] = [
            kit.text(
                x,
                y,
                (
                    Run(self.say("Wires"), weight=700),
                    Run("   " + self.say("thicker = larger value"), colour="ink2", weight=400),
                ),
                13,
            ),
        ]
        rows = (("positive", 10.0, 1.0), ("negative", -1.0, 1.0), ("zero", 0.0, 1.0), ("weight 0", 0.0, 0.0))
        for number, (word, value, weight) in enumerate(rows):
            left, line = x + (number % 2) * 124 * k, y + (31 + 26 * (number // 2)) * k
            parts += kit.wire((left, line), (left + 32 * k, line), value, weight)
            parts.append(kit.text(left + 42 * k, line, self.say(word), 13, "ink2", 400))
        self.canvas.add("legend", *parts)


@lru_cache(maxsize=1024)  # asked for at every frame
def _weight_tip(term: Term) -> str:
    """The weight, what it is multiplied with, and the product, in full."""
    times = "" if term.source == "1" else f" · {exact(term.value)} = {exact(term.product)}"
    return f"{term.parameter} = {exact(term.weight)}{times}"


def _strand_colour(value: float) -> str:
    return "zero" if abs(value) < 0.005 else "pos" if value > 0 else "neg"

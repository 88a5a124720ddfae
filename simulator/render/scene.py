"""What the hand-made layouts share: places on the 100 x 100 grid, fans of weighted inputs, gates, live equations."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simulator.render import fans
from simulator.render.fans import Bundle, Ends, Fan, Rows
from simulator.render.format import exact, percent
from simulator.render.kit import Align, Kit, advance, symbol
from simulator.render.motion import arriving
from simulator.render.primitives import Canvas, Line, Picture, Point, Primitive, Run
from simulator.render.products import Products
from simulator.render.type_sizes import PROJECTED
from simulator.render.view import Moment

WIDTH, HEIGHT = 1008.0, 632.0  # of the pane for which the parts have their sizes (style guide, section 8)
HALL_WIDTH, HALL_HEIGHT = 1600.0, 650.0  # of the pane in projection (sections 4 and 6)
OPEN = "…"  # in place of a number that is not known yet
PITCH = 4.4  # % of the height between the cells of a fan
_BETWEEN = 0.35  # em between two readings side by side
_STRAND = re.compile(r"(.+)\[(\d+)\]")
MOST, MOST_IN_HALL = 8, 6  # rows of a fan; weaker terms are bundled


@dataclass(frozen=True)
class Piece:
    """One column of a live equation: a name above, its number below."""

    above: tuple[Run, ...]
    below: str
    colour: str = "ink"


class Scene:
    """A layout being drawn: a moment, a size, and the parts' scale."""

    def __init__(
        self, moment: Moment, width: float, height: float, places: Mapping[str, Point], piped: Iterable[str] = ()
    ) -> None:
        self.moment = moment
        self.width, self.height = width, height
        self.canvas = Canvas()
        self.projected = moment.view.projected
        if self.projected:
            self.k = PROJECTED * min(width / HALL_WIDTH, height / HALL_HEIGHT)
        else:
            self.k = min(width / WIDTH, height / HEIGHT)
        self.kit = Kit(self.canvas, self.k, self.projected)
        self.places = places
        self.piped = frozenset(piped)  # signals that come to the sums by ways of their own, not by their fans
        self.say = moment.view.say
        self._rows: dict[str, tuple[Rows, Products]] = {}

    def at(self, name: str) -> Point:
        """Return a node's place in pixels."""
        x, y = self.places[name]
        return x / 100 * self.width, y / 100 * self.height

    def picture(self) -> Picture:
        """Return what was drawn."""
        return Picture(self.width, self.height, self.canvas.items, tuple(self.canvas.hotspots))

    def value(self, name: str) -> float:
        """Return a signal of the unit that is drawn, as it is shown now."""
        return float(self.moment.shown(name)[self.moment.unit_of(name)])

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
        runs = (*(prefix or symbol(name)), Run(f" = {self._number(name, gate)}"))
        self.canvas.add(f"reading:{name}", self.kit.text(x, y, runs, 14.5, colour, 600, align))

    def _number(self, name: str, gate: bool) -> str:
        value = self.value(name)
        return self.moment.gate(value) if gate else self.moment.counted(value, name)

    def memory(self, name: str, x: float, y: float, old: float, new: float, written: bool) -> None:
        """Write a memory's title, and its value, right-aligned at x; once ``written``, also what it was before."""
        moment, kit, k = self.moment, self.kit, self.k
        half = (20 if self.projected else 13) * k
        self.canvas.add(f"words:{name}", kit.text(x, y - half, moment.title(name), 16.5, "mem", 700, "right"))
        arrow = f"{moment.number(old)} → " if written and not moment.view.exact else ""
        change = (*symbol(name), Run(f":  {arrow}{moment.counted(new, name)}"))
        self.canvas.add("words:change", kit.text(x, y + half, change, 22, "ink", 700, "right"))

    # -- fans

    @property
    def pitch(self) -> float:
        """The distance between the cells of a fan."""
        return 33 * self.k if self.projected else max(PITCH / 100 * self.height, 24 * self.k)

    def rows(self, name: str) -> tuple[Rows, Products]:
        """Return the terms of a sum that have a row in its fan, and the weaker ones that are bundled.

        What ``piped`` names comes by a way of its own.
        """
        if name not in self._rows:  # ends and fan ask for the same, and there may be thousands
            self._rows[name] = self.moment.terms(name).of_others(self.piped).strongest(self.most)
        return self._rows[name]

    @property
    def most(self) -> int:
        """How many rows a fan has at most."""
        return MOST_IN_HALL if self.projected else MOST

    def fan_ends(self, name: str, cells: float, hub: Point) -> Ends:
        """Return where the outer ends of a fan's cells are, by source."""
        shown, rest = self.rows(name)
        sources = (*(term.source for term, _ in shown), *((fans.MORE,) if rest else ()))
        return fans.ends(sources, cells, hub, self.row_pitch(len(sources)))

    def row_pitch(self, rows: int) -> float:
        """Return the distance between the cells of a fan of so many rows: many stand closer."""
        tight = self.kit.cell[1] + 2
        return max(tight * self.k, min(self.pitch, 175 / max(1, rows - 1) * self.k))

    def fan(self, name: str, cells: float, hub: Point, widest: float = math.inf) -> None:
        """Draw a sum's weighted inputs as a column of cells, whose outer ends are at x = ``cells``.

        The cells are as wide as their numbers, or ``widest`` (at scale 1).
        """
        self.column(name, self.rows(name), self.moment.sum_share(name), cells, hub, widest)

    def column(
        self, name: str, rows: tuple[Rows, Products], share: float, cells: float, hub: Point, widest: float
    ) -> None:
        """Draw a column of weighted terms, the weaker ones bundled."""
        moment, (shown, rest) = self.moment, rows
        exact, lit = moment.view.exact, arriving(moment.phase)
        bundle = self.bundle(rest)
        pitch = self.row_pitch(len(shown) + bool(rest))
        k, projected, several = self.k, self.projected, moment.units > 1
        widest = 1.45 * widest if projected else max(widest, 68 / k)  # the type asks for as much
        self._add(name, fans.column(shown, share, exact, lit, cells, hub, k, pitch, projected, several, bundle, widest))

    def bundle(self, rest: Products) -> Bundle | None:
        """Return what stands for the weaker terms of a sum; None if there are none."""
        if not rest:
            return None
        return Bundle(self.say("+ {count} more").format(count=len(rest)), rest.total)

    def ports(self, name: str, centre: Point, hub: Point, products: Products | None = None, most: int = MOST) -> None:
        """Draw a sum's inputs as ports in a row around ``centre``, with their wires up to it.

        ``products`` are those that have a port, where some come by pipe; ``most`` is how many there is room for.
        """
        moment = self.moment
        shown, rest = self.rows(name) if products is None else products.strongest(min(most, self.most))
        apart, exact = max(6.7 / 100 * self.width, (self.kit.port[0] + 8) * self.k), moment.view.exact
        share, k, projected, several = moment.sum_share(name), self.k, self.projected, moment.units > 1
        self._add(name, fans.row(shown, share, exact, centre, hub, k, apart, projected, several, self.bundle(rest)))

    def _add(self, name: str, fan: Fan) -> None:
        self.canvas.add(f"fan:{name}", fan.wires)
        self.canvas.add(f"weights:{name}", fan.weights)
        self.canvas.add(f"cells:{name}", fan.cells)
        self.canvas.hotspots += fan.spots

    def bus(self, level: float, start: float, sides: tuple[tuple[float, tuple[Ends, ...]], ...]) -> None:
        """Draw the strands that bring the inputs, and the constant 1, to every sum.

        They run along the bottom at ``level`` from x = ``start``, then up a side to each fan's cells; each side is
        (x of the middle of its strands, the cells of its fans from the lowest to the highest).
        """
        moment = self.moment
        reached = {source for _, columns in sides for column in columns for source, _ in column}
        groups = [("x", moment.inputs), *((f"{state}[t-1]", moment.remembered(state)) for state in moment.cell.states)]
        strands: dict[str, float] = {}
        for name, values in groups:
            if len(values) <= len(reached):  # of very many, only those that arrive somewhere
                numbers: Iterable[int] = range(len(values))
            else:
                found = (_STRAND.fullmatch(source) for source in reached)
                numbers = sorted(int(match[2]) - 1 for match in found if match and match[1] == name)
            strands |= {source: float(values[k]) for k in numbers if (source := f"{name}[{k + 1}]") in reached}
        if "1" in reached:
            strands["1"] = 1.0
        many = sum(len(values) for _, values in groups) + 1 > MOST
        if fans.MORE in reached or many:  # one thick cable, which each fan taps
            self.canvas.add("bus", fans.cable(strands, level, start, sides, self.k))
        else:
            self.canvas.add("bus", fans.bus(tuple(strands.items()), level, start, sides, self.k))

    # -- gates

    def gate(
        self,
        name: str,
        node: str,
        hub: Point,
        sigma: Point,
        valve: Point,
        words: tuple[str, str, str] | None,
        crowded: bool = False,
    ) -> None:
        """Draw sum, σ, rod and readings of a gate; the valve itself stands on its pipe and is drawn with it.

        ``words`` say shut, between and open; None where the valve's two ways are written beside it. Where the fan is so
        tall that it is ``crowded`` below the sum, the readings move towards the valve.
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
        beside, over = 46.0 if side < 0 else 45.0, 4.0
        if self.projected:  # beside the bonnet, unless the words are so long that they would reach the fan
            room = abs(hub[0] - valve[0]) / k - advance(title) * kit.size(14.5) / k + 30
            beside, over = min(146.0, max(46.0, room)), -3.0
        align: Align = "right" if side < 0 else "left"
        x, y = valve[0] + side * beside * k, above + over * k
        canvas.add(f"title:{name}", kit.text(x, y, title, 14.5, "gate", 600, align))
        if words:
            x = valve[0] + side * 41 * k
            canvas.add(f"percent:{name}", kit.text(x, below, percent(value), 19, "gate", 700, align))
        line = (26 if self.projected else 18) * k
        apart = 24 * side * k if self.projected else 0.0  # the two would touch
        x = sigma[0] - (12 if side > 0 else -10) * k - apart
        wide = sum(advance((*symbol(one), Run(f" = {self._number(one, one == name)}"))) for one in (name, node))
        tight = moment.view.exact or crowded or (wide / 2 + _BETWEEN) * kit.size(14.5) > abs(x - hub[0])
        lower = line if tight else 0.0  # both have no room side by side
        if crowded:
            self.reading(node, hub[0] - side * 8 * k, below, align="left" if side < 0 else "right")
        else:
            self.reading(node, hub[0], below, align="center")
        self.reading(name, x, below + lower, gate=True, align="center")
        # with its title and its readings, as the ring around it
        self.spot(name, (sigma[0] + valve[0]) / 2, valve[1] + 11 * k, abs(valve[0] - sigma[0]) + 60 * k, 112 * k)
        self.spot(node, hub[0], hub[1], 40 * k, 40 * k)

    def ring(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Mark a node if it is the selected one; call before the node is drawn."""
        if self.moment.view.selected == name:
            self.canvas.add(f"selected:{name}", *self.kit.ring(x, y, width, height))

    # -- equations

    def equation(self, name: str, x: float, y: float, pieces: Sequence[Piece]) -> None:
        """Write an equation with its numbers below, piece under piece, starting at x.

        All digits have no room there: then the equation stands alone, and the numbers are beside the parts.
        """
        kit = self.kit
        if self.moment.view.exact:
            pieces = [Piece(piece.above, " ", piece.colour) for piece in pieces]
        wide = [max(advance(piece.above), advance((Run(piece.below),))) + 0.42 for piece in pieces]
        room = self.width - x - (44 if self.projected else 10) * self.k
        size = min(18.0, kit.fitting(room / sum(wide)))
        row = 1.25 * kit.size(size) if self.projected else 26 * max(self.k, 0.8)
        texts: list[Primitive] = []
        for piece, width in zip(pieces, wide, strict=True):
            centre = x + width / 2 * kit.size(size)
            texts.append(kit.text(centre, y, piece.above, size, piece.colour, 600, "center"))
            texts.append(kit.text(centre, y + row, piece.below, size, piece.colour, 600, "center"))
            x += width * kit.size(size)
        self.canvas.add(f"equation:{name}", *texts)

    def legend(self, x: float, y: float) -> None:
        """Explain the wires: thicker is larger, hollow is negative. In projection whoever speaks says it."""
        if self.projected:
            return
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

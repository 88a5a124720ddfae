"""What a diagram is drawn on: its scene, the places of its parts in pixels, and the numbers of the moment."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.render import format as fmt
from simulator.render.kit import Align, Kit, symbol
from simulator.render.layered.flows import Flows
from simulator.render.layered.glyphs import STRANDS
from simulator.render.layered.layout import Layout
from simulator.render.layered.parts import Part
from simulator.render.layered.shapes import RADIUS, VALVE, Shape
from simulator.render.primitives import Canvas, Picture, Point, Run
from simulator.render.scene import Scene
from simulator.render.view import Moment


class Sheet:
    """A layout being drawn in the middle of a pane, below a band at the top, at scale ``k``."""

    def __init__(self, moment: Moment, layout: Layout, width: float, height: float, band: float, k: float) -> None:
        self.moment, self.layout, self.k = moment, layout, k
        self.scene = Scene(moment, width, height, {})
        self.scene.k = self.scene.kit.k = k
        self.scene.kit.projected = False  # the parts are full of type already: all grows together
        self.kit, self.canvas = self.scene.kit, self.scene.canvas
        self.pipe = Kit(Canvas(), VALVE * k)  # pipes and valves
        self.small = Kit(Canvas(), RADIUS / 18 * k)  # sums and functions
        self.scale = moment.view.scale
        self.unit = moment.unit
        self.flows = Flows(moment, self.unit)
        self.left = (width - layout.width * k) / 2
        self.top = band * k + (height - (layout.height + band) * k) / 2

    def picture(self) -> Picture:
        """Return what was drawn."""
        return self.scene.picture()

    def at(self, place: Point) -> Point:
        """Return a place of the layout in pixels."""
        return self.left + place[0] * self.k, self.top + place[1] * self.k

    def way(self, points: Sequence[Point]) -> tuple[Point, ...]:
        """Return the points of a wire in pixels."""
        return tuple(self.at(point) for point in points)

    def place(self, part: Part) -> tuple[float, float, Shape]:
        """Return the left end of a part's middle line in pixels, and its shape."""
        return *self.at(self.layout.places[part.id]), self.layout.shapes[part.id]

    def values(self, part: Part, size: int) -> list[float]:
        """Return what a part gives, of the chosen unit, or the first of all units for a bundle of strands."""
        if size == 1:
            return [self.flows.of(part.node)]
        return [self.flows.of(part.node, unit) for unit in range(min(size, STRANDS))]

    def name_of(self, node: int) -> str:
        """Return the signal whose value a node is; empty where it has no name."""
        return self.moment.cell.graph.nodes[node].signal

    def label(self, name: str, size: int, time: str = "") -> tuple[Run, ...]:
        """Typeset a signal's name, with the number of the unit where it has several."""
        runs = symbol(name, time)
        if size == 1:
            return runs
        number = str(min(self.unit, size - 1) + 1)
        if len(runs) == 1:
            return (*runs, Run(number, shift="sub"))
        if not time:
            return (runs[0], Run(f"{runs[1].text},{number}", shift="sub"))
        *index, before = runs[1].text.split(",")
        return (runs[0], Run(",".join((*index, number, before)), shift="sub"))

    def number(self, node: int, value: float) -> str:
        """Write a value on its way to a node's new one."""
        if self.moment.view.exact:
            return fmt.exact(value)
        return fmt.between(value, self.flows.old(node), self.flows.pick(self.moment.view.now.values[node]))

    def caption(self, node: int, x: float, y: float, colour: str, align: Align = "center") -> None:
        """Write a node's value under its part: with its name if it has one."""
        name = self.name_of(node)
        size = self.moment.view.now.values[node].size
        if not name:  # all its digits stand in its tip
            value = fmt.short(self.flows.of(node))
            text = self.kit.text(x, y, value, 12.5, "ink2", 500, align, "bg")
            self.canvas.add(f"value:{node}", text)
            return
        runs = (*self.label(name, size), Run(f" = {self.number(node, self.flows.of(node))}"))
        self.canvas.add(f"reading:{name}", self.kit.text(x, y, runs, 13.5, colour, 600, align, "bg"))

    def spot(
        self, target: str, x: float, y: float, width: float, height: float, tip: str = "", handle: str = ""
    ) -> None:
        """Make the place around a middle answer the pointer; a part is dragged by its ``handle``."""
        words = tip or self.scene.tip(target)
        self.canvas.spot(target, x - width / 2, y - height / 2, width, height, words, handle)

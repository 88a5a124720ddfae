"""The LSTM as the lecture draws it: data rises through the input valve into the tank, the memory loops back through the
forget valve.

Places: style guide, section 8, where i, f and o stand for input, forget and output gate, g for the candidate, z for the
sums, y for the output. Any number of units: one of them is drawn.
"""

from __future__ import annotations

from functools import partial

from simulator.render.diagrams.lstm import Flows, parts_of
from simulator.render.diagrams.lstm_words import equations, gate_words, peephole, read_name
from simulator.render.diagrams.one_unit import unit_name
from simulator.render.fans import Ends
from simulator.render.format import added, percent
from simulator.render.kit import Align, symbol
from simulator.render.mixing import APART, capsule, mixing_valve
from simulator.render.motion import PHASES, drift
from simulator.render.primitives import Picture, Point, Run
from simulator.render.scene import Scene
from simulator.render.tank import tank
from simulator.render.view import Moment

PLACES: dict[str, Point] = {
    "x": (42.1, 94.6),
    "z": (42.1, 82.3),
    "g": (42.1, 75.0),
    "i": (42.1, 64.6),
    "merge": (42.1, 54.4),
    "c": (42.1, 40.2),
    "delay": (53.7, 33.5),
    "f": (58.3, 43.4),
    "h": (42.1, 26.6),
    "o": (42.1, 16.8),
    "y": (42.1, 6.6),
    "z_i": (20.6, 64.6),
    "i_sigma": (26.8, 64.6),
    "i_cells": (6.0, 64.6),
    "z_o": (20.6, 16.8),
    "o_sigma": (26.8, 16.8),
    "o_cells": (6.0, 16.8),
    "z_f": (79.8, 43.4),
    "f_sigma": (73.8, 43.4),
    "f_cells": (94.0, 43.4),
    "bus_left": (2.9, 94.6),
    "bus_right": (97.1, 94.6),
    "equations": (75.5, 6.0),
    "long_equations": (61.0, 6.0),  # with fractions, as functions give them
    "legend": (70.0, 71.5),
    "unit": (15.5, 4.6),
}

_CELL = 72.0  # width of a fan's cells at the most, at scale 1

# In projection the parts are larger and nearer to each other, and the equations have a place each.
IN_HALL: dict[str, Point] = {
    "x": (42.1, 95.6),
    "z": (42.1, 83.0),
    "g": (42.1, 75.8),
    "merge": (42.1, 55.4),
    "c": (42.1, 41.2),
    "y": (42.1, 5.6),
    "z_i": (19.6, 64.6),
    "i_sigma": (24.8, 64.6),
    "i_cells": (4.6, 64.6),
    "z_o": (19.6, 16.8),
    "o_sigma": (24.8, 16.8),
    "o_cells": (4.6, 16.8),
    "z_f": (80.8, 43.4),
    "f_sigma": (75.6, 43.4),
    "f_cells": (95.4, 43.4),
    "bus_left": (2.0, 95.6),
    "bus_right": (98.0, 95.6),
    "equations": (64.0, 70.0),
    "output_equation": (69.0, 6.5),
}


def fits(moment: Moment) -> bool:
    """Whether a cell is an LSTM."""
    return parts_of(moment.cell) is not None


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment."""
    parts = parts_of(moment.cell)
    assert parts is not None
    places = {**PLACES, **moment.cell.layouts.get("lecture", {}), **(IN_HALL if moment.view.projected else {})}
    scene = Scene(moment, width, height, places, (parts.memory,))
    _Lecture(scene, Flows(moment, parts)).draw()
    return scene.picture()


class _Lecture:
    """The parts of one moment, and the order in which they are drawn."""

    def __init__(self, scene: Scene, flows: Flows) -> None:
        self.scene, self.flows, self.parts = scene, flows, flows.parts
        self.moment, self.kit, self.k, self.canvas = scene.moment, scene.kit, scene.k, scene.canvas
        self.scale = self.moment.view.scale
        parts = self.parts
        placed = {"i": parts.take, "f": parts.keep, "o": parts.give}
        self.gates = {place: name for place, name in placed.items() if name is not None}
        self.summed = {place: name for place, name in self.gates.items() if name in parts.sums}
        self.sum = parts.sums[parts.candidate]

    def draw(self) -> None:
        """Draw from the back to the front: selection, casings, liquids, parts, words."""
        self._selections()
        self._bus_and_fans()
        self._casings()
        self._liquids()
        self._taps()
        self._valves()
        self._nodes()
        self._gates()
        self._words()

    def _selections(self) -> None:
        scene, k, parts = self.scene, self.k, self.parts
        for place, name in self.summed.items():
            (x, y), sigma = scene.at(place), scene.at(f"{place}_sigma")
            if place == "f":
                scene.ring(name, x - 48 * k, y - 45 * k, sigma[0] - x + 74 * k, 112 * k)
            else:
                wide = 76 + (APART if parts.coupled and place == "i" else 0)
                scene.ring(name, sigma[0] - 26 * k, y - 45 * k, x - sigma[0] + wide * k, 112 * k)
            x, y = scene.at(f"z_{place}")
            scene.ring(parts.sums[name], x - 26 * k, y - 26 * k, 52 * k, 52 * k)
        if parts.coupled and parts.keep:
            x, y = scene.at("i")
            scene.ring(parts.keep, x + 16 * k, y - 45 * k, 68 * k, 90 * k)
        x, y = scene.at("z")
        scene.ring(self.sum, x - 26 * k, y - 26 * k, 52 * k, 52 * k)
        x, y = scene.at("g")
        scene.ring(parts.candidate, x - (114 if parts.coupled else 26) * k, y - 24 * k, 140 * k, 48 * k)
        x, y = scene.at("c")
        scene.ring(parts.memory, x - 124 * k, y - 66 * k, 216 * k, 132 * k)
        x, y = scene.at("y")
        scene.ring(parts.output, x - 66 * k, y - 27 * k, 132 * k, 54 * k)

    def _bus_and_fans(self) -> None:
        scene, sums = self.scene, self.parts.sums
        ends = {}
        for place, name in self.summed.items():
            cells, hub = scene.at(f"{place}_cells")[0], scene.at(f"z_{place}")
            ends[place] = scene.fan_ends(sums[name], cells, hub)
        x, y = scene.at("x")
        sides: list[tuple[float, tuple[Ends, ...]]] = [(scene.at("bus_left")[0], (ends["i"], ends["o"]))]
        if "f" in ends:
            sides.append((scene.at("bus_right")[0], (ends["f"],)))
        scene.bus(y, x, tuple(sides))
        for place, name in self.summed.items():
            scene.fan(sums[name], scene.at(f"{place}_cells")[0], scene.at(f"z_{place}"), _CELL)
        scene.ports(self.sum, (x, y), scene.at("z"))

    def _casings(self) -> None:
        scene, kit = self.scene, self.kit
        (column, bottom), top = scene.at("z"), scene.at("y")[1]
        ways = [self._loop(), ((column, bottom), (column, top))]
        if self.parts.coupled:
            old = column + APART * self.k
            ways.insert(1, ((old, self._loop()[-1][1]), (old, scene.at("merge")[1])))
        self.canvas.add("casings", *(part for way in ways for part in kit.casing(way)))

    def _loop(self) -> tuple[Point, ...]:
        """The way of the old value from the tank to where the new joins it, or to the mixing valve."""
        scene, k = self.scene, self.k
        y, corner, tank_edge = scene.at("delay")[1], scene.at("f")[0], scene.at("c")[0] + 80 * self.k
        start = ((tank_edge, y), (corner, y))
        if self.parts.coupled:
            x, low = scene.at("i")[0] + APART * k, scene.at("i")[1] + 58 * k
            return (*start, (corner, low), (x, low), (x, scene.at("i")[1] + 30 * k))
        merge = scene.at("merge")
        return (*start, (corner, merge[1]), merge)

    def _liquids(self) -> None:
        scene, kit, k, flows = self.scene, self.kit, self.k, self.flows
        column = scene.at("z")[0]
        y = {name: scene.at(name)[1] for name in ("z", "g", "i", "merge", "c", "h", "o", "y")}
        loop, delay, valve = self._loop(), scene.at("delay"), scene.at("f")
        old: tuple[Point, ...]
        kept: tuple[Point, ...]
        if self.parts.coupled:
            x = loop[-1][0]
            old, kept = (delay, *loop[1:]), ((x, y["i"] - 30 * k), (x, y["merge"]))
        elif self.parts.keep:
            old, kept = (delay, loop[1], (valve[0], valve[1] - 30 * k)), ((valve[0], valve[1] + 30 * k), *loop[2:])
        else:
            old, kept = (delay, loop[1], valve), (valve, *loop[2:])
        streams = {
            "flow:z": (((column, y["z"]), (column, y["g"])), scene.value(self.sum), 1.0),
            "flow:g": (((column, y["g"]), (column, y["i"] + 30 * k)), scene.value(self.parts.candidate), 1.0),
            "flow:ig": (((column, y["i"] - 30 * k), (column, y["merge"])), flows.written, flows.front(flows.write)),
            "flow:new": (
                ((column, y["merge"]), (column, y["c"] + 56 * k)),
                flows.written + flows.kept,
                flows.front(flows.level),
            ),
            "flow:c": ((loop[0], delay), flows.memory, 1.0),
            "flow:old": (old, flows.remembered, 1.0),
            "flow:fc": (kept, flows.kept, flows.front(flows.write)),
            "flow:h": (
                ((column, y["c"] - 56 * k), (column, y["o"] + 30 * k)),
                flows.squashed,
                flows.front(flows.read, 3),
            ),
            "flow:y": (((column, y["o"] - 30 * k), (column, y["y"])), flows.leaving, flows.front(flows.leave, 3)),
        }
        for name, (points, value, share) in streams.items():
            self.canvas.add(name, *kit.liquid(points, value, self.scale, share))
        (right, level), (left, _) = loop[2:4]
        value = flows.remembered if self.parts.coupled else flows.kept
        x, dark = (left + right) / 2 - drift(self.moment.phase) * k, kit.flow_width(value, self.scale) < 8 * k
        self.canvas.add("chevron", kit.chevron(x, level, "left", dark))

    def _taps(self) -> None:
        """Peepholes: from the value before to the gates that write, from the new one to the one that reads."""
        scene, k, flows = self.scene, self.k, self.flows
        dx, dy = scene.at("delay")
        cx, cy = scene.at("c")
        x, y = scene.at("z_i")
        low = scene.at("merge")[1] - 25 * k
        way = ((dx - 13 * k, dy + 15 * k), (dx - 13 * k, low), (x, low), (x, y - 18 * k))
        peephole(scene, flows, self.parts.take, way, (x + 58 * k, low) if scene.projected else (x, y - 37 * k))
        if "f" in self.summed:
            (x, y), high = scene.at("z_f"), dy - 27 * k
            x, y = x + 12 * k, y + 4 * k
            way = ((dx, dy - 15 * k), (dx, high), (x, high), (x, y - 18 * k))
            peephole(scene, flows, self.summed["f"], way, (x, high + 22 * k))
        (x, y), high = scene.at("z_o"), cy - 71 * k
        way = ((cx - 54 * k, cy - 58 * k), (cx - 54 * k, high), (x, high), (x, y + 18 * k))
        peephole(scene, flows, self.parts.give, way, (cx - 84 * k if scene.projected else x + 104 * k, high))

    def _valves(self) -> None:
        scene, kit, flows, parts = self.scene, self.kit, self.flows, self.parts
        width = partial(kit.signed_width, scale=self.scale)
        candidate = scene.value(parts.candidate)
        written, kept = flows.after(flows.written, flows.write, 2), flows.after(flows.kept, flows.write, 2)
        leaving = flows.after(flows.leaving, flows.leave, 3)
        x, y = scene.at("i")
        opening = scene.value(parts.take)
        if parts.coupled:
            middle, streams = x + APART / 2 * self.k, ((candidate, written), (flows.remembered, kept))
            valve = mixing_valve(kit, middle, y, opening, *streams, self.scale)
        else:
            valve = kit.valve(x, y, -1, opening, width(candidate), width(written))
        self.canvas.add(f"valve:{parts.take}", *valve)
        if "f" in self.summed:
            name = self.summed["f"]
            around = kit.valve(*scene.at("f"), 1, scene.value(name), width(flows.remembered), width(kept), False)
            self.canvas.add(f"valve:{name}", *around)
        out = kit.valve(*scene.at("o"), -1, scene.value(parts.give), width(flows.squashed), width(leaving))
        self.canvas.add(f"valve:{parts.give}", *out)

    def _nodes(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.canvas, self.moment, self.k
        flows, parts = self.flows, self.parts
        canvas.add(f"sum:{parts.candidate}", *kit.sum(*scene.at("z"), "inp"))
        canvas.add("g", *kit.activation(*scene.at("g"), parts.curve, "inp"))
        if parts.function:
            canvas.add("h", *kit.activation(*scene.at("h"), parts.function, "mem"))
        mx, my = scene.at("merge")
        canvas.add("merge", *(capsule(kit, mx + APART / 2 * k, my) if parts.coupled else kit.merge(mx, my)))
        canvas.add("delay", *kit.delay(*scene.at("delay")))
        x, y = scene.at("c")
        label = moment.counted(flows.memory, parts.memory)
        canvas.add("tank", *tank(kit, x, y, flows.memory, flows.old, self.scale, moment.view.signed, label))
        value = moment.counted(scene.value(parts.output), parts.output)
        canvas.add("chip", *kit.chip(*scene.at("y"), (*symbol(parts.output), Run(f" = {value}"))))
        scene.spot(parts.memory, x, y, 168 * k, 116 * k)
        scene.spot(parts.output, *scene.at("y"), 94 * k, 40 * k)
        scene.spot(self.sum, *scene.at("z"), 40 * k, 40 * k)
        scene.spot(parts.candidate, *scene.at("g"), 40 * k, 38 * k)
        dx, dy = scene.at("delay")
        tip = f"{parts.memory}[t-1] = {moment.number(flows.old)}"
        canvas.spot(parts.memory, dx - 26 * k, dy - 16 * k, 52 * k, 32 * k, tip)

    def _gates(self) -> None:
        scene, parts = self.scene, self.parts
        for place, name in self.summed.items():
            node = parts.sums[name]
            tall = len(scene.rows(node)[0]) > 4 or f"tap:{name}" in self.canvas.items
            hub, sigma = scene.at(f"z_{place}"), scene.at(f"{place}_sigma")
            scene.gate(name, node, hub, sigma, scene.at(place), gate_words(self.flows, name), tall)

    def _words(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.canvas, self.moment, self.k
        flows, parts, number = self.flows, self.parts, self.moment.number
        column = scene.at("z")[0]
        right = column + 53 * k
        prefix = (*symbol("g"), Run("("), *symbol(self.sum), Run(")")) if parts.curve == "linear" else None
        beside = column - 26 * k if parts.coupled else right
        align: Align = "right" if parts.coupled else "left"
        scene.reading(self.sum, beside, scene.at("z")[1], "inp", align=align)
        scene.reading(parts.candidate, beside, scene.at("g")[1], "inp", align=align, prefix=prefix)
        mx, my = scene.at("merge")
        fx = scene.at("f")[0]
        cx, cy = scene.at("c")
        kept, written, before = number(flows.kept), number(flows.written), symbol(parts.memory, "t-1")
        if flows.flowing:
            if not scene.projected:  # there the equations have room to be large, and say it
                runs = (*symbol(parts.take), Run("·"), *symbol(parts.candidate), Run(f" = {written}"))
                if not parts.coupled:
                    canvas.add("words:ig", kit.text(right, my + 24 * k, runs, 14.5))
                if parts.keep:
                    runs = (*symbol(parts.keep), Run("·"), *before, Run(f" = {kept}"))
                    canvas.add("words:fc", kit.text(fx + 28 * k, my + 22 * k, runs, 14.5))
            summed = Run(number(flows.written + flows.kept), colour="mem")
            sum_runs = (summed,) if moment.view.exact else (Run(f"{added(written, kept)} = "), summed)
            if not scene.projected:
                canvas.add("words:sum", kit.text(mx - 28 * k, my, sum_runs, 17, "ink", 700, "right"))
            elif not parts.coupled:  # the gate's name stands on the other side; coupled, the equation has to do
                canvas.add("words:sum", kit.text(right, my + 32 * k, sum_runs, 17, "ink", 700))
        if parts.function and (moment.phase > PHASES[3] or moment.phase == 0):
            runs = (*read_name(flows), Run(f" = {number(flows.squashed)}"))
            canvas.add("words:h", kit.text(right, scene.at("h")[1], runs, 14.5, "mem"))
        runs = (*before, Run(f" = {number(flows.remembered)}"))
        canvas.add("words:old", kit.text(fx + 28 * k, scene.at("delay")[1] - 4 * k, runs, 14.5, "mem"))
        scene.memory(parts.memory, cx - 126 * k, cy - 7 * k, flows.old, flows.memory, flows.level > 0)
        if parts.keep is None:
            words = scene.say("no forget gate: all stays")
            canvas.add("words:open", kit.text(fx + 28 * k, scene.at("f")[1], words, 14.5, "ink2", 500))
        if parts.coupled and parts.keep:
            self._shares(parts.keep)
        x, y = scene.at("equations" if parts.curve == "linear" or scene.projected else "long_equations")
        output = scene.at("output_equation") if scene.projected else (x, y + 84 * k)
        equations(scene, flows, (x, y), output)
        scene.legend(*scene.at("legend"))
        unit_name(scene, *scene.at("unit"))

    def _shares(self, keep: str) -> None:
        """What the plate of coupled gates leaves of the old."""
        scene, kit, canvas, k = self.scene, self.kit, self.canvas, self.k
        (x, y), right = scene.at("i"), scene.at("f")[0] + 28 * k
        up = 20 * k if scene.projected else 0.0  # clear of the equation
        opening = scene.value(self.parts.take)
        stays = f"{scene.say('old stays')} {percent(1 - opening)}"
        canvas.add("words:stays", kit.text(right, y - 12 * k - up, stays, 16, "gate", 700))
        runs = (*symbol(keep), Run(" = 1 − "), *symbol(self.parts.take), Run(f" = {self.moment.gate(1 - opening)}"))
        canvas.add("words:rest", kit.text(right, y + 12 * k - up, runs, 14.5, "gate"))
        scene.spot(keep, x + APART * k, y, 64 * k, 60 * k)

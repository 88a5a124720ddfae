"""Elman and Jordan as the lecture draws them: inputs and memory below, the hidden layer above them, the output on top.

What differs is where the loop starts: at the hidden layer (Elman) or at the output (Jordan). Up to four units, inputs
and outputs, every weight on its wire.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.engine import Term
from simulator.language import FUNCTIONS
from simulator.render.fans import weight_target, weight_tip
from simulator.render.kit import BORE, Kit, symbol
from simulator.render.motion import PHASES, drained, stage_share
from simulator.render.primitives import Line, Picture, Point, Primitive, Run
from simulator.render.scene import Scene
from simulator.render.tank import tank
from simulator.render.view import Moment, blend

PLACES: dict[str, Point] = {
    "x": (30.0, 91.0),
    "memory": (70.5, 85.0),
    "hidden": (48.0, 57.0),
    "output": (48.0, 25.0),
    "chip": (48.0, 7.0),
    "title": (3.0, 6.0),
    "legend": (3.0, 27.0),
}
LARGEST = 4
_APART = 14.0  # between the middles of two loops
_SOURCE = re.compile(r"1|(?P<name>\w+)(?P<before>\[t-1\])?\[(?P<unit>\d+)\]")  # of a term that can be drawn as a wire


def fits(moment: Moment) -> bool:
    """Whether a cell is one hidden layer with one memory, and an output layer or none, small enough to draw each
    weight.
    """
    cell, now = moment.cell, moment.view.now
    layers = [len(now[name]) for name in cell.signals]
    return (
        len(cell.signals) in (1, 2)
        and len(cell.states) == 1
        and max([*layers, now.sizes["inputs"]]) <= LARGEST
        and all(_SOURCE.fullmatch(term.source) for name in cell.signals for term, _ in moment.terms(name))
        and all(FUNCTIONS[node.op].kind == "elementwise" for node in cell.graph.nodes if node.op in FUNCTIONS)
    )


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment."""
    scene = Scene(moment, width, height, {**PLACES, **moment.cell.layouts.get("network", {})})
    _Network(scene).draw()
    return scene.picture()


class _Network:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.moment, self.kit, self.k = scene, scene.moment, scene.kit, scene.k
        cell, now = self.moment.cell, self.moment.view.now
        self.hidden = cell.signals[0]
        self.output = cell.signals[1] if len(cell.signals) == 2 else None
        self.state = cell.states[0]
        self.units = len(now[self.hidden])
        self.inputs = len(now.x)
        small = max(self.units, self.inputs, len(now[cell.signals[-1]])) > 2
        if not self.output:  # the hidden layer alone stands in the middle of the way
            scene.places = {**scene.places, "hidden": (scene.places["hidden"][0], scene.places["hidden"][1] - 14)}
        hall = scene.projected  # type grows more than the parts do, and needs room between them
        self.pitch = ((150.0 if small else 190.0) if hall else 110.0 if small else 150.0) * self.k
        self.tank_pitch, self.beside = (212.0 * self.k, 146.0 * self.k) if hall else (176.0 * self.k, 112.0 * self.k)

    def row(self, name: str, count: int, pitch: float) -> list[Point]:
        """Return the places of a row of nodes, centred."""
        x, y = self.scene.at(name)
        return [(x + (number - (count - 1) / 2) * pitch, y) for number in range(count)]

    def draw(self) -> None:
        """Draw from the back to the front: loops, wires, nodes, words."""
        k, now = self.k, self.moment.view.now
        bias = any(term.source == "1" for term, _ in self.moment.terms(self.hidden))
        self.ports = self.row("x", self.inputs + bias, 84 * k)
        self.tanks = self.row("memory", len(now[self.state]), self.tank_pitch)
        self.nodes = self.row("hidden", self.units, self.pitch)
        self.tops = self.row("output", len(now[self.output]), self.pitch) if self.output else []
        self._selections()
        self._loops()
        self._fans()
        self._memory()
        self._layer(self.hidden, self.nodes, "gate" if self.moment.cell.roles[self.hidden] == "gate" else "mem")
        if self.output:
            self._layer(self.output, self.tops, "out")
        self._chips()
        self._words()

    def has_function(self, name: str) -> str | None:
        """Return the function of a layer; None where it passes its sum on as it is."""
        op = self.moment.cell.graph.nodes[self.moment.cell.graph.signals[name]].op
        return op if op in FUNCTIONS and op != "linear" else None

    def above(self, name: str, place: Point) -> Point:
        """Return where a layer's value leaves its node."""
        return place[0], place[1] - (66 if self.has_function(name) else 18) * self.k

    def _selections(self) -> None:
        scene, k = self.scene, self.k
        for name, places in ((self.hidden, self.nodes), (self.output, self.tops)):
            if name and places:
                top = 74 if self.has_function(name) else 26
                scene.ring(
                    name,
                    places[0][0] - 28 * k,
                    places[0][1] - top * k,
                    places[-1][0] - places[0][0] + (56 if name == self.output else 124) * k,
                    (top + 26) * k,
                )

    def _loops(self) -> None:
        """The way back: from each unit of the remembered layer to its tank."""
        moment, kit, k = self.moment, self.kit, self.k
        from_output = self.state == self.output
        places = self.tops if from_output else self.nodes
        value = moment.shown(self.state)
        wires: list[Primitive] = []
        right = self.tanks[-1][0] + self.beside
        count = len(places)
        for unit, place in enumerate(places):
            x, y = self.above(self.state, place)
            level = y - (12 + _APART * (count - 1 - unit)) * k
            side = right + _APART * (count - 1 - unit) * k
            tank_x, tank_y = self.tanks[unit]
            # round the last tank and up into this one from below; the value waits there for the next step
            floor = tank_y + (40 + _APART * (count - unit)) * k
            points = ((x, y), (x, level), (side, level), (side, floor), (tank_x, floor), (tank_x, tank_y + 36 * k))
            wires += _thin_pipe(kit, points, float(value[unit]), moment.view.scale)
        self.scene.canvas.add("loop", *wires)

    def _fans(self) -> None:
        moment = self.moment
        for unit, node in enumerate(self.nodes):
            self._fan(self.hidden, unit, node, moment.terms(self.hidden, unit))
        for unit, node in enumerate(self.tops):
            self._fan(str(self.output), unit, node, moment.terms(str(self.output), unit))

    def _start(self, term: Term) -> Point | None:
        """Return where a term's wire starts; None for a bias without a port of its own."""
        k, source = self.k, _SOURCE.fullmatch(term.source)
        if source is None or source["name"] is None:
            return None
        unit = int(source["unit"]) - 1
        if source["name"] == "x":
            x, y = self.ports[unit]
            return x, y - 16 * k
        if source["before"]:
            x, y = self.tanks[unit]
            return x, y - 36 * k
        return self.above(source["name"], self.nodes[unit])

    def _fan(self, name: str, unit: int, node: Point, terms: Sequence[tuple[Term, float]]) -> None:
        kit, moment, k = self.kit, self.moment, self.k
        wires: list[Primitive] = []
        labels: list[Primitive] = []
        for term, product in terms:
            start = self._start(term)
            if start is None and name == self.hidden:
                start = (self.ports[-1][0], self.ports[-1][1] - 16 * k)
            if start is None:
                start = (node[0] - 76 * k, node[1])
                labels += kit.input_cell(start[0] - 13 * k, start[1], (), "1", width=26)
            end = (node[0] + max(-15.0, min(15.0, (start[0] - node[0]) / 12)) * k, node[1] + 16 * k)
            if start[0] < node[0] - 60 * k and abs(start[1] - node[1]) < 10 * k:
                end = (node[0] - 18 * k, node[1])
            wires += kit.wire(start, end, product, term.weight, moment.sum_share(name))
            at = 0.22 + 0.17 * (unit % 2) if abs(start[1] - node[1]) > 20 * k else 0.55
            labels += kit.weight(start, end, moment.number(term.weight), term.weight == 0, at)
            lx, ly = start[0] + (end[0] - start[0]) * at, start[1] + (end[1] - start[1]) * at
            spot = (lx - 14 * k, ly - 9 * k, 28 * k, 18 * k)
            self.scene.canvas.spot(weight_target(term), *spot, weight_tip(term))
        self.scene.canvas.add(f"fan:{name}:{unit}", *wires)
        self.scene.canvas.add(f"weights:{name}:{unit}", *labels)

    def _layer(self, name: str, places: Sequence[Point], colour: str) -> None:
        scene, kit, k, moment = self.scene, self.kit, self.k, self.moment
        function = self.has_function(name)
        shown = moment.shown(name)
        for unit, (x, y) in enumerate(places):
            parts: list[Primitive] = []
            if function:
                parts += kit.strand(((x, y), (x, y - 48 * k)), float(shown[unit]))
                total = moment.terms(name, unit).total
                parts += kit.activation(x, y - 48 * k, function, colour, total)
            parts += kit.sum(x, y, colour)
            index = str(unit + 1) if len(places) > 1 else ""
            runs = (*symbol(f"{name}{index}"), Run(f" = {moment.counted(float(shown[unit]), name, unit)}"))
            if name != self.output:
                parts.append(kit.text(x + 25 * k, y - (48 if function else 0) * k, runs, 14.5, colour, 600, halo="bg"))
            scene.canvas.add(f"node:{name}:{unit}", *parts)
            height = 100 if function else 40
            scene.spot(name, x, y - (24 if function else 0) * k, 44 * k, height * k)

    def _memory(self) -> None:
        scene, kit, k, moment, view = self.scene, self.kit, self.k, self.moment, self.moment.view
        remembered = moment.remembered(self.state)
        older = view.before.previous(self.state) if view.before else remembered
        colour = "out" if self.state == self.output else "mem"
        for unit, (x, y) in enumerate(self.tanks):
            value = float(remembered[unit])
            label = moment.number(value)
            before = float(older[unit]) if moment.phase < PHASES[1] else value
            scene.canvas.add(f"tank:{unit}", *tank(kit, x, y, value, before, view.scale, view.signed, label, 104, 66))
            index = str(unit + 1) if len(self.tanks) > 1 else ""
            name = kit.text(
                x + 57 * k, y - 20 * k, symbol(f"{self.state}{index}", "t-1"), 16, colour, 600, "left", "bg"
            )
            scene.canvas.add(f"memory:{unit}", name)
            scene.spot(self.state, x, y, 104 * k, 66 * k)
        bias = len(self.ports) > self.inputs
        for number, (x, y) in enumerate(self.ports[: self.inputs], 1):
            written = moment.number(float(moment.inputs[number - 1]))
            scene.canvas.add(f"port:{number}", *kit.input_cell(x, y, symbol(f"x{number}"), written, True))
        if bias:
            scene.canvas.add("port:bias", *kit.input_cell(*self.ports[-1], (), "1", True))

    def _chips(self) -> None:
        scene, kit, k, moment = self.scene, self.kit, self.k, self.moment
        name = self.output or self.hidden
        places = self.tops or self.nodes
        y = scene.at("chip")[1]
        value, share = moment.shown(name), 1.0
        if not self.output and moment.phase > PHASES[0]:
            share = stage_share(moment.phase, 3) if moment.phase > PHASES[3] else 0.0
            value = blend(moment.before(name), moment.view.now[name], share)
        for unit, place in enumerate(places):
            start = self.above(name, place)
            end = (start[0], y + 20 * k)
            index = str(unit + 1) if len(places) > 1 else ""
            flow = float(moment.shown(name)[unit])
            scene.canvas.add(
                f"out:{unit}",
                *kit.strand(
                    (start, end),
                    flow * (1 - drained(moment.phase)) if 0 < moment.phase < PHASES[3] and not self.output else flow,
                ),
            )
            runs = (*symbol(f"{name}{index}"), Run(f" = {moment.counted(float(value[unit]), name, unit)}"))
            width = min(self.pitch / k - 14, 122.0) if len(places) > 1 else 110.0
            scene.canvas.add(f"chip:{unit}", *kit.chip(place[0], y, runs, "out" if self.output else "mem", width))
            scene.spot(name, place[0], y, width * k, 40 * k)

    def _words(self) -> None:
        scene, kit, k, say = self.scene, self.kit, self.k, self.scene.say
        x, y = scene.at("title")
        back = say("The output comes back.") if self.state == self.output else say("The hidden layer comes back.")
        scene.canvas.add("words:back", kit.text(x, y, back, 16, "ink", 700))
        hold = (Run(say("The tanks hold its value")),)
        time = (Run(say("of the step before:") + " "), *symbol(self.state, "t-1"))
        scene.canvas.add("words:memory", kit.text(x, y + 26 * k, hold, 13.5, "ink2", 400))
        scene.canvas.add("words:time", kit.text(x, y + 46 * k, time, 13.5, "ink2", 400))
        scene.legend(*scene.at("legend"))


def _thin_pipe(kit: Kit, points: Sequence[Point], value: float, scale: float) -> list[Primitive]:
    """A narrow pipe with its liquid, for where many run side by side; it covers what it crosses."""
    line, bore, corner = tuple(points), 9 * kit.k, 14 * kit.k
    width = kit.flow_width(value, scale) * bore / (BORE * kit.k)
    parts: list[Primitive] = [
        Line(line, "bg", bore + 7 * kit.k, corner=corner),
        Line(line, "pipe_e", bore + 3 * max(kit.k, 0.8), corner=corner),
        Line(line, "pipe", bore, corner=corner),
    ]
    if width < 1:
        return [*parts, Line(line, "zero", 1.4 * kit.k, dash=(3 * kit.k, 4 * kit.k), corner=corner)]
    if value > 0:
        return [*parts, Line(line, "pos", width, corner=corner)]
    width = max(width, 4.0 * kit.k)
    return [*parts, Line(line, "neg", width, corner=corner), Line(line, "neg_t", width * 0.4, corner=corner)]

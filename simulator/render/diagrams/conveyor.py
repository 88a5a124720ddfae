"""The LSTM as most textbooks draw it: the memory runs along the top like a conveyor belt, through the forget valve and
past the place where the new joins it; the gates stand below in a row.

Any number of units: one of them is drawn.
"""

from __future__ import annotations

from functools import partial

from simulator.render.diagrams.lstm import Flows, parts_of
from simulator.render.diagrams.lstm_words import equations, gate_words, peephole, read_name
from simulator.render.diagrams.one_unit import unit_name
from simulator.render.format import added, percent
from simulator.render.kit import symbol
from simulator.render.motion import PHASES, drift
from simulator.render.primitives import Circle, Line, Picture, Point, Run
from simulator.render.scene import Scene
from simulator.render.tank import tank
from simulator.render.turned import turned
from simulator.render.view import Moment

PLACES: dict[str, Point] = {
    "start": (0.0, 21.0),
    "delay": (7.4, 21.0),
    "keep": (18.6, 21.0),
    "merge": (57.2, 21.0),
    "memory": (72.0, 21.0),
    "read": (88.3, 34.0),
    "give": (88.3, 45.5),
    "output": (88.3, 60.5),
    "end": (100.0, 21.0),
    "take": (57.2, 42.0),
    "candidate": (57.2, 53.2),
    "keep_sigma": (18.6, 42.0),
    "take_sigma": (37.9, 42.0),
    "give_sigma": (76.5, 45.5),
    "keep_sum": (18.6, 76.0),
    "take_sum": (37.9, 76.0),
    "candidate_sum": (57.2, 76.0),
    "give_sum": (76.5, 76.0),
    "bus": (0.6, 96.0),
    "memory_equation": (64.5, 3.0),
    "memory_in_hall": (2.0, 4.0),
    "output_equation": (80.5, 69.0),
    "legend": (3.0, 2.4),
    "unit": (80.5, 88.0),
}
_FAN = 13.6  # % of the width between a sum and the outer ends of its cells
_CELL = 70.0  # width of those cells at the most, at scale 1
_RISER = 1.9  # % of the width between those and the strands of the bus


def fits(moment: Moment) -> bool:
    """Whether a cell is an LSTM."""
    return parts_of(moment.cell) is not None


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment."""
    parts = parts_of(moment.cell)
    assert parts is not None
    places = {**PLACES, **moment.cell.layouts.get("conveyor", {})}
    scene = Scene(moment, width, height, places, (parts.memory,))
    _Conveyor(scene, Flows(moment, parts)).draw()
    return scene.picture()


class _Conveyor:
    """The parts of one moment, and the order in which they are drawn."""

    def __init__(self, scene: Scene, flows: Flows) -> None:
        self.scene, self.flows, self.parts = scene, flows, flows.parts
        self.moment, self.kit, self.k, self.canvas = scene.moment, scene.kit, scene.k, scene.canvas
        parts = self.parts
        named = {"keep": parts.keep, "take": parts.take, "candidate": parts.candidate, "give": parts.give}
        self.names = {part: name for part, name in named.items() if name is not None}
        self.summed = {part: name for part, name in self.names.items() if name in parts.sums}
        self.line = scene.at("merge")[1]

    def draw(self) -> None:
        """Draw from the back to the front: selection, casings, liquids, parts, words."""
        self._selections()
        self._fans()
        self._pipes()
        self._taps()
        self._valves()
        self._gates()
        self._nodes()
        self._words()

    def _selections(self) -> None:
        scene, k = self.scene, self.k
        for part, name in self.names.items():
            x, y = scene.at(part)
            if part == "candidate":
                scene.ring(name, x - 112 * k, y - 24 * k, 138 * k, 48 * k)
            elif part == "keep":
                bottom = scene.at("keep_sigma")[1] + 26 * k if name in self.parts.sums else y + 90 * k
                scene.ring(name, x - 42 * k, y - 48 * k, 84 * k, bottom - y + 48 * k)
            else:
                sigma = scene.at(f"{part}_sigma")[0]
                scene.ring(name, sigma - 26 * k, y - 45 * k, x - sigma + 76 * k, 98 * k)
            if part in self.summed:
                x, y = scene.at(f"{part}_sum")
                scene.ring(self.parts.sums[name], x - 26 * k, y - 26 * k, 52 * k, 52 * k)
        x, y = scene.at("memory")
        scene.ring(self.parts.memory, x - 124 * k, y - 66 * k, 216 * k, 132 * k)
        x, y = scene.at("output")
        scene.ring(self.parts.output, x - 66 * k, y - 27 * k, 132 * k, 54 * k)

    def _fans(self) -> None:
        scene, sums = self.scene, self.parts.sums
        fan, riser = _FAN / 100 * scene.width, _RISER / 100 * scene.width
        sides = []
        for part, name in self.summed.items():
            hub = scene.at(f"{part}_sum")
            scene.fan(sums[name], hub[0] - fan, hub, _CELL)
            sides.append((hub[0] - fan - riser, (scene.fan_ends(sums[name], hub[0] - fan, hub),)))
        start, level = scene.at("bus")
        scene.bus(level, start, tuple(sides))

    def _pipes(self) -> None:
        scene, kit, k, flows, line = self.scene, self.kit, self.k, self.flows, self.line
        start, valve, merge, end = (scene.at(name)[0] for name in ("start", "keep", "merge", "end"))
        tank_x, column = scene.at("memory")[0], scene.at("give")[0]
        y = {name: scene.at(name)[1] for name in ("candidate_sum", "candidate", "take", "read", "give", "output")}
        belt, rise, down = (
            ((start, line), (end, line)),
            ((merge, y["candidate_sum"]), (merge, line)),
            ((column, line), (column, y["output"])),
        )
        self.canvas.add("casings", *(part for way in (down, rise, belt) for part in kit.casing(way)))
        value, parts = scene.value, self.parts
        before, after = (valve - 30 * k, valve + 30 * k) if parts.keep else (valve, valve)
        streams = {
            "flow:old": (((start, line), (before, line)), flows.remembered, 1.0),
            "flow:kept": (((after, line), (merge, line)), flows.kept, flows.front(flows.write)),
            "flow:sum": (
                ((merge, y["candidate_sum"]), (merge, y["candidate"])),
                value(parts.sums[parts.candidate]),
                1.0,
            ),
            "flow:candidate": (((merge, y["candidate"]), (merge, y["take"] + 30 * k)), value(parts.candidate), 1.0),
            "flow:written": (((merge, y["take"] - 30 * k), (merge, line)), flows.written, flows.front(flows.write)),
            "flow:new": (
                ((merge, line), (tank_x - 82 * k, line)),
                flows.kept + flows.written,
                flows.front(flows.level),
            ),
            "flow:memory": (((tank_x + 82 * k, line), (end, line)), flows.memory, 1.0),
            "flow:down": (((column, line), (column, y["read"])), flows.memory, flows.front(flows.read, 3)),
            "flow:read": (
                ((column, y["read"]), (column, y["give"] - 30 * k)),
                flows.squashed,
                flows.front(flows.read, 3),
            ),
            "flow:output": (
                ((column, y["give"] + 30 * k), (column, y["output"])),
                flows.leaving,
                flows.front(flows.leave, 3),
            ),
        }
        for name, (points, amount, share) in streams.items():
            self.canvas.add(name, *kit.liquid(points, amount, self.moment.view.scale, share))
        dark = kit.flow_width(flows.kept, self.moment.view.scale) < 8 * k
        self.canvas.add("chevron", kit.chevron((after + merge) / 2 + drift(self.moment.phase) * k, line, "right", dark))
        dark = kit.flow_width(flows.memory, self.moment.view.scale) < 8 * k
        self.canvas.add("chevron:end", kit.chevron(end - 34 * k, line, "right", dark))
        self.canvas.add("branch", Circle(column, line, 5.5 * k, "bg", "ink", 2 * k))

    def _taps(self) -> None:
        """Peepholes: from the memory before to the gates that write, from the new one to the one that reads."""
        scene, k = self.scene, self.k
        x, low = scene.at("delay")[0] + 30 * k, scene.at("keep_sigma")[1] + 33 * k
        for part in ("take", "keep"):
            if part in self.summed:
                hub = scene.at(f"{part}_sum")
                start = (x, self.line + 16 * k), (x, low)
                left = x if part == "keep" else scene.at("keep_sum")[0] + 11 * k
                label = (left + hub[0]) / 2, low
                ending: tuple[Point, ...] = ((hub[0] + 11 * k, low), (hub[0] + 11 * k, hub[1] - 15 * k))
                if scene.projected:  # there the readings of the gate are in the way
                    side = hub[0] + 30 * k
                    ending = ((side, low), (side, hub[1] - 9 * k), (hub[0] + 15 * k, hub[1] - 9 * k))
                    label = side, (low + hub[1]) / 2
                peephole(scene, self.flows, self.names[part], (*start, *ending), label)
        (x, y), hub = scene.at("memory"), scene.at("give_sum")
        x, low = x - 70 * k, scene.at("give_sigma")[1] + 33 * k
        way = ((x, y + 58 * k), (x, low), (hub[0] + 11 * k, low), (hub[0] + 11 * k, hub[1] - 15 * k))
        peephole(scene, self.flows, self.parts.give, way, (x, y + 84 * k))

    def _valves(self) -> None:
        scene, kit, flows, parts, k = self.scene, self.kit, self.flows, self.parts, self.k
        width = partial(kit.signed_width, scale=self.moment.view.scale)
        written, kept = flows.after(flows.written, flows.write, 2), flows.after(flows.kept, flows.write, 2)
        leaving = flows.after(flows.leaving, flows.leave, 3)
        for part in ("take", "give"):
            (x, y), sigma = scene.at(part), scene.at(f"{part}_sigma")
            self.canvas.add(f"rod:{self.names[part]}", Line((sigma, (x - 80 * k, y)), "gate", 4 * k))
        up = kit.valve(
            *scene.at("take"), -1, scene.value(parts.take), width(scene.value(parts.candidate)), width(written)
        )
        self.canvas.add(f"valve:{parts.take}", *up)
        down = kit.valve(*scene.at("give"), -1, scene.value(parts.give), width(flows.squashed), width(leaving), False)
        self.canvas.add(f"valve:{parts.give}", *down)
        x, y = scene.at("keep")
        if parts.keep is None:
            return
        sigma = scene.at("take_sigma" if parts.coupled else "keep_sigma")
        rod = ((x, y + 80 * k), (x, sigma[1]), (sigma[0], sigma[1]))
        self.canvas.add(f"rod:{parts.keep}", Line(rod, "gate", 4 * k, corner=6 * k))
        across = kit.valve(x, y, 1, scene.value(parts.keep), width(flows.remembered), width(kept), False)
        self.canvas.add(f"valve:{parts.keep}", *turned(across, x, y))
        if parts.coupled:
            self._link((x, sigma[1]))

    def _link(self, corner: Point) -> None:
        """Where the rod of one gate also drives the other valve, the other way round."""
        kit, k, parts = self.kit, self.k, self.parts
        rest = (*symbol(str(parts.keep)), Run(" = 1 − "), *symbol(parts.take))
        self.canvas.add(
            "link",
            Circle(*corner, 7 * k, "bg", "gate", 2.4 * k),
            kit.text(corner[0] + 16 * k, corner[1] + 18 * k, rest, 14.5, "gate", 700),
        )

    def _gates(self) -> None:
        for part, name in self.names.items():
            if part != "candidate":
                self._gate(part, name)

    def _gate(self, part: str, name: str) -> None:
        scene, kit, k, moment, canvas = self.scene, self.kit, self.k, self.moment, self.canvas
        x, y = scene.at(part)
        value = scene.value(name)
        closed, between, opened = gate_words(self.flows, name)
        state = opened if value >= 0.95 else closed if value <= 0.05 else between
        title = [Run(moment.title(name), weight=600), Run(f"  {scene.say(state)}", colour="ink2", weight=500)]
        if part == "keep":
            canvas.add(
                f"title:{name}", kit.text(x + 50 * k, y + (50 if scene.projected else 62) * k, title, 14.5, "gate")
            )
            canvas.add(f"percent:{name}", kit.text(x + 50 * k, y + 88 * k, percent(value), 19, "gate", 700))
            scene.spot(name, x, y + 60 * k, 84 * k, 180 * k)
        else:
            canvas.add(f"title:{name}", kit.text(x - 46 * k, y - 29 * k, title, 14.5, "gate", 600, "right"))
            canvas.add(f"percent:{name}", kit.text(x - 41 * k, y + 37 * k, percent(value), 19, "gate", 700, "right"))
            sigma = scene.at(f"{part}_sigma")[0]
            scene.spot(name, (sigma + x) / 2, y, x - sigma + 60 * k, 62 * k)
        if part not in self.summed:
            return
        node, (hub, sigma_at) = self.parts.sums[name], (scene.at(f"{part}_sum"), scene.at(f"{part}_sigma"))
        total = scene.value(node)
        canvas.add(f"link:{name}", *kit.strand((hub, sigma_at), total))
        canvas.add(f"sum:{name}", *kit.sum(*hub))
        function = moment.cell.graph.nodes[moment.cell.graph.signals[name]].op
        canvas.add(f"sigma:{name}", *kit.activation(*sigma_at, function, "gate", total))
        beside, low = hub[0] - 12 * k, sigma_at[1] + (38 if scene.projected else 58) * k
        scene.reading(name, beside, low, gate=True, align="right")
        scene.reading(node, beside, low + 23 * k, align="right")
        scene.spot(node, *hub, 40 * k, 40 * k)

    def _nodes(self) -> None:
        scene, kit, canvas, moment, flows, parts, k = (
            self.scene, self.kit, self.canvas, self.moment, self.flows, self.parts, self.k,
        )  # fmt: skip
        node = parts.sums[parts.candidate]
        canvas.add(f"sum:{parts.candidate}", *kit.sum(*scene.at("candidate_sum"), "inp"))
        canvas.add("candidate", *kit.activation(*scene.at("candidate"), parts.curve, "inp", scene.value(node)))
        if parts.function:
            canvas.add("read", *kit.activation(*scene.at("read"), parts.function, "mem"))
        canvas.add("merge", *kit.merge(*scene.at("merge")))
        canvas.add("delay", *kit.delay(*scene.at("delay")))
        x, y = scene.at("memory")
        label, view = moment.counted(flows.memory, parts.memory), moment.view
        canvas.add("tank", *tank(kit, x, y, flows.memory, flows.old, view.scale, view.signed, label))
        shown = moment.counted(scene.value(parts.output), parts.output)
        canvas.add("chip", *kit.chip(*scene.at("output"), (*symbol(parts.output), Run(f" = {shown}"))))
        scene.spot(parts.memory, x, y, 168 * k, 116 * k)
        scene.spot(parts.output, *scene.at("output"), 94 * k, 40 * k)
        scene.spot(node, *scene.at("candidate_sum"), 40 * k, 40 * k)
        scene.spot(parts.candidate, *scene.at("candidate"), 40 * k, 38 * k)
        dx, dy = scene.at("delay")
        tip = f"{parts.memory}[t-1] = {moment.number(flows.old)}"
        canvas.spot(parts.memory, dx - 26 * k, dy - 16 * k, 52 * k, 32 * k, tip)

    def _words(self) -> None:
        scene, kit, canvas, moment, flows, parts, k = (
            self.scene, self.kit, self.canvas, self.moment, self.flows, self.parts, self.k,
        )  # fmt: skip
        number, (merge, line) = moment.number, scene.at("merge")
        left, level = merge - 26 * k, scene.at("candidate")[1]
        if scene.projected:
            scene.reading(parts.candidate, merge + 26 * k, level, "inp")
        else:
            scene.reading(parts.candidate, left, level, "inp", align="right")
        scene.reading(parts.sums[parts.candidate], left, level + 28 * k, "inp", align="right")
        kept, written = number(flows.kept), number(flows.written)
        before = symbol(parts.memory, "t-1")
        if flows.flowing:
            runs = (*symbol(parts.take), Run("·"), *symbol(parts.candidate), Run(f" = {written}"))
            canvas.add(
                "words:written",
                kit.text(merge - 24 * k, line + (44 if scene.projected else 62) * k, runs, 14.5, align="right"),
            )
            if parts.keep:
                runs = (*symbol(parts.keep), Run("·"), *before, Run(f" = {kept}"))
                middle = (scene.at("keep")[0] + merge) / 2
                canvas.add("words:kept", kit.text(middle, line + 28 * k, runs, 14.5, align="center"))
            summed = Run(number(flows.kept + flows.written), colour="mem")
            runs = (summed,) if moment.view.exact else (Run(f"{added(kept, written)} = "), summed)
            canvas.add("words:sum", kit.text(merge - 18 * k, line - 30 * k, runs, 17, "ink", 700, "right"))
        if parts.keep is None:
            x = scene.at("keep")[0]
            canvas.add(
                "words:open", kit.text(x, line + 34 * k, scene.say("no forget gate: all stays"), 14.5, "ink2", 500)
            )
        if parts.function and (moment.phase > PHASES[3] or moment.phase == 0):
            runs = (*read_name(flows), Run(f" = {number(flows.squashed)}"))
            x, y = scene.at("read")
            canvas.add("words:read", kit.text(x - 26 * k, y, runs, 14.5, "mem", align="right"))
        x = scene.at("delay")[0]
        canvas.add(
            "words:old",
            kit.text(x - 26 * k, line - 30 * k, (*before, Run(f" = {number(flows.remembered)}")), 14.5, "mem"),
        )
        x, y = scene.at("memory")
        if not scene.projected:  # there the equation has its place
            scene.memory(parts.memory, x - 112 * k, y - 80 * k, flows.old, flows.memory, flows.level > 0)
        place = "memory_in_hall" if scene.projected else "memory_equation"
        equations(scene, flows, scene.at(place), scene.at("output_equation"))
        scene.legend(*scene.at("legend"))
        unit_name(scene, *scene.at("unit"))

"""The GRU: one plate in two bores shares the new state out between the candidate and the old one.

Units: one. Works for the conventions z = keeps the old and z = takes the new.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from simulator.render.format import percent
from simulator.render.kit import BORE, Align, symbol
from simulator.render.motion import PHASES, drained, drift, stage_share
from simulator.render.primitives import Box, Circle, Line, Picture, Point, Primitive, Run
from simulator.render.scene import OPEN, Piece, Scene
from simulator.render.tank import tank
from simulator.render.view import Moment, blend

PLACES: dict[str, Point] = {
    "x": (40.0, 95.0),
    "z_n": (40.0, 84.0),
    "n": (40.0, 71.5),
    "z": (40.0, 54.0),
    "plus": (40.0, 42.5),
    "h": (40.0, 27.0),
    "y": (40.0, 6.6),
    "delay": (52.6, 27.0),
    "branch": (59.5, 63.0),
    "r": (59.5, 73.5),
    "z_z": (20.6, 54.0),
    "z_sigma": (26.8, 54.0),
    "z_cells": (4.6, 54.0),
    "z_r": (81.2, 73.5),
    "r_sigma": (75.2, 73.5),
    "r_cells": (95.6, 73.5),
    "bus_left": (2.2, 95.0),
    "bus_right": (97.8, 95.0),
    "equations": (66.0, 6.5),
    "legend": (70.0, 22.0),
}
_APART = 40.0  # between the middles of the two bores


def fits(moment: Moment) -> bool:
    """Whether a cell is a GRU with the reset before the product, by its signals, with one unit and few inputs."""
    cell, sizes = moment.cell, moment.view.now.sizes
    names = {"z_z", "z_r", "z", "r", "z_n", "n", "h"}
    return names <= set(cell.signals) and "U_n" in cell.parameters and sizes["units"] == 1 and sizes["inputs"] <= 3


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment."""
    scene = Scene(moment, width, height, {**PLACES, **moment.cell.layouts.get("gru", {})})
    _Gru(scene).draw()
    return scene.picture()


class _Gru:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.moment, self.kit, self.k = scene, scene.moment, scene.kit, scene.k
        view, phase = self.moment.view, self.moment.phase
        now = view.now
        self.scale = view.scale
        self.old = float(now.previous("h")[0])
        self.remembered = float(self.moment.remembered("h")[0])
        self.takes_new = self._takes_new()
        self.mixed = stage_share(phase, 2, 0.67, 0.85)
        self.level = stage_share(phase, 2, 0.78, 1.0)
        self.h = float(blend(self.old, now["h"][0], self.level))
        self.flowing = phase > PHASES[2] or phase == 0
        z = float(now["z"][0])
        new = z if self.takes_new else 1 - z
        self.new = self._stream(new * float(now["n"][0]), "n")
        self.kept = self._stream((1 - new) * self.old, "h")
        self.reset = self._stream(float(now["r"][0]) * self.old, "r")

    def _takes_new(self) -> bool:
        """Whether z itself multiplies the candidate (Chung) or 1 - z does (Cho)."""
        graph = self.moment.cell.graph
        pairs = [set(graph.nodes[index].args) for index in graph.inside("h") if graph.nodes[index].op == "mul"]
        return {graph.signals["z"], graph.signals["n"]} in pairs

    def _stream(self, new: float, kind: str) -> float:
        """Liquid behind a valve: the last step's runs off first, the new comes with the sub-step."""
        if self.moment.phase > PHASES[2]:
            return new
        before = self.moment.view.before
        if before is None:
            return 0.0
        z, last = float(before["z"][0]), float(before.previous("h")[0])
        share = z if self.takes_new else 1 - z
        old = {"n": share * float(before["n"][0]), "h": (1 - share) * last, "r": float(before["r"][0]) * last}[kind]
        return float(blend(old, 0.0, drained(self.moment.phase)))

    def _front(self, share: float) -> float:
        return share if self.moment.phase > PHASES[2] else 1.0

    @property
    def opening(self) -> float:
        """How far the plate lets the new in."""
        z = self.scene.value("z")
        return z if self.takes_new else 1 - z

    def draw(self) -> None:
        """Draw from the back to the front."""
        self._selections()
        self._bus_and_fans()
        self._pipes()
        self._mixing_valve()
        self._reset_valve()
        self._nodes()
        self._words()

    # places in pixels: the new bore, the old bore, and the middle between them

    def _columns(self) -> tuple[float, float, float]:
        x = self.scene.at("z")[0]
        half = _APART / 2 * self.k
        return x - half, x + half, x

    def _selections(self) -> None:
        scene, k = self.scene, self.k
        (x, y), sigma = scene.at("z"), scene.at("z_sigma")
        scene.ring("z", sigma[0] - 26 * k, y - 45 * k, x - sigma[0] + 100 * k, 98 * k)
        (x, y), sigma = scene.at("r"), scene.at("r_sigma")
        scene.ring("r", x - 48 * k, y - 45 * k, sigma[0] - x + 74 * k, 98 * k)
        for name in ("z_z", "z_r"):
            x, y = scene.at(name)
            scene.ring(name, x - 26 * k, y - 26 * k, 52 * k, 52 * k)
        new = self._columns()[0]
        for name in ("z_n", "n"):
            y = scene.at(name)[1]
            scene.ring(name, new - 118 * k, y - 25 * k, 144 * k, 50 * k)
        x, y = scene.at("h")
        scene.ring("h", x - 116 * k, y - 66 * k, 208 * k, 132 * k)

    def _bus_and_fans(self) -> None:
        scene = self.scene
        cells = {gate: scene.at(f"{gate}_cells")[0] for gate in "zr"}
        ends = {gate: scene.fan_ends(f"z_{gate}", cells[gate], scene.at(f"z_{gate}")) for gate in "zr"}
        x, y = scene.at("x")
        x = self._columns()[0]
        sides = ((scene.at("bus_left")[0], (ends["z"],)), (scene.at("bus_right")[0], (ends["r"],)))
        scene.bus(y, x, sides)
        for gate in "zr":
            scene.fan(f"z_{gate}", cells[gate], scene.at(f"z_{gate}"))
        scene.ports("z_n", (x, y), (x, scene.at("z_n")[1]), computed=False)

    def _pipes(self) -> None:
        scene, kit, canvas, k, moment = self.scene, self.kit, self.scene.canvas, self.k, self.moment
        new, old, middle = self._columns()
        y = {name: scene.at(name)[1] for name in ("z_n", "n", "z", "plus", "h", "y", "delay", "r")}
        side, branch = scene.at("branch")
        edge = middle + 80 * k
        loop = ((edge, y["delay"]), (side, y["delay"]), (side, branch))
        into = ((side, branch), (old, branch), (old, y["z"] + 30 * k))
        down = ((side, branch), (side, y["r"] - 30 * k))
        back = ((side, y["r"] + 30 * k), (side, y["z_n"]), (new, y["z_n"]))
        rise, out = ((new, y["z_n"]), (new, y["plus"])), ((middle, y["plus"]), (middle, y["y"]))
        whole = (*loop, (side, y["z_n"]), (new, y["z_n"]))
        pipes: tuple[Sequence[Point], ...] = (rise, ((old, branch), (old, y["plus"])), whole, into, out)
        casings = [part for points in pipes for part in kit.casing(points, 30)]
        canvas.add("casings", *casings)
        streams: dict[str, tuple[Sequence[Point], float, float]] = {
            "flow:z_n": (((new, y["z_n"]), (new, y["n"])), scene.value("z_n"), 1.0),
            "flow:n": (((new, y["n"]), (new, y["z"] + 30 * k)), scene.value("n"), 1.0),
            "flow:new": (((new, y["z"] - 30 * k), (new, y["plus"])), self.new, self._front(self.mixed)),
            "flow:kept": (((old, y["z"] - 30 * k), (old, y["plus"])), self.kept, self._front(self.mixed)),
            "flow:sum": (
                ((middle, y["plus"]), (middle, y["h"] + 56 * k)),
                self.new + self.kept,
                self._front(self.level),
            ),
            "flow:h": ((loop[0], scene.at("delay")), self.h, 1.0),
            "flow:old": ((scene.at("delay"), loop[1], loop[2]), self.remembered, 1.0),
            "flow:into": (into, self.remembered, 1.0),
            "flow:down": (down, self.remembered, 1.0),
            "flow:reset": (back, self.reset, self._front(moment.share("z_n"))),
            "flow:out": (((middle, y["h"] - 56 * k), (middle, y["y"])), self.h, self._read()),
        }
        for name, (way, value, share) in streams.items():
            canvas.add(name, *kit.liquid(way, value, self.scale, share, 30))
        thin = kit.flow_width(self.remembered, self.scale) < 10 * k
        canvas.add("branch", Circle(side, branch, 5.5 * k, "bg", "ink", 2 * k))
        canvas.add("chevron", kit.chevron((side + old) / 2 - drift(moment.phase) * k, branch, "left", thin))

    def _read(self) -> float:
        phase = self.moment.phase
        return stage_share(phase, 3) if phase > PHASES[3] else 1.0

    def _mixing_valve(self) -> None:
        scene, kit, k = self.scene, self.kit, self.k
        new, old, x = self._columns()
        y = scene.at("z")[1]
        half = BORE * k / 2
        opening = min(1.0, max(0.0, self.opening))
        left = new - half + BORE * k * opening
        length = _APART * k

        width = partial(kit.signed_width, scale=self.scale)
        running = self.mixed > 0 or self.moment.phase <= PHASES[2]
        parts: list[Primitive] = [Box(x - 51 * k, y - 23 * k, 102 * k, 46 * k, 8 * k, "gate_t", "gate", 2 * k)]
        parts += kit.squeezed(new, y, left, 1, width(scene.value("n")), width(self.new) if running else 0.0, True)
        parts += kit.squeezed(
            old, y, left + length, -1, width(self.remembered), width(self.kept) if running else 0.0, True
        )
        gland = x - 101 * k
        parts += [
            Box(gland, y - 12 * k, 50 * k, 24 * k, 4 * k, "bg", "gate", 2 * k),
            Box(x - 55 * k, y - 9 * k, 8 * k, 18 * k, 0, "bg"),
            Box(gland - 3 * k, y - 7 * k, 6 * k, 14 * k, 2 * k, "gate"),
            Box(left - 1.5 * k, y - 7.5 * k, length + 3 * k, 15 * k, 1 * k, "bg"),
            Line(((gland, y), (left + 2 * k, y)), "gate", 4 * k),
            Box(left, y - 6 * k, length, 12 * k, 1.5 * k, "gate"),
            Box(x - 57 * k, y - 30 * k, 114 * k, 8 * k, 2 * k, "gate"),
            Box(x - 57 * k, y + 22 * k, 114 * k, 8 * k, 2 * k, "gate"),
        ]
        scene.canvas.add("valve:z", *parts)

    def _reset_valve(self) -> None:
        scene, kit = self.scene, self.kit

        width = partial(kit.signed_width, scale=self.scale)
        running = self.moment.share("z_n") > 0 or self.moment.phase <= PHASES[2]
        x, y = scene.at("r")
        outflow = width(self.reset) if running else 0.0
        scene.canvas.add("valve:r", *kit.valve(x, y, 1, scene.value("r"), width(self.remembered), outflow, False))

    def _nodes(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.scene.canvas, self.moment, self.k
        new, _, middle = self._columns()
        canvas.add("sum:n", *kit.sum(new, scene.at("z_n")[1], "inp"))
        function = moment.cell.graph.nodes[moment.cell.graph.signals["n"]].op
        canvas.add("n", *kit.activation(new, scene.at("n")[1], function, "inp", scene.value("z_n")))
        y = scene.at("plus")[1]
        a = 7 * k
        canvas.add(
            "plus",
            Box(middle - 38 * k, y - 15 * k, 76 * k, 30 * k, 15 * k, "bg", "mem", 2.4 * k),
            Line(((middle - a, y), (middle + a, y)), "mem", 2.4 * k),
            Line(((middle, y - a), (middle, y + a)), "mem", 2.4 * k),
        )
        canvas.add("delay", *kit.delay(*scene.at("delay")))
        x, y = scene.at("h")
        label = moment.counted(self.h, "h")
        canvas.add("tank", *tank(kit, x, y, self.h, self.old, self.scale, moment.view.signed, label))
        shown = self.h if self._read() > 0.5 or moment.phase <= PHASES[2] else self.old
        canvas.add("chip", *kit.chip(middle, scene.at("y")[1], (*symbol("h"), Run(f" = {moment.counted(shown, 'h')}"))))
        recurrent = next(
            term for term in moment.view.now.terms(moment.cell.graph.signals["z_n"], 0) if term.parameter == "U_n"
        )
        side, y = scene.at("branch")[0], scene.at("z_n")[1]
        cx = (side + new) / 2 + 10 * k
        canvas.add(
            "recurrent",
            Box(cx - 30 * k, y - 13 * k, 60 * k, 26 * k, 13 * k, "bg", "edge", 1.4 * k),
            kit.text(cx, y, f"× {moment.number(recurrent.weight)}", 14, "ink", 600, "center"),
        )
        canvas.spot("U_n[0,0]", cx - 30 * k, y - 13 * k, 60 * k, 26 * k, f"U_n = {recurrent.weight!r}")
        scene.spot("h", x, scene.at("h")[1], 168 * k, 116 * k)
        scene.spot("z_n", new, y, 40 * k, 40 * k)
        scene.spot("n", new, scene.at("n")[1], 40 * k, 38 * k)

    def _words(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.scene.canvas, self.moment, self.k
        number = moment.number
        new, _, middle = self._columns()
        (x, y), sigma = scene.at("z"), scene.at("z_sigma")
        scene.gate("z", "z_z", scene.at("z_z"), sigma, (x - 20 * k, y), None)
        scene.gate(
            "r",
            "z_r",
            scene.at("z_r"),
            scene.at("r_sigma"),
            scene.at("r"),
            ("hides the old", "shows a part", "shows the old"),
        )
        plus = scene.at("plus")[1]
        opening = self.opening
        say = scene.say
        canvas.add(
            "words:new",
            kit.text(middle - 50 * k, plus, f"{say('new in')} {percent(opening)}", 16, "gate", 700, "right"),
        )
        canvas.add(
            "words:kept", kit.text(middle + 50 * k, plus, f"{say('old stays')} {percent(1 - opening)}", 16, "gate", 700)
        )
        for name in ("z_n", "n"):
            scene.reading(name, new - 26 * k, scene.at(name)[1], "inp", align="right")
        side = scene.at("branch")[0]
        runs = (*symbol("h", "t-1"), Run(f" = {number(self.remembered)}"))
        align: Align = "left" if moment.view.exact else "right"  # all digits have room outside the loop only
        away = (24 if moment.view.exact else -24) * k
        y = scene.at("delay")[1] + 44 * k
        canvas.add("words:old", kit.text(side + away, y, runs, 14.5, "mem", align=align))
        if self.flowing:
            runs = (*symbol("r"), Run("·"), *symbol("h", "t-1"), Run(f" = {number(self.reset)}"))
            canvas.add("words:reset", kit.text(side + 24 * k, scene.at("z_n")[1] + 12 * k, runs, 14.5))
        x, y = scene.at("h")
        scene.memory("h", x - 136 * k, y + k, self.old, self.h, self.level > 0)
        self._equation()
        scene.legend(*scene.at("legend"))

    def _equation(self) -> None:
        scene, number, counted = self.scene, self.moment.number, self.moment.counted
        x, y = scene.at("equations")
        z, n, old = counted(scene.value("z"), "z"), counted(scene.value("n"), "n"), number(self.old)
        rest = number(1 - scene.value("z"))
        op, plus, times = Piece((Run("="),), "="), Piece((Run("+"),), "+"), Piece((Run("·"),), "·")
        one = Piece((Run("(1 − "), *symbol("z"), Run(")")), rest, "gate")
        gate = Piece(symbol("z"), z, "gate")
        keep, take = (one, gate) if self.takes_new else (gate, one)
        written = self.moment.phase >= PHASES[3]
        memory = Piece(symbol("h", "t"), counted(self.h, "h") if written else OPEN, "mem")
        before = Piece(symbol("h", "t-1"), old, "mem")
        pieces = [memory, op, keep, times, before, plus, take, times, Piece(symbol("n"), n, "inp")]
        scene.equation("h", x, y, pieces)

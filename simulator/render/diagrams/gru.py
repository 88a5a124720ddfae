"""The GRU: one plate in two bores shares the new state out between the candidate and the old one.

For all conventions: z keeps the old, or takes the new; the reset gate acts on the old state, or on what the recurrent
weights made of it. Any number of units: one of them is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from simulator.engine import Explained
from simulator.language import Cell
from simulator.render.diagrams.one_unit import pill, unit_name
from simulator.render.format import percent
from simulator.render.kit import Align, symbol
from simulator.render.mixing import APART, capsule, mixing_valve
from simulator.render.motion import PHASES, drained, drift, stage_share
from simulator.render.primitives import Circle, Picture, Point, Run
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
    "legend": (72.0, 22.0),
    "unit": (4.0, 5.0),
}
# Where the reset gate comes after the recurrent weights, they have a sum of their own on a way beside the old value's.
AFTER: dict[str, Point] = {
    "fork": (59.5, 42.0),
    "weight": (64.8, 48.2),
    "recurrent": (64.8, 56.0),
    "recurrent_cells": (79.8, 56.0),
    "r": (64.8, 74.0),
    "z_r": (82.4, 74.0),
    "r_sigma": (76.6, 74.0),
    "r_cells": (97.2, 74.0),
    "bus_right": (98.9, 95.0),
}
_PORTS = 6  # side by side at the bottom
_CELL = 72.0  # width of a fan's cells at the most, at scale 1


def fits(moment: Moment) -> bool:
    """Whether a cell is a GRU, by its signals."""
    names = {"z_z", "z_r", "z", "r", "z_n", "n", "h"}
    return names <= set(moment.cell.signals) and "U_n" in moment.cell.parameters


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment."""
    after = AFTER if reset_product(moment.cell) is not None else {}
    scene = Scene(moment, width, height, {**PLACES, **after, **moment.cell.layouts.get("gru", {})})
    _Gru(scene).draw()
    return scene.picture()


@lru_cache(maxsize=64)
def takes_new(cell: Cell) -> bool:
    """Return whether z itself multiplies the candidate (Chung) or 1 - z does (Cho)."""
    graph = cell.graph
    pairs = [set(graph.nodes[index].args) for index in graph.inside("h") if graph.nodes[index].op == "mul"]
    return {graph.signals["z"], graph.signals["n"]} in pairs


@lru_cache(maxsize=64)
def reset_product(cell: Cell) -> int | None:
    """Return the node of the recurrent sum that the reset gate multiplies; None where it multiplies the old state."""
    graph = cell.graph
    for index in graph.inside("z_n"):
        node = graph.nodes[index]
        if node.op == "mul" and graph.signals["r"] in node.args:
            inner = next(arg for arg in node.args if arg != graph.signals["r"])
            return None if graph.nodes[inner].op == "previous" else inner
    return None


class _Gru:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.moment, self.kit, self.k = scene, scene.moment, scene.kit, scene.k
        moment, unit = self.moment, self.moment.unit
        view, phase = moment.view, moment.phase
        self.unit, self.scale = unit, view.scale
        self.old = float(view.now.previous("h")[unit])
        self.remembered = float(moment.remembered("h")[unit])
        self.takes_new, self.inner = takes_new(moment.cell), reset_product(moment.cell)
        self.mixed = stage_share(phase, 2, 0.67, 0.85)
        self.level = stage_share(phase, 2, 0.78, 1.0)
        self.h = float(blend(self.old, view.now["h"][unit], self.level))
        self.flowing = phase > PHASES[2] or phase == 0
        self.new = self._behind(lambda now: self._share(now) * float(now["n"][unit]))
        self.kept = self._behind(lambda now: (1 - self._share(now)) * float(now.previous("h")[unit]))
        self.reset = self._behind(self._reset)
        whole = moment.terms("z_n")
        self.recurrent = whole if self.inner is None else moment.terms_at(self.inner, stage_share(phase, 0), unit)
        self.total = self.recurrent.total  # what the reset valve is given
        own = self.recurrent.of("U_n", (unit, unit))
        assert own is not None
        self.own = own

    def _share(self, now: Explained) -> float:
        """How far the plate lets the new in, at a step."""
        z = float(now["z"][self.unit])
        return z if self.takes_new else 1 - z

    def _reset(self, now: Explained) -> float:
        """What stands behind the reset valve."""
        stream = now.previous("h") if self.inner is None else now.values[self.inner]
        return float(now["r"][self.unit]) * float(stream[self.unit])

    def _behind(self, value: Callable[[Explained], float]) -> float:
        """Liquid behind a valve: the last step's runs off first, the new comes with the sub-step."""
        view = self.moment.view
        if self.moment.phase > PHASES[2]:
            return value(view.now)
        return float(blend(value(view.before), 0.0, drained(self.moment.phase))) if view.before is not None else 0.0

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
        half = APART / 2 * self.k
        return x - half, x + half, x

    def _selections(self) -> None:
        scene, k = self.scene, self.k
        (x, y), sigma = scene.at("z"), scene.at("z_sigma")
        scene.ring("z", sigma[0] - 26 * k, y - 45 * k, x - sigma[0] + 100 * k, 112 * k)
        (x, y), sigma = scene.at("r"), scene.at("r_sigma")
        scene.ring("r", x - 48 * k, y - 45 * k, sigma[0] - x + 74 * k, 112 * k)
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
            scene.fan(f"z_{gate}", cells[gate], scene.at(f"z_{gate}"), _CELL)
        here = self.moment.terms("z_n").with_weights().without(self.own if self.inner is None else None)
        scene.ports("z_n", (x, y), (x, scene.at("z_n")[1]), here, _PORTS)
        if self.inner is not None:
            rows = self.recurrent.without(self.own).strongest(4)
            share = stage_share(self.moment.phase, 0)
            scene.column("recurrent", rows, share, scene.at("recurrent_cells")[0], scene.at("recurrent"), _CELL)

    def _pipes(self) -> None:
        scene, kit, canvas, k, moment = self.scene, self.kit, self.scene.canvas, self.k, self.moment
        new, old, middle = self._columns()
        y = {name: scene.at(name)[1] for name in ("z_n", "n", "z", "plus", "h", "y", "delay", "r")}
        side, branch = scene.at("branch")
        edge = middle + 80 * k
        loop = ((edge, y["delay"]), (side, y["delay"]), (side, branch))
        into = ((side, branch), (old, branch), (old, y["z"] + 30 * k))
        rise, out = ((new, y["z_n"]), (new, y["plus"])), ((middle, y["plus"]), (middle, y["y"]))
        down, back = self._reset_way(side, branch, new)
        pipes: list[Sequence[Point]] = [rise, ((old, y["z"] + 30 * k), (old, y["plus"])), out]
        if self.inner is None:
            pipes[2:2] = [(*loop, *back[1:]), into]
        else:
            pipes[2:2] = [(*down, *back[1:]), (*loop, *into[1:])]
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
            **self._to_mixing((scene.at("delay"), *loop[1:]), into),
            **self._to_reset(down),
            "flow:reset": (back, self.reset, self._front(moment.share("z_n"))),
            "flow:out": (((middle, y["h"] - 56 * k), (middle, y["y"])), self.h, self._read()),
        }
        for name, (way, value, share) in streams.items():
            canvas.add(name, *kit.liquid(way, value, self.scale, share, 30))
        thin = kit.flow_width(self.remembered, self.scale) < 10 * k
        canvas.add("branch", Circle(side, branch if self.inner is None else down[0][1], 5.5 * k, "bg", "ink", 2 * k))
        canvas.add("chevron", kit.chevron((side + old) / 2 - drift(moment.phase) * k, branch, "left", thin))

    def _reset_way(self, side: float, branch: float, new: float) -> tuple[Sequence[Point], Sequence[Point]]:
        """The way of the old value to the reset valve, and on from there to the candidate's sum."""
        scene, k = self.scene, self.k
        (x, y), low = scene.at("r"), scene.at("z_n")[1]
        back = ((x, y + 30 * k), (x, low), (new, low))
        if self.inner is None:
            return ((side, branch), (x, y - 30 * k)), back
        fork = scene.at("fork")[1]
        return ((side, fork), (x, fork), (x, y - 30 * k)), back

    def _to_mixing(
        self, loop: Sequence[Point], into: Sequence[Point]
    ) -> dict[str, tuple[Sequence[Point], float, float]]:
        """What flows to the mixing valve: in one bend where nothing branches off there."""
        if self.inner is not None:
            return {"flow:old": ((*loop, *into[1:]), self.remembered, 1.0)}
        return {"flow:old": (loop, self.remembered, 1.0), "flow:into": (into, self.remembered, 1.0)}

    def _to_reset(self, down: Sequence[Point]) -> dict[str, tuple[Sequence[Point], float, float]]:
        """What flows to the reset valve: the old value, or what the recurrent weights make of it on the way."""
        if self.inner is None:
            return {"flow:down": (down, self.remembered, 1.0)}
        hub = self.scene.at("recurrent")
        return {
            "flow:down": ((*down[:2], hub), self.remembered, 1.0),
            "flow:recurrent": ((hub, down[-1]), self.total, 1.0),
        }

    def _read(self) -> float:
        phase = self.moment.phase
        return stage_share(phase, 3) if phase > PHASES[3] else 1.0

    def _mixing_valve(self) -> None:
        scene, kit = self.scene, self.kit
        running = self.mixed > 0 or self.moment.phase <= PHASES[2]
        new = scene.value("n"), self.new if running else 0.0
        old = self.remembered, self.kept if running else 0.0
        scene.canvas.add("valve:z", *mixing_valve(kit, *scene.at("z"), self.opening, new, old, self.scale))

    def _reset_valve(self) -> None:
        scene, kit = self.scene, self.kit
        running = self.moment.share("z_n") > 0 or self.moment.phase <= PHASES[2]
        inflow = kit.signed_width(self.remembered if self.inner is None else self.total, self.scale)
        outflow = kit.signed_width(self.reset, self.scale) if running else 0.0
        scene.canvas.add("valve:r", *kit.valve(*scene.at("r"), 1, scene.value("r"), inflow, outflow, False))

    def _nodes(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.scene.canvas, self.moment, self.k
        new, _, middle = self._columns()
        canvas.add("sum:n", *kit.sum(new, scene.at("z_n")[1], "inp"))
        function = moment.cell.graph.nodes[moment.cell.graph.signals["n"]].op
        canvas.add("n", *kit.activation(new, scene.at("n")[1], function, "inp", scene.value("z_n")))
        canvas.add("plus", *capsule(kit, middle, scene.at("plus")[1]))
        canvas.add("delay", *kit.delay(*scene.at("delay")))
        x, y = scene.at("h")
        label = moment.counted(self.h, "h")
        canvas.add("tank", *tank(kit, x, y, self.h, self.old, self.scale, moment.view.signed, label))
        shown = self.h if self._read() > 0.5 or moment.phase <= PHASES[2] else self.old
        canvas.add("chip", *kit.chip(middle, scene.at("y")[1], (*symbol("h"), Run(f" = {moment.counted(shown, 'h')}"))))
        self._own_weight()
        y = scene.at("z_n")[1]
        scene.spot("h", x, scene.at("h")[1], 168 * k, 116 * k)
        scene.spot("z_n", new, y, 40 * k, 40 * k)
        scene.spot("n", new, scene.at("n")[1], 40 * k, 38 * k)

    def _own_weight(self) -> None:
        """The recurrent weight from the unit itself, on its pipe."""
        scene, kit, canvas, k = self.scene, self.kit, self.scene.canvas, self.k
        term = self.own[0]
        if self.inner is None:
            (x, _), (new, y) = scene.at("r"), (self._columns()[0], scene.at("z_n")[1])
            x = (x + new) / 2 + 10 * k
        else:
            x, y = scene.at("weight")
            canvas.add("sum:recurrent", *kit.sum(*scene.at("recurrent"), "mem"))
            words = (Run("Σ = "), Run(self.moment.number(self.total)))
            at, below = scene.at("recurrent"), 41 if scene.projected else 62  # where the reset gate's name is higher
            canvas.add("words:recurrent", kit.text(at[0] + 24 * k, at[1] + below * k, words, 14.5, "mem"))
        pill(scene, "recurrent", term, x, y)

    def _words(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.scene.canvas, self.moment, self.k
        number = moment.number
        new, _, middle = self._columns()
        (x, y), sigma = scene.at("z"), scene.at("z_sigma")
        tall = {gate: len(scene.rows(f"z_{gate}")[0]) > 4 for gate in "zr"}
        scene.gate("z", "z_z", scene.at("z_z"), sigma, (x - APART / 2 * k, y), None, tall["z"])
        words = ("hides the old", "shows a part", "shows the old")
        scene.gate("r", "z_r", scene.at("z_r"), scene.at("r_sigma"), scene.at("r"), words, tall["r"])
        self._shares(middle, scene.at("plus")[1])
        for name in ("z_n", "n"):
            scene.reading(name, new - 26 * k, scene.at(name)[1], "inp", align="right")
        side = scene.at("branch")[0]
        runs = (*symbol("h", "t-1"), Run(f" = {number(self.remembered)}"))
        align: Align = "left" if moment.view.exact else "right"  # all digits have room outside the loop only
        away = (24 if moment.view.exact else -24) * k
        y = scene.at("delay")[1] + 44 * k
        canvas.add("words:old", kit.text(side + away, y, runs, 14.5, "mem", align=align))
        if self.flowing and not scene.projected:
            what = symbol("h", "t-1") if self.inner is None else (Run("Σ"),)
            runs = (*symbol("r"), Run("·"), *what, Run(f" = {number(self.reset)}"))
            canvas.add("words:reset", kit.text(scene.at("r")[0] + 24 * k, scene.at("z_n")[1] + 12 * k, runs, 14.5))
        x, y = scene.at("h")
        scene.memory("h", x - 136 * k, y + k, self.old, self.h, self.level > 0)
        self._equation()
        scene.legend(*scene.at("legend"))
        unit_name(scene, *scene.at("unit"))

    def _shares(self, middle: float, y: float) -> None:
        """Say for each bore how far it is open, and whether z or its rest opens it."""
        kit, k, say = self.kit, self.k, self.scene.say
        new, rest = self.opening, (Run("1 − "), *symbol("z"))
        sides: tuple[tuple[str, str, float, bool, Align], ...] = (
            ("new", say("new in"), new, self.takes_new, "right"),
            ("kept", say("old stays"), 1 - new, not self.takes_new, "left"),
        )
        for name, words, share, by_z, align in sides:
            x = middle + (-50 if align == "right" else 50) * k
            runs = (*(symbol("z") if by_z else rest), Run(f" = {percent(share)}"))
            if self.scene.projected:  # the larger type has room for one line
                self.scene.canvas.add(f"words:{name}", kit.text(x, y, runs, 16, "gate", 700, align))
            else:
                above = kit.text(x, y - 11 * k, words, 14.5, "gate", 600, align)
                self.scene.canvas.add(f"words:{name}", above, kit.text(x, y + 11 * k, runs, 16, "gate", 700, align))

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

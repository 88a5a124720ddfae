"""The lecture's LSTM cell: data rises through the input valve into the tank, the memory loops back through the forget
valve.

Places: style guide, section 8. Units: one.
"""

from __future__ import annotations

from functools import partial

from simulator.engine import Explained
from simulator.language import FUNCTIONS
from simulator.render.kit import symbol
from simulator.render.motion import PHASES, drained, drift, stage_share
from simulator.render.primitives import Picture, Point, Run
from simulator.render.scene import OPEN, Piece, Scene
from simulator.render.tank import tank
from simulator.render.view import Moment, blend

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
    "legend": (70.0, 71.5),
}

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
    "equations": (64.0, 64.5),
    "output_equation": (69.0, 6.5),
}


def fits(moment: Moment) -> bool:
    """Whether a cell is the lecture's: its signals by name, one unit, and few enough inputs for the fans."""
    cell, sizes = moment.cell, moment.view.now.sizes
    return set("zgifocy") <= set(cell.signals) and sizes["units"] == 1 and sizes["inputs"] <= 4


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment."""
    places = {**PLACES, **moment.cell.layouts.get("lecture", {}), **(IN_HALL if moment.view.projected else {})}
    scene = Scene(moment, width, height, places)
    _Lecture(scene).draw()
    return scene.picture()


class _Lecture:
    """The flows of one moment, and the order in which they are drawn."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.moment, self.kit = scene, scene.moment, scene.kit
        view, phase = self.moment.view, self.moment.phase
        self.scale = view.scale
        now = view.now
        self.write = stage_share(phase, 2, 0.0, 0.55)
        self.level = stage_share(phase, 2, 0.45, 1.0)
        self.read = stage_share(phase, 3, 0.0, 0.5)
        self.leave = stage_share(phase, 3, 0.5, 1.0)
        self.flowing = phase > PHASES[2] or phase == 0
        self.c_old = float(now.previous("c")[0])
        self.c = float(blend(self.c_old, now["c"][0], self.level))
        self.kept = self._stream(("f", "c"), PHASES[2])
        self.written = self._stream(("i", "g"), PHASES[2])
        self.squashed = self._squash()

    def _products(self, names: tuple[str, str]) -> tuple[float, float]:
        """The product of a gate with its stream, at the step before and now."""
        view = self.moment.view

        def product(explained: Explained | None) -> float:
            if explained is None:
                return 0.0
            stream = explained.previous("c") if names[1] == "c" else explained[names[1]]
            return float(explained[names[0]][0] * stream[0])

        return product(view.before), product(view.now)

    def _stream(self, names: tuple[str, str], start: float) -> float:
        """What flows behind a valve: the last step's liquid runs off first, the new comes with the sub-step."""
        old, new = self._products(names)
        if self.moment.phase > start:
            return new
        return float(blend(old, 0.0, drained(self.moment.phase)))

    def _squash(self) -> tuple[str | None, float]:
        """The function between memory and output valve, None if there is none, and its value now."""
        graph, now = self.moment.cell.graph, self.moment.view.now
        found: str | None = None
        value, old = float(now["c"][0]), self.c_old
        for index in graph.inside("y"):
            if graph.nodes[index].op in FUNCTIONS and graph.nodes[index].args == (graph.signals["c"],):
                found, value = graph.nodes[index].op, float(now.values[index][0])
                old = float(self.moment.view.before.values[index][0]) if self.moment.view.before else 0.0
        if self.moment.phase > PHASES[3]:
            return found, value
        return found, float(blend(old, 0.0, drained(self.moment.phase)))

    def draw(self) -> None:
        """Draw from the back to the front: selection, casings, liquids, parts, words."""
        self._selections()
        self._bus_and_fans()
        self._casings()
        self._liquids()
        self._valves()
        self._nodes()
        self._gates()
        self._words()

    def _selections(self) -> None:
        scene, k = self.scene, self.scene.k
        for name in ("i", "o"):
            (x, y), sigma = scene.at(name), scene.at(f"{name}_sigma")
            scene.ring(name, sigma[0] - 26 * k, y - 45 * k, x - sigma[0] + 76 * k, 98 * k)
        (x, y), sigma = scene.at("f"), scene.at("f_sigma")
        scene.ring("f", x - 48 * k, y - 45 * k, sigma[0] - x + 74 * k, 98 * k)
        for name in ("z", "z_i", "z_o", "z_f"):
            x, y = scene.at(name)
            scene.ring(name, x - 26 * k, y - 26 * k, 52 * k, 52 * k)
        x, y = scene.at("g")
        scene.ring("g", x - 26 * k, y - 24 * k, 140 * k, 48 * k)
        x, y = scene.at("c")
        scene.ring("c", x - 124 * k, y - 66 * k, 216 * k, 132 * k)
        x, y = scene.at("y")
        scene.ring("y", x - 56 * k, y - 27 * k, 112 * k, 54 * k)

    def _bus_and_fans(self) -> None:
        scene = self.scene
        cells = {gate: scene.at(f"{gate}_cells")[0] for gate in "iof"}
        positions = {gate: scene.fan_ends(f"z_{gate}", cells[gate], scene.at(f"z_{gate}")) for gate in "iof"}
        x, y = scene.at("x")
        sides = (
            (scene.at("bus_left")[0], (positions["i"], positions["o"])),
            (scene.at("bus_right")[0], (positions["f"],)),
        )
        scene.bus(y, x, sides)
        for gate in "iof":
            scene.fan(f"z_{gate}", cells[gate], scene.at(f"z_{gate}"))
        scene.ports("z", (x, y), scene.at("z"))

    def _casings(self) -> None:
        scene = self.scene
        (column, bottom), top = scene.at("z"), scene.at("y")[1]
        self.scene.canvas.add(
            "casings", *self.kit.casing(self._loop()), *self.kit.casing(((column, bottom), (column, top)))
        )

    def _loop(self) -> tuple[Point, ...]:
        scene = self.scene
        y = scene.at("delay")[1]
        corner = scene.at("f")[0]
        merge = scene.at("merge")
        tank_edge = scene.at("c")[0] + 80 * scene.k
        return ((tank_edge, y), (corner, y), (corner, merge[1]), merge)

    def _liquids(self) -> None:
        scene, kit, canvas, k = self.scene, self.kit, self.scene.canvas, self.scene.k
        column = scene.at("z")[0]
        y = {name: scene.at(name)[1] for name in ("z", "g", "i", "merge", "c", "h", "o", "y")}
        loop = self._loop()
        forget = scene.at("f")
        remembered = float(self.moment.remembered("c")[0])
        out = self._leaving()
        streams = {
            "flow:z": (((column, y["z"]), (column, y["g"])), scene.value("z"), 1.0),
            "flow:g": (((column, y["g"]), (column, y["i"] + 30 * k)), scene.value("g"), 1.0),
            "flow:ig": (((column, y["i"] - 30 * k), (column, y["merge"])), self.written, self._front(self.write)),
            "flow:new": (((column, y["merge"]), (column, y["c"] + 56 * k)), *self._rising()),
            "flow:c": ((loop[0], scene.at("delay")), self.c, 1.0),
            "flow:old": ((scene.at("delay"), loop[1], (forget[0], forget[1] - 30 * k)), remembered, 1.0),
            "flow:fc": (((forget[0], forget[1] + 30 * k), loop[2], loop[3]), self.kept, self._front(self.write)),
            "flow:h": (
                ((column, y["c"] - 56 * k), (column, y["o"] + 30 * k)),
                self.squashed[1],
                self._front(self.read, 3),
            ),
            "flow:y": (((column, y["o"] - 30 * k), (column, y["y"])), out, self._front(self.leave, 3)),
        }
        for name, (points, value, share) in streams.items():
            canvas.add(name, *kit.liquid(points, value, self.scale, share))
        x = (loop[2][0] + loop[3][0]) / 2 - drift(self.moment.phase) * k
        canvas.add("chevron", kit.chevron(x, loop[3][1], "left", kit.flow_width(self.kept, self.scale) < 8 * k))

    def _front(self, share: float, stage: int = 2) -> float:
        """How far a stream's front has come: all the way while the last step's liquid still runs off."""
        return share if self.moment.phase > PHASES[stage] else 1.0

    def _rising(self) -> tuple[float, float]:
        """The joined stream from the merge into the tank."""
        if self.moment.phase > PHASES[2]:
            return self.written + self.kept, self.level if self.level > 0 else 0.0
        return self.written + self.kept, 1.0

    def _leaving(self) -> float:
        view = self.moment.view
        if self.moment.phase > PHASES[3]:
            return float(view.now["y"][0])
        old = float(view.before["y"][0]) if view.before else 0.0
        return float(blend(old, 0.0, drained(self.moment.phase)))

    def _valves(self) -> None:
        scene, kit = self.scene, self.kit

        width = partial(kit.signed_width, scale=self.scale)
        flows = {
            "i": (
                -1,
                scene.value("g"),
                self.written if self.write > 0 or not self.moment.phase > PHASES[2] else 0.0,
                True,
            ),
            "f": (
                1,
                float(self.moment.remembered("c")[0]),
                self.kept if self.write > 0 or not self.moment.phase > PHASES[2] else 0.0,
                False,
            ),
            "o": (
                -1,
                self.squashed[1],
                self._leaving() if self.leave > 0 or not self.moment.phase > PHASES[3] else 0.0,
                True,
            ),
        }
        for name, (side, inflow, outflow, up) in flows.items():
            x, y = scene.at(name)
            scene.canvas.add(
                f"valve:{name}", *kit.valve(x, y, side, scene.value(name), width(inflow), width(outflow), up)
            )

    def _nodes(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.scene.canvas, self.moment, self.scene.k
        canvas.add("sum:z", *kit.sum(*scene.at("z"), "inp"))
        function = moment.cell.graph.nodes[moment.cell.graph.signals["g"]].op
        canvas.add("g", *kit.activation(*scene.at("g"), function, "inp"))
        if self.squashed[0]:
            canvas.add("h", *kit.activation(*scene.at("h"), self.squashed[0], "mem"))
        canvas.add("merge", *kit.merge(*scene.at("merge")))
        canvas.add("delay", *kit.delay(*scene.at("delay")))
        x, y = scene.at("c")
        label = moment.counted(self.c, "c")
        canvas.add("tank", *tank(kit, x, y, self.c, self.c_old, self.scale, moment.view.signed, label))
        value = scene.value("y")
        canvas.add("chip", *kit.chip(*scene.at("y"), (*symbol("y"), Run(f" = {moment.counted(value, 'y')}"))))
        scene.spot("c", x, y, 168 * k, 116 * k)
        scene.spot("y", *scene.at("y"), 94 * k, 40 * k)
        scene.spot("z", *scene.at("z"), 40 * k, 40 * k)
        scene.spot("g", *scene.at("g"), 40 * k, 38 * k)
        dx, dy = scene.at("delay")
        canvas.spot("c", dx - 26 * k, dy - 16 * k, 52 * k, 32 * k, f"c[t-1] = {moment.number(self.c_old)}")

    def _gates(self) -> None:
        scene = self.scene
        words = {
            "i": ("closed", "partly open", "open"),
            "o": ("closed", "partly open", "open"),
            "f": ("wipes", "keeps a part", "keeps"),
        }
        for name in "iof":
            scene.gate(name, f"z_{name}", scene.at(f"z_{name}"), scene.at(f"{name}_sigma"), scene.at(name), words[name])

    def _words(self) -> None:
        scene, kit, canvas, moment, k = self.scene, self.kit, self.scene.canvas, self.moment, self.scene.k
        number = moment.number
        column = scene.at("z")[0]
        right = column + 53 * k
        scene.reading("z", right, scene.at("z")[1], "inp")
        scene.reading("g", right, scene.at("g")[1], "inp", prefix=(*symbol("g"), Run("("), *symbol("z"), Run(")")))
        mx, my = scene.at("merge")
        fx = scene.at("f")[0]
        cx, cy = scene.at("c")
        kept, written = number(self.kept), number(self.written)
        if self.flowing:
            if not scene.projected:  # there the equations have room to be large, and say it
                runs = (*symbol("i"), Run("·"), *symbol("g"), Run(f" = {written}"))
                canvas.add("words:ig", kit.text(right, my + 24 * k, runs, 14.5))
                runs = (*symbol("f"), Run("·"), *symbol("c", "t-1"), Run(f" = {kept}"))
                canvas.add("words:fc", kit.text(fx + 28 * k, my + 3 * k, runs, 14.5))
            summed = Run(number(self.written + self.kept), colour="mem")
            sum_runs = (summed,) if moment.view.exact else (Run(f"{written} + {kept} = "), summed)
            canvas.add("words:sum", kit.text(mx - 28 * k, my, sum_runs, 17, "ink", 700, "right"))
        if self.squashed[0] and (moment.phase > PHASES[3] or moment.phase == 0):
            runs = (*symbol("h"), Run("("), *symbol("c"), Run(f") = {number(self.squashed[1])}"))
            canvas.add("words:h", kit.text(right, scene.at("h")[1], runs, 14.5, "mem"))
        runs = (*symbol("c", "t-1"), Run(f" = {number(float(moment.remembered('c')[0]))}"))
        canvas.add("words:old", kit.text(fx + 28 * k, scene.at("delay")[1] - 4 * k, runs, 14.5, "mem"))
        scene.memory("c", cx - 120 * k, cy - 7 * k, self.c_old, self.c, self.level > 0)
        self._equations()
        scene.legend(*scene.at("legend"))

    def _equations(self) -> None:
        """The two equations with their numbers; what is not known yet at this phase is left open."""
        scene, number, counted = self.scene, self.moment.number, self.moment.counted
        x, y = scene.at("equations")
        written, read = self.moment.phase >= PHASES[3], self.moment.phase >= 1
        equals, plus, times = (Piece((Run(sign),), sign) for sign in "=+·")
        gates = {name: Piece(symbol(name), counted(scene.value(name), name), "gate") for name in "ifo"}
        memory = Piece(symbol("c", "t"), counted(self.c, "c") if written else OPEN, "mem")
        before = Piece(symbol("c", "t-1"), number(self.c_old), "mem")
        candidate = Piece(symbol("g"), counted(scene.value("g"), "g"), "inp")
        output = Piece(symbol("y", "t"), counted(scene.value("y"), "y") if read else OPEN, "out")
        inner = (*symbol("h"), Run("("), *symbol("c", "t"), Run(")")) if self.squashed[0] else symbol("c", "t")
        squashed = Piece(inner, number(self.squashed[1]) if self.moment.phase > PHASES[3] else OPEN, "mem")
        scene.equation("c", x, y, [memory, equals, gates["i"], times, candidate, plus, gates["f"], times, before])
        place = scene.at("output_equation") if scene.projected else (x, y + 84 * scene.k)
        scene.equation("y", *place, [output, equals, gates["o"], times, squashed])

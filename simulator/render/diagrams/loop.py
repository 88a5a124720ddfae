"""A simple recurrent network, one unit of it, as a pipe that loops: what differs is where the loop begins, at the
hidden layer (Elman) or at the output (Jordan).

Any number of inputs, units and outputs: what the unit itself sent back comes by pipe, the rest by a fan.
"""

from __future__ import annotations

from collections.abc import Sequence

from simulator.language import FUNCTIONS
from simulator.render.diagrams.one_unit import pill, unit_name
from simulator.render.kit import advance, symbol
from simulator.render.motion import PHASES, drained, drift, stage_share
from simulator.render.primitives import Circle, Picture, Point, Run
from simulator.render.products import Pair
from simulator.render.scene import Scene
from simulator.render.tank import tank
from simulator.render.view import Moment, blend

PLACES: dict[str, Point] = {
    "sum": (40.0, 80.0),
    "function": (40.0, 66.0),
    "branch": (40.0, 49.0),
    "weight": (40.0, 40.5),
    "out_sum": (40.0, 31.0),
    "out_function": (40.0, 20.5),
    "out_branch": (40.0, 13.4),
    "chip": (40.0, 6.4),
    "tank": (68.0, 66.5),
    "back": (54.0, 80.0),
    "cells": (13.0, 80.0),
    "title": (74.5, 22.0),
    "legend": (74.5, 40.0),
    "unit": (3.0, 5.0),
}
_TANK = 140.0, 92.0  # its width and height
_CELL = 84.0  # width of a fan's cells at the most, at scale 1


def fits(moment: Moment) -> bool:
    """Whether a cell is one hidden layer with one memory, and an output layer or none."""
    cell = moment.cell
    if len(cell.signals) not in (1, 2) or len(cell.states) != 1 or cell.output != cell.signals[-1]:
        return False
    hidden, output = cell.signals[0], cell.signals[-1]
    own = _own(moment, hidden, cell.states[0], "[t-1]")
    return own is not None and (output == hidden or _own(moment, output, hidden, "") is not None)


def draw(moment: Moment, width: float, height: float) -> Picture:
    """Return the diagram at a moment."""
    scene = Scene(moment, width, height, {**PLACES, **moment.cell.layouts.get("loop", {})})
    _Loop(scene).draw()
    return scene.picture()


def _own(moment: Moment, name: str, source: str, time: str) -> Pair | None:
    """Return the term by which the unit that is drawn sees itself in a signal's sum."""
    return moment.terms(name).at(f"{source}{time}", moment.unit_of(source))


class _Loop:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.moment, self.kit, self.k, self.canvas = (
            scene, scene.moment, scene.kit, scene.k, scene.canvas,
        )  # fmt: skip
        cell = self.moment.cell
        self.hidden, self.state = cell.signals[0], cell.states[0]
        self.output = cell.signals[1] if len(cell.signals) == 2 else None
        self.scale = self.moment.view.scale
        back = _own(self.moment, self.hidden, self.state, "[t-1]")
        assert back is not None
        self.back = back
        self.up = _own(self.moment, self.output, self.hidden, "") if self.output else None
        self.remembered = float(self.moment.remembered(self.state)[self.moment.unit_of(self.state)])
        if not self.output:
            places = {"chip": (PLACES["chip"][0], 24.0)}
            scene.places = {**scene.places, **places}

    def draw(self) -> None:
        """Draw from the back to the front: selection, fans, pipes, parts, words."""
        self._selections()
        self._fans()
        self._pipes()
        self._layer(self.hidden, "sum", "function", "gate" if self._role(self.hidden) == "gate" else "mem")
        if self.output:
            self._layer(self.output, "out_sum", "out_function", "out")
        self._weights()
        self._memory()
        self._chip()
        self._words()

    def _role(self, name: str) -> str:
        return self.moment.cell.roles[name]

    def _function(self, name: str) -> str | None:
        """The function of a layer; None where it passes its sum on as it is."""
        op = self.moment.cell.graph.nodes[self.moment.cell.graph.signals[name]].op
        return op if op in FUNCTIONS and op != "linear" else None

    def _total(self, name: str) -> float:
        return self.moment.terms(name).total

    def _selections(self) -> None:
        scene, k = self.scene, self.k
        for name, low, high in ((self.hidden, "sum", "function"), (self.output, "out_sum", "out_function")):
            if name:
                (x, bottom), top = scene.at(low), scene.at(high)[1]
                scene.ring(name, x - 116 * k, top - 26 * k, 142 * k, bottom - top + 50 * k)

    def _fans(self) -> None:
        scene, x = self.scene, self.scene.at("cells")[0]
        for name, hub, own in ((self.hidden, "sum", self.back), (self.output, "out_sum", self.up)):
            if not name:
                continue
            rest = self.moment.terms(name).without(own)
            if rest:
                share = self.moment.sum_share(name)
                scene.column(name, rest.strongest(scene.most), share, x, scene.at(hub), _CELL)

    def _pipes(self) -> None:
        scene, kit, k, moment = self.scene, self.kit, self.k, self.moment
        y = {name: scene.at(name)[1] for name in PLACES}
        x, side = scene.at("sum")[0], scene.at("tank")[0]
        start = y["out_branch"] if self.state == self.output else y["branch"]
        top, bottom = y["tank"] - _TANK[1] / 2 * k, y["tank"] + _TANK[1] / 2 * k
        there: Sequence[Point] = ((x, start), (side, start), (side, top))
        back: Sequence[Point] = ((side, bottom), (side, y["sum"]), (x, y["sum"]))
        self.canvas.add(
            "casings",
            *(part for way in (there, back, ((x, y["sum"]), (x, y["chip"]))) for part in kit.casing(way)),
        )
        hidden, shown = scene.value(self.hidden), self._leaving()
        streams: dict[str, tuple[Sequence[Point], float, float]] = {
            "flow:back": ((*back[:2], scene.at("back")), self.remembered, 1.0),
            "flow:weighted": ((scene.at("back"), (x, y["sum"])), self.back[1], 1.0),
            "flow:sum": (((x, y["sum"]), (x, y["function"])), self._total(self.hidden), 1.0),
        }
        top_of_hidden = y["weight"] if self.output else y["chip"]
        if self.output and self.up:
            streams["flow:hidden"] = ((x, y["function"]), (x, top_of_hidden)), hidden, 1.0
            streams["flow:up"] = ((x, y["weight"]), (x, y["out_sum"])), self.up[1], 1.0
            streams["flow:out_sum"] = ((x, y["out_sum"]), (x, y["out_function"])), self._total(self.output), 1.0
            streams["flow:out"] = ((x, y["out_function"]), (x, y["chip"])), scene.value(self.output), 1.0
        else:
            streams["flow:hidden"] = ((x, y["function"]), (x, y["branch"])), hidden, 1.0
            streams["flow:out"] = ((x, y["branch"]), (x, y["chip"])), shown, 1.0
        streams["flow:there"] = there, scene.value(self.state), 1.0
        for name, (way, value, share) in streams.items():
            self.canvas.add(name, *kit.liquid(way, value, self.scale, share))
        self.canvas.add("branch", Circle(x, start, 5.5 * k, "bg", "ink", 2 * k))
        dark = kit.flow_width(scene.value(self.state), self.scale) < 10 * k
        self.canvas.add("chevron", kit.chevron((x + side) / 2 + drift(moment.phase) * k, start, "right", dark))

    def _leaving(self) -> float:
        """What flows on to the chip where there is no output layer: it is read last."""
        value, phase = self.scene.value(self.hidden), self.moment.phase
        return value * (1 - drained(phase)) if 0 < phase < PHASES[3] else value

    def _layer(self, name: str, hub: str, top: str, colour: str) -> None:
        scene, kit, canvas, k, moment = self.scene, self.kit, self.canvas, self.k, self.moment
        x, y = scene.at(hub)
        function, total = self._function(name), self._total(name)
        canvas.add(f"sum:{name}", *kit.sum(x, y, colour))
        if function:
            canvas.add(f"function:{name}", *kit.activation(*scene.at(top), function, colour, total))
            words = f"Σ = {moment.number(total)}"
            canvas.add(f"total:{name}", kit.text(x + 26 * k, y - 30 * k, words, 14.5, colour))
        value = moment.counted(scene.value(name), name)
        unit = str(moment.unit_of(name) + 1) if len(moment.view.now[name]) > 1 else ""
        runs = (*symbol(f"{name}{unit}"), Run(f" = {value}"))
        canvas.add(f"reading:{name}", kit.text(x - 26 * k, scene.at(top)[1], runs, 16, colour, 700, "right"))
        scene.spot(name, x, (y + scene.at(top)[1]) / 2, 60 * k, y - scene.at(top)[1] + 44 * k)

    def _weights(self) -> None:
        """The weights on the pipes."""
        kit, k = self.kit, self.k
        for place, pair in (("back", self.back), ("weight", self.up)):
            if pair is not None:
                pill(self.scene, f"pill:{place}", pair[0], *self.scene.at(place))
        (x, y), term = self.scene.at("back"), self.back[0]
        if self.moment.phase >= PHASES[1] or self.moment.phase == 0:
            number = self.moment.number
            words = f"{number(self.remembered)} · {number(term.weight)} = {number(self.back[1])}"
            self.canvas.add("words:product", kit.text(x, y + 30 * k, words, 14.5, "ink2", 600, "center"))

    def _memory(self) -> None:
        scene, kit, k, moment, view = self.scene, self.kit, self.k, self.moment, self.moment.view
        x, y = scene.at("tank")
        unit = moment.unit_of(self.state)
        older = view.before.previous(self.state) if view.before else moment.remembered(self.state)
        before = float(older[unit]) if moment.phase < PHASES[1] else self.remembered
        label = moment.number(self.remembered)
        parts = tank(kit, x, y, self.remembered, before, view.scale, view.signed, label, *_TANK)
        self.canvas.add("tank", *parts)
        self.canvas.add("delay", *kit.delay(x, y - (_TANK[1] / 2 + 17) * k))
        colour = "out" if self.state == self.output else "mem"
        number = str(unit + 1) if len(view.now[self.state]) > 1 else ""
        name = symbol(f"{self.state}{number}", "t-1")
        self.canvas.add("words:tank", kit.text(x + 84 * k, y, name, 17, colour))
        scene.spot(self.state, x, y, _TANK[0] * k, _TANK[1] * k)

    def _chip(self) -> None:
        scene, kit, moment = self.scene, self.kit, self.moment
        name = self.output or self.hidden
        value = scene.value(name)
        if not self.output and moment.phase > PHASES[0]:
            share = stage_share(moment.phase, 3) if moment.phase > PHASES[3] else 0.0
            unit = moment.unit_of(name)
            value = float(blend(moment.before(name)[unit], moment.view.now[name][unit], share))
        unit_number = str(moment.unit_of(name) + 1) if len(moment.view.now[name]) > 1 else ""
        runs = (*symbol(f"{name}{unit_number}"), Run(f" = {moment.counted(value, name)}"))
        self.canvas.add("chip", *kit.chip(*scene.at("chip"), runs, "out" if self.output else "mem", 110.0))
        scene.spot(name, *scene.at("chip"), 110 * self.k, 40 * self.k)

    def _words(self) -> None:
        scene, kit, say = self.scene, self.kit, self.scene.say
        x, y = scene.at("title")
        back = say("The output comes back.") if self.state == self.output else say("The hidden layer comes back.")
        x = min(x, scene.width - advance((Run(back),)) * 1.06 * kit.size(16) - 24 * self.k)
        self.canvas.add("words:back", kit.text(x, y, back, 16, "ink", 700))
        scene.legend(*scene.at("legend"))
        unit_name(scene, *scene.at("unit"))

"""The network through time: one copy of the cell a step, the memory passed along, the same weights in every copy.

A pure function of lanes (one a direction of a layer) and the moment: what is evaluated is framed, what has been stands
in full colour, what will be is a ghost. In a single lane the moment is the step; with several, a moment evaluates one
copy of each lane that has all it needs, and the phase of the moment runs through the layers from the bottom up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.render.format import exact
from simulator.render.formula import role_colour
from simulator.render.kit import Kit
from simulator.render.motion import PHASES, arriving, progress, stage_share, window
from simulator.render.primitives import Box, Canvas, Circle, Group, Line, Picture, Primitive, Run
from simulator.render.unrolled_copy import Copy, Style, Tense, Values
from simulator.render.unrolled_lanes import Lane, moments
from simulator.render.unrolled_names import names
from simulator.render.unrolled_pipes import outputs_up, pipes_into, starts
from simulator.render.unrolled_place import CHIP, STACKED, Place, lay_out


@dataclass(frozen=True, slots=True)
class Look:
    """How it is shown: with values after the present moment, numbers in full, which signal marked, in a hall."""

    future: bool = True
    exact: bool = False
    selected: str = ""
    say: Callable[[str], str] = str
    projected: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one copy: its inputs, and of every signal the value before and the one now."""

    inputs: Values
    signals: tuple[tuple[str, Values, Values], ...]  # empty while they are not computed

    def before(self, name: str) -> Values:
        """Return a signal at the copy before this one in its lane's direction."""
        return next((old for signal, old, _ in self.signals if signal == name), ())

    def now(self, name: str) -> Values:
        """Return a signal at this copy."""
        return next((new for signal, _, new in self.signals if signal == name), ())


def unrolled(
    lanes: Sequence[Lane],
    moment: int,
    phase: float,
    width: float,
    height: float,
    first: int = 0,
    look: Look | None = None,
) -> Picture:
    """Return the lanes from column ``first`` (from 0) on, at a moment (from 1) and phase.

    Every copy is a hotspot, ``t[4]`` for the moment that evaluates it; in the present ones the signals are, too.
    """
    look = look or Look()
    steps = lanes[0].source.steps
    place = lay_out(tuple(one.shape for one in lanes), steps, width, height, first, look.projected)
    return _Unrolled(lanes, place, moment, phase, look).picture()


class _Unrolled:
    def __init__(self, lanes: Sequence[Lane], place: Place, moment: int, phase: float, look: Look) -> None:
        self.lanes, self.place, self.moment, self.look = lanes, place, moment, look
        self.phase = phase
        self.when = [one[place.first : place.first + place.columns].tolist() for one in moments(lanes, place.steps)]
        self.layers = max(one.shape.layer for one in lanes)
        self.canvas = Canvas()
        self.kit = Kit(self.canvas, place.k)

    def picture(self) -> Picture:
        """Draw everything, from the back to the front."""
        place, canvas = self.place, self.canvas
        seen = range(place.first, place.first + place.columns)
        now = [(lane, c) for lane in range(len(self.lanes)) for c in seen if self._tense(lane, c) == "now"]
        whole = len({column for _, column in now}) == 1
        self._grounds(now, whole)
        for lane, one in enumerate(self.lanes):
            numbers = _read(one, place)
            style = {column: Style(self._tense(lane, column), self.look.exact) for column in seen}
            for column in seen:
                canvas.add(f"box {lane} {column}", _box(place, lane, column, style[column]))
            self._rod(lane)
            if len(self.lanes) > 1:
                for column in seen:
                    self._between_lanes(lane, column, style[column])
            for column in seen:
                self._pipes(lane, column, style[column], numbers[column])
            for column in seen:
                self._copy(lane, column, style[column], numbers[column])
        for column in seen:
            self._head(column, whole and any(column == c for _, c in now))
        canvas.items.update(names(place, self.look.say))
        self._frames(now, whole)
        return Picture(place.width, place.height, canvas.items, tuple(canvas.hotspots))

    # -- time

    def _tense(self, lane: int, column: int) -> Tense:
        when = self.when[lane][column - self.place.first]
        if when == self.moment:
            return "now"
        return "past" if when < self.moment else "future" if self.look.future else "hidden"

    def _phase(self, lane: int) -> float:
        """The phase within a lane: the layers move one after the other."""
        layer = self.lanes[lane].shape.layer
        return window(self.phase, (layer - 1) / self.layers, layer / self.layers)

    def _shares(self, lane: int, style: Style) -> Callable[[str], float]:
        cell, phase = self.lanes[lane].shape.cell, self._phase(lane)
        return (lambda name: progress(cell, name, phase)) if style.tense == "now" else (lambda _: 1.0)

    # -- parts

    def _copy(self, lane: int, column: int, style: Style, numbers: Numbers) -> None:
        place, canvas = self.place, self.canvas
        copy = Copy(place, lane, column, style)
        moment = self.when[lane][column - place.first]
        half = place.column_width / 2 - 3 * place.k
        top = copy.band.chip - CHIP / 2 * place.k
        bottom = place.bottom if lane == 0 else copy.band.inputs
        canvas.spot(f"t[{moment}]", copy.x - half, top, 2 * half, bottom - top, self._tip(lane, column, numbers))
        if style.tense != "now" or not numbers.signals:
            canvas.add(f"copy {lane} {column}", _still(place, lane, column, style, numbers))
            return
        phase = self._phase(lane)
        parts = _parts(copy, numbers, self._shares(lane, style), stage_share(phase, 0), arriving(phase))
        for name, primitives in parts.items():
            canvas.add(f"now {lane} {name}", *primitives)
        self._mark_signals(lane, copy, numbers)

    def _mark_signals(self, lane: int, copy: Copy, numbers: Numbers) -> None:
        """Let the parts of the present copy answer the pointer, and ring the signal that is selected."""
        k, shape, share = self.place.k, copy.shape, self._shares(lane, Style("now"))
        for name in shape.shown:
            x, y, wide, high = copy.area(name)
            tip = f"{name} = {_list(numbers.now(name))}" if share(name) > 0 else name
            self.canvas.spot(name, x, y, wide, high, tip)
            if name == self.look.selected and len(self.lanes) == 1:
                ring = Box(x - 4 * k, y - 3 * k, wide + 8 * k, high + 6 * k, 8 * k, None, "ink", 2)
                self.canvas.add("selected", ring)
        for number, value in enumerate(numbers.inputs if len(numbers.inputs) <= STACKED else (), 1):
            self.canvas.spot(f"x[{number}]", *copy.area(f"x[{number}]"), f"x{number} = {exact(value)}")

    def _tip(self, lane: int, column: int, numbers: Numbers) -> str:
        lines = [f"t = {column + 1}"]
        if self.lanes[lane].shape.inputs:
            lines.append(f"x = {_list(numbers.inputs)}")
        tense = self._tense(lane, column)
        if tense == "past" or (tense == "now" and self._phase(lane) >= 1) or tense == "future":
            shape = self.lanes[lane].shape
            lines += [f"{name} = {_list(numbers.now(name))}" for name in shape.shown if numbers.signals]
        return "\n".join(lines)

    def _pipes(self, lane: int, column: int, style: Style, numbers: Numbers) -> None:
        place, shape = self.place, self.lanes[lane].shape
        share = stage_share(self._phase(lane), 0) if style.tense == "now" else 1.0
        for state in reversed(shape.cell.states):
            values = numbers.before(state)
            parts = pipes_into(place, lane, column, state, style, values, share)
            self.canvas.add(f"pipe {lane} {column} {state}", parts)
        begin = place.steps - 1 if shape.backward else 0
        if column == begin:
            initial = {state: tuple(self.lanes[lane].source.initial(state).tolist()) for state in shape.cell.states}
            self.canvas.add(f"start {lane}", Group(starts(place, lane, column, initial, self.look.exact)))

    def _between_lanes(self, lane: int, column: int, style: Style) -> None:
        phase = self._phase(lane)
        share = 1.0 if style.tense != "now" else stage_share(phase, 0)
        done = 1.0 if style.tense != "now" else window(phase, PHASES[3], 1.0)
        parts = outputs_up(self.place, lane, column, style, share, done)
        if parts:
            self.canvas.add(f"ways {lane} {column}", Group(parts))

    def _rod(self, lane: int) -> None:
        """The line on which the weights stand once and which runs through all copies."""
        place, k = self.place, self.place.k
        if not self.lanes[lane].shape.cell.parameters:
            return
        y, last = place.bands[lane].rod, place.first + place.columns - 1
        end = place.middle(last) + (0 if last == place.steps - 1 else place.column_width)
        self.canvas.add(f"rod {lane}", Line(((place.labels - 14 * k, y), (end, y)), "ink2", 2 * k))
        dots = [Circle(place.middle(c), y, 4.2 * k, "ink2") for c in range(place.first, last + 1)]
        self.canvas.add(f"marks {lane}", Group(tuple(dots)))

    def _head(self, column: int, now: bool) -> None:
        x, y, k = self.place.middle(column), self.place.head, self.place.k
        runs = (Run("t", italic=True), Run(f" = {column + 1}"))
        text = self.kit.text(x, y, runs, 13.5, "bg" if now else "ink2", 600 if now else 500, "center")
        wide = (42 + 8 * len(str(column + 1))) * max(k, 0.9)
        pill = (Box(x - wide / 2, y - 11 * k, wide, 22 * k, 11 * k, "ink"),) if now else ()
        self.canvas.add(f"head {column}", *pill, text)

    # -- where the present is

    def _areas(self, now: Sequence[tuple[int, int]], whole: bool) -> list[tuple[str, Box]]:
        """The present: one column, or a copy of each lane where their steps differ."""
        place, k = self.place, self.place.k
        if whole:
            left, top = place.left(now[0][1]) + 2 * k, place.head - 14 * k
            return [("column", Box(left, top, place.column_width - 4 * k, place.bottom - top - 1, 8 * k))]
        areas = []
        for lane, column in now:
            band, half = place.bands[lane], place.block / 2 + 8 * k
            top, middle = band.chip - (CHIP / 2 + 3) * k, place.middle(column)
            areas.append((f"{lane}", Box(middle - half, top, 2 * half, band.bottom + 8 * k - top, 12 * k)))
        return areas

    def _grounds(self, now: Sequence[tuple[int, int]], whole: bool) -> None:
        for name, box in self._areas(now, whole):
            ground = Box(box.x, box.y, box.width, box.height, box.radius, "colnow")
            self.canvas.add(f"ground {name}", ground)

    def _frames(self, now: Sequence[tuple[int, int]], whole: bool) -> None:
        for name, box in self._areas(now, whole):
            self.canvas.add(f"frame {name}", Box(box.x, box.y, box.width, box.height, box.radius, None, "ink", 2.2))
        if len(self.lanes) == 1:
            return
        for lane, when in enumerate(self.when):  # which copy is evaluated when
            for column, moment in enumerate(when, self.place.first):
                x, y, k = self.place.middle(column) - self.place.block / 2, self.place.bands[lane].top, self.place.k
                over = moment <= self.moment
                disc = Circle(
                    x + 2 * k, y + 2 * k, 9.5 * k, "ink" if over else "bg", "ink" if over else "edge", 1.4 * k
                )
                number = self.kit.text(x + 2 * k, y + 2 * k, str(moment), 11.5, "bg" if over else "ink3", 600, "center")
                self.canvas.add(f"order {lane} {column}", disc, number)


# -- what stands still


def _parts(
    copy: Copy, numbers: Numbers, share: Callable[[str], float], fed: float, lit: bool
) -> dict[str, list[Primitive]]:
    """Return the parts of a copy by name."""
    band, shape, k = copy.band, copy.shape, copy.k
    parts: dict[str, list[Primitive]] = {"feed": [*copy.arrow(band.inputs - 2 * k, band.bottom + 3 * k, "inp", fed)]}
    if shape.inputs and not shape.backward:
        parts["x"] = copy.inputs(numbers.inputs, lit)
    if shape.layer > 1 or shape.backward:
        del parts["feed"]
    for name, old, new in numbers.signals:
        if name in shape.vessels:
            parts[name] = copy.vessel(name, old, new, share(name))
        elif name in shape.items:
            parts[name] = copy.item(name, old, new, share(name))
    output = shape.cell.output
    out = next(((old, new) for name, old, new in numbers.signals if name == output), ((), (0.0,) * shape.size(output)))
    done = share(output) if numbers.signals else 0.0
    hue = role_colour(shape.cell, output) or "out"
    parts["rise"] = copy.arrow(band.top - 1 * k, band.chip + (CHIP / 2 - 1) * k, hue, done)
    parts["out"] = copy.chip(*out, done)
    return parts


@lru_cache(maxsize=2048)
def _still(place: Place, lane: int, column: int, style: Style, numbers: Numbers) -> Group:
    """Return all of a copy that is not being evaluated."""
    known = 1.0 if numbers.signals and style.shows else 0.0
    copy = Copy(place, lane, column, style)
    if not numbers.signals:  # not computed yet: empty
        empty = tuple((name, (), (0.0,) * copy.shape.size(name)) for name in copy.shape.shown)
        numbers, copy = Numbers(numbers.inputs, empty), Copy(place, lane, column, Style("hidden"))
    parts = _parts(copy, numbers, lambda _: known, 1.0, False)
    return Group(tuple(primitive for part in parts.values() for primitive in part))


@lru_cache(maxsize=2048)
def _box(place: Place, lane: int, column: int, style: Style) -> Group:
    return Group(tuple(Copy(place, lane, column, style).box()))


def _read(lane: Lane, place: Place) -> dict[int, Numbers]:
    """Read the numbers of the columns in sight."""
    source, shape = lane.source, lane.shape
    start, stop = place.first, place.first + place.columns
    low, high = max(0, start - 1), min(source.ready, stop + 1)
    inputs = source.inputs(start, stop).tolist() if shape.inputs else [[]] * (stop - start)
    values: dict[str, list[Values]] = {}
    for name in dict.fromkeys((*shape.shown, *shape.cell.states)):
        values[name] = [tuple(row) for row in source.signal(name, low, max(low, high)).tolist()]
    ends = {name: tuple(source.initial(name).tolist()) for name in shape.cell.states}
    numbers: dict[int, Numbers] = {}
    for column in range(start, stop):
        if column >= source.ready:
            numbers[column] = Numbers(tuple(inputs[column - start]), ())
            continue
        other = column + 1 if shape.backward else column - 1
        signals = []
        for name, rows in values.items():
            now = rows[column - low]
            inside = low <= other < low + len(rows) and 0 <= other < source.steps
            before = rows[other - low] if inside else ends.get(name, (0.0,) * len(now))
            signals.append((name, before, now))
        numbers[column] = Numbers(tuple(inputs[column - start]), tuple(signals))
    return numbers


def _list(values: Values) -> str:
    return ", ".join(exact(value) for value in values[:8]) + (", …" if len(values) > 8 else "")

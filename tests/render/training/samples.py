"""Numbers to draw: seeded, small, and like those of real trainings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from simulator.engine.inside import Moment, moments
from simulator.engine.surface import Slice, Toy, along_weights, descend
from simulator.engine.tasks.lecture_gates import TABLE
from simulator.render.primitives import Picture
from simulator.render.training.chart import Look
from simulator.render.training.contour_map import contour_map, loss_at
from simulator.render.training.curve import Curve
from simulator.render.training.from_engine import trail_of
from simulator.render.training.gates_now import Gates, Shown, gates_now
from simulator.render.training.gradients import GradientNorms, gradient_chart
from simulator.render.training.happened import Change, Clippings
from simulator.render.training.inside import inside_update
from simulator.render.training.landscape import landscape
from simulator.render.training.loss import Losses, loss_chart
from simulator.render.training.matrices import Matrix, matrix_maps
from simulator.render.training.surface import Surface, Trail
from simulator.render.training.through_time import Reach, through_time
from simulator.render.training.unit_weights import unit_weights
from simulator.render.training.update_story import Inside
from simulator.render.training.weights import UnitWeights, weight_map

CLIFFS = {650: 31.0, 1420: 220.0, 2950: 184.0}
"""Updates of ``losses`` whose gradient is far longer than the threshold, and its length."""


def curve(updates: int = 4000, start: float = 4.5, end: float = 3e-4, name: str = "LSTM", seed: int = 1) -> Curve:
    """A loss that falls, with noise."""
    number = np.arange(1, updates + 1)
    smooth = start * (end / start) ** (number / updates)
    noise = np.exp(0.25 * np.random.default_rng(seed).normal(size=updates))
    return Curve.of(number, smooth * noise, smooth, name)


def losses() -> Losses:
    """A run with all that can happen, and one to compare it with."""
    first = curve()
    for update, length in CLIFFS.items():
        first.high[update - 1 : update + 20] += length / 100 * np.exp(-np.arange(21) / 6)
    updates = np.array(list(CLIFFS))
    clipped = Clippings(updates, np.array(list(CLIFFS.values())), np.ones(3))
    held_out = first.updates[399::400], first.line[399::400] * 1.3
    changes = (Change(1800, "rate 0.01 → 0.003"), Change(2000, "clip 1 → 0.5"))
    other = curve(3000, 9.0, 0.5, "Elman", 2)
    return Losses((first, other), 9.2, held_out, clipped, changes, 5000, None, 2950)


def norms() -> GradientNorms:
    """The lengths of the gradients of that run."""
    before = curve(4000, 0.9, 0.05, "LSTM", 3)
    before.high[[update - 1 for update in CLIFFS]] = list(CLIFFS.values())
    after = Curve.of(before.updates, np.minimum(before.mean, 1.0), np.minimum(before.line, 1.0), "LSTM")
    return GradientNorms((before,), after, 1.0, 5000, (Change(1800, "rate 0.01 → 0.003"),), 3000)


def gates() -> Gates:
    """The lecture's sequence through gates that nearly do what was set by hand."""
    x2, x3 = TABLE[:, 1], TABLE[:, 2]
    by_hand = {"i": x2 > 0, "f": x2 >= 0, "o": x3 > 0, "c": np.array([0, 3, 3, 7, 7, 7, 0, 6, 6])}
    rng = np.random.default_rng(4)
    labels = {"i": "input gate", "f": "forget gate", "o": "output gate", "c": "memory"}
    rows = []
    for name, ghost in by_hand.items():
        target = ghost.astype(float)
        learnt = target * 0.96 + 0.03 * rng.random(9)
        rows.append(Shown(name, labels[name], "mem" if name == "c" else "gate", learnt, target))
    return Gates(tuple(rows), TABLE, None, 1, 4)


def reaches() -> tuple[Reach, ...]:
    """A gradient that stays, one that vanishes, one that explodes."""
    factors = {"LSTM": (0.98, 1.0), "Elman": (0.6, 0.75), "Elman, large U": (0.9, 3.0)}
    found = []
    for name, (slope, weight) in factors.items():
        steps = np.arange(12)
        back = np.full(12, slope)
        back[-1] = np.nan
        shown = (("× f", back),) if name == "LSTM" else (("× tanh′", back), ("Uᵀ", back * 0 + weight))
        found.append(Reach(name, "c" if name == "LSTM" else "h", 0.3 * (slope * weight) ** (11.0 - steps), shown))
    return tuple(found)


def weights() -> UnitWeights:
    """The weights of the second unit of an LSTM that has learnt the lecture's rules."""
    from simulator.engine import Model
    from simulator.language import load_cell

    model = Model(load_cell("lstm"), 3, 4, seed=1)
    parameters = {name: array.copy() for name, array in model.parameters.items()}
    parameters["W_i"][1], parameters["b_i"][1] = (0.1, 8.4, -0.3), -4.1
    parameters["W_f"][1], parameters["b_f"][1] = (-0.1, 7.2, 0.2), 4.6
    return unit_weights(model.cell, parameters, 1)


def matrices() -> tuple[Matrix, ...]:
    """The parameters of a cell of 16 units."""
    rng = np.random.default_rng(5)
    return tuple(
        Matrix(f"{letter}_{gate}", rng.normal(size=(16, columns)) if columns else rng.normal(size=16), "gate", gate)
        for gate in "ifo"
        for letter, columns in (("W", 3), ("U", 16), ("b", 0))
    )


def surface(size: int = 41) -> Surface:
    """A valley before a cliff, part of which overflows."""
    x = np.linspace(-2, 2, size)
    across, up = np.meshgrid(x, x)
    loss = 0.02 + np.log1p((1 - across) ** 2 + 4 * (up - across**2) ** 2) ** 2
    loss[across + up > 2.4] *= 40
    loss[across + up > 3] = np.inf
    return Surface(x, x, loss, "U_f[0,1]", "b_f[0]")


def trails() -> tuple[Trail, ...]:
    """A way into the valley, and one that is thrown off the map."""
    t = np.arange(30)
    into = Trail("clipped", 1 - 1.9 * np.exp(-t / 9), 1 - 2.2 * np.exp(-t / 6), 3 * np.exp(-t / 8), t + 1)
    off = Trail("not clipped", np.array([-0.9, 0, 0.8, 1.3, 7]), np.array([-1.2, 0, 0.6, 1.1, 30]), flew="flies off")
    return into, off


def moment(kind: str, step: int | None = None, steps: int = 9) -> Moment:
    """A moment of an update over so many steps."""
    return next(one for one in moments(steps) if (one.kind, one.step) == (kind, step))


def inside(steps: int = 9) -> Inside:
    """One update of a weight that nine steps give something to."""
    rng = np.random.default_rng(6)
    states = np.tanh(np.cumsum(0.5 * rng.normal(size=steps)))
    gradients = (rng.random(steps) - 0.7) * 0.8 ** np.arange(steps)[::-1]
    loss = rng.random(steps) * (np.arange(steps) >= steps - 3)
    given = gradients * np.concatenate([[0.0], states[:-1]])
    numbers = (states, gradients, loss, given, 184.0, 1 / 184, 0.412, 0.41197, 1.0)
    return Inside("U_f[0,1]", "h", *numbers, "Adam, rate 0.003")


Draw = Callable[[float, float, Look], Picture]

PICTURES: dict[str, tuple[Draw, tuple[float, float]]] = {
    "loss": (lambda w, h, look: loss_chart(losses(), w, h, look), (640, 320)),
    "gradients": (lambda w, h, look: gradient_chart(norms(), w, h, look), (640, 240)),
    "gates": (lambda w, h, look: gates_now(gates(), w, h, look), (720, 340)),
    "through-time": (lambda w, h, look: through_time(reaches(), w, h, look), (344, 560)),
    "weights": (lambda w, h, look: weight_map(weights(), w, h, look), (344, 260)),
    "matrices": (lambda w, h, look: matrix_maps("Weights", matrices(), w, h, look), (480, 260)),
    "contours": (lambda w, h, look: contour_map(surface(), trails(), w, h, look), (460, 400)),
    "landscape": (lambda w, h, look: landscape(surface(), trails(), w, h, look), (460, 400)),
    "forward": (lambda w, h, look: inside_update(inside(), moment("forward", 4), w, h, look), (800, 430)),
    "backward": (lambda w, h, look: inside_update(inside(), moment("backward", 4), w, h, look), (800, 430)),
    "update": (lambda w, h, look: inside_update(inside(), moment("update"), w, h, look), (800, 430)),
}
"""Every picture with its sample, and a size that it is drawn at."""


def draw_every_word(look: Look, width: float = 1200.0, height: float = 800.0) -> None:
    """Draw pictures that between them say every word that a picture of training can say."""
    size = width, height
    for draw, _ in PICTURES.values():
        draw(*size, look)
    mild = Clippings(np.array([100]), np.array([1.5]), np.array([1.0]))
    few = (Curve.of(np.arange(1, 4), np.array([1.0, 2.0, 3.0])),)
    loss_chart(replace(losses(), selected=100, clipped=mild), *size, look)
    loss_chart(replace(losses(), curves=few, selected=2, cursor=2), *size, look)
    gradient_chart(GradientNorms(norms().before), *size, look)
    for lengths in ([0.0, 1.0], [np.inf, 1.0]):
        through_time((Reach("Elman", "h", np.array(lengths)),), *size, look)
    gates_now(replace(gates(), by_hand=False), *size, look)
    weight_map(replace(weights(), kind="gradients"), *size, look)
    weight_map(replace(weights(), kind="updates"), *size, look)
    unknown = replace(surface(), losses=np.full((41, 41), np.nan), complete=False)
    for given in (surface(1), unknown):
        contour_map(given, (), *size, look)
        loss_at(given, width / 2, height / 2, *size, look)
    whole = replace(inside(), length=0.5, kept=1.0)
    for story in (whole, replace(whole, threshold=None)):
        inside_update(story, moment("clip"), *size, look)
    trail_of(descend(Toy(), Toy.point(w=1.01), 5, 1.0), toy_plane(5), "not clipped", look.say)


def toy_plane(points: int = 61) -> Slice:
    """The recurrent and the output weight of the lecture's toy, across its cliff."""
    return along_weights(Toy(), Toy.point(), ("w", ()), ("v", ()), ((0.98, 1.03), (-1.0, 3.0)), points, points)

"""What both layouts of an LSTM write and draw alike: live equations, peepholes, the words for gates."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.render.diagrams.lstm import Flows
from simulator.render.fans import weight_target, weight_tip
from simulator.render.kit import symbol
from simulator.render.motion import PHASES
from simulator.render.primitives import Line, Point, Primitive, Run
from simulator.render.scene import OPEN, Piece, Scene

_VALVE = ("closed", "partly open", "open")


def gate_words(flows: Flows, gate: str) -> tuple[str, str, str]:
    """Return the words for a gate that is shut, between, and open."""
    return ("wipes", "keeps a part", "keeps") if gate == flows.parts.keep else _VALVE


def read_name(flows: Flows) -> tuple[Run, ...]:
    """What the output valve is given, typeset: h(c), tanh(c), or the memory itself."""
    memory = symbol(flows.parts.memory)
    if flows.parts.function is None:
        return memory
    plain = flows.moment.cell.graph.nodes[flows.parts.read].op == "tanh"
    return (*((Run("tanh"),) if plain else symbol("h")), Run("("), *memory, Run(")"))


def equations(scene: Scene, flows: Flows, memory_at: Point, output_at: Point) -> None:
    """The two equations with their numbers; what is not known yet at this phase is left open."""
    moment, parts = flows.moment, flows.parts
    number, counted = moment.number, moment.counted
    written, read = moment.phase >= PHASES[3], moment.phase >= 1
    equals, plus, times = (Piece((Run(sign),), sign) for sign in "=+·")

    def gate(name: str) -> Piece:
        return Piece(symbol(name), counted(scene.value(name), name), "gate")

    name = parts.memory
    memory = Piece(symbol(name, "t"), counted(flows.memory, name) if written else OPEN, "mem")
    before = Piece(symbol(name, "t-1"), number(flows.old), "mem")
    candidate = Piece(symbol(parts.candidate), counted(scene.value(parts.candidate), parts.candidate), "inp")
    kept = [before]
    if parts.coupled:
        rest = Piece((Run("(1 − "), *symbol(parts.take), Run(")")), number(1 - scene.value(parts.take)), "gate")
        kept = [rest, times, before]
    elif parts.keep:
        kept = [gate(parts.keep), times, before]
    scene.equation(name, *memory_at, [memory, equals, gate(parts.take), times, candidate, plus, *kept])
    output = Piece(symbol(parts.output, "t"), counted(scene.value(parts.output), parts.output) if read else OPEN, "out")
    inner = Piece(read_name(flows), number(flows.squashed) if moment.phase > PHASES[3] else OPEN, "mem")
    scene.equation(parts.output, *output_at, [output, equals, gate(parts.give), times, inner])


def peephole(scene: Scene, flows: Flows, gate: str, points: Sequence[Point], label: Point) -> None:
    """Draw the tap from the memory to a gate's sum, if it has one: a thin wire with its weight at ``label``."""
    moment, kit, k = flows.moment, scene.kit, scene.k
    for term, product in moment.terms(flows.parts.sums[gate]).of_signals((flows.parts.memory,)):
        wires: list[Primitive] = [Line(tuple(points), "bg", 7 * k, corner=8 * k)]
        wires += [Line(tuple(points), "faint", 1.25)] if term.weight == 0 else kit.strand(points, product, 8 * k)
        scene.canvas.add(f"tap:{gate}", *wires)
        written = kit.weight(label, label, moment.number(term.weight), term.weight == 0)
        scene.canvas.add(f"tap weight:{gate}", *written)
        scene.canvas.spot(weight_target(term), label[0] - 16 * k, label[1] - 9 * k, 32 * k, 18 * k, weight_tip(term))

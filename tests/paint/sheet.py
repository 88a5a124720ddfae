"""A picture with every primitive and most of their options, laid out so that a mistake can be seen."""

from __future__ import annotations

from typing import Literal

from simulator.render.primitives import Box, Canvas, Circle, Curve, Group, Line, Picture, Run, Text


def parts_sheet() -> Picture:
    """Return the sheet, 720 x 480."""
    canvas = Canvas()
    _letters(canvas)
    _tanks(canvas)
    _wires(canvas)
    _nodes(canvas)
    canvas.add("flood", Group((_plain("clipped", 620, 450, 40), Circle(640, 450, 40, "pos@0.45")), (600, 430, 60, 30)))
    return Picture(720, 480, canvas.items)


def _plain(text: str, x: float, y: float, size: float = 13) -> Text:
    return Text(x, y, (Run(text),), size)


def _letters(canvas: Canvas) -> None:
    canvas.add("title", Text(24, 30, (Run("Valve"),), 19, weight=700))
    canvas.add("subtitle", Text(86, 30, (Run("the plate leaves the bore as the gate opens"),), 13, "ink2"))
    for k, weight in enumerate((400, 500, 600, 700)):
        canvas.add(
            f"weight{weight}",
            Text(24, 58 + 20 * k, (Run("Forget gate 0123456789 "), Run(str(weight))), 14.5, weight=weight),
        )
    equation = (
        Run("c", italic=True, colour="mem"),
        Run("t", italic=True, shift="sub", colour="mem"),
        Run(" = "),
        Run("i", italic=True, colour="gate"),
        Run(" · "),
        Run("g", italic=True, colour="inp"),
        Run(" + "),
        Run("f", italic=True, colour="gate"),
        Run(" · "),
        Run("c", italic=True, colour="mem"),
        Run("t−1", italic=True, shift="sub", colour="mem"),
        Run(" + 10"),
        Run("−4", shift="sup"),
    )
    canvas.add("equation", Text(300, 64, equation, 18, weight=600))
    canvas.add("axis", Line(((560.5, 46), (560.5, 132)), "line"))
    aligns: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
    for k, align in enumerate(aligns):
        canvas.add(f"align-{align}", Text(560.5, 60 + 20 * k, (Run(f"z = {k}1.50"),), 14, align=align))
    canvas.add("base", Line(((300, 110.5), (470, 110.5)), "line"))
    canvas.add("baseline", Text(300, 110.5, (Run("Baseline"),), 14, middle=False))
    canvas.add("middle", Text(380, 110.5, (Run("Middle"),), 14, halo="bg"))


def _tanks(canvas: Canvas) -> None:
    for k, value in enumerate((0, 3, 7, 11)):
        x, y, level = 12 + 176 * k, 150, 110 * min(value / 8, 1)
        surface = y + 113 - level
        canvas.add(f"glass{k}", Box(x, y, 168, 116, 14, "glass"))
        canvas.add(f"liquid{k}", Group((Box(x + 5, surface, 158, level, 0, "liquid"),), (x + 5, y + 5, 158, 107)))
        canvas.add(f"before{k}", Line(((x + 8, y + 70), (x + 160, y + 70)), "on_liquid", 2, (6, 4)))
        number = (Run(str(value)),)
        above, below = (x, y, 168, surface - y), (x, surface, 168, y + 116 - surface)
        for part, colour, clip in (("dry", "mem", above), ("wet", "on_liquid", below)):
            canvas.add(f"{part}{k}", Text(x + 84, y + 58, number, 56, colour, 700, "center", clip=clip))
        canvas.add(f"wall{k}", Box(x, y, 168, 116, 14, None, "mem", 3))


def _wires(canvas: Canvas) -> None:
    for k, width in enumerate((6.6, 4.4, 2.7)):
        y = 296 + 22 * k
        canvas.add(f"pos{k}", Line(((60, y), (210, y + 12)), "pos", width))
        canvas.add(
            f"neg{k}", Line(((240, y), (390, y + 12)), "neg", width), Line(((240, y), (390, y + 12)), "bg", width - 3.2)
        )
        canvas.add(f"number{k}", Text(110, y + 4, (Run("−10"),), 13, weight=600, align="center", halo="bg"))
        canvas.add(f"value{k}", Text(50, y, (Run(f"{10 ** (2 - k)}"),), 13, weight=600, align="right"))
    canvas.add("casing", Line(((420, 300), (520, 300), (520, 370), (700, 370)), "pipe_e", 32, corner=30))
    canvas.add("bore", Line(((420, 300), (520, 300), (520, 370), (700, 370)), "pipe", 28, corner=30))
    canvas.add("flow", Line(((420, 300), (520, 300), (520, 370), (700, 370)), "pos", 14, corner=30))
    canvas.add("chevron", Line(((600, 365), (606, 370), (600, 375)), "on_liquid", 2, cap="round"))
    canvas.add("thread", Line(((580, 300), (700, 300)), "zero", 2, (2, 4)))
    canvas.add("dots", Line(((580, 320), (700, 320)), "zero", 3, (0, 6), cap="round"))
    canvas.add("steps", Line(((580, 345), (620, 345), (620, 332), (660, 332), (660, 345), (700, 345)), "gate", 2.6))


def _nodes(canvas: Canvas) -> None:
    canvas.add("sum", Circle(46, 420, 18, "bg", "gate", 2.4), Text(46, 420, (Run("Σ"),), 16, "gate", 700, "center"))
    canvas.add(
        "sigma",
        Box(82, 402, 36, 36, 8, "bg", "gate", 2.4),
        Curve((("M", 88, 432), ("C", 102, 432, 98, 408, 112, 408)), "gate", 2.2),
        Circle(105, 413, 3.5, "gate"),
    )
    canvas.add(
        "delay",
        Box(140, 407, 44, 26, 6, "bg", "mem", 2, (4, 3)),
        Text(162, 420, (Run("t", True), Run("−1")), 13, "mem", 600, "center"),
    )
    canvas.add(
        "input",
        Box(206, 408.5, 52, 23, 6, "inp_t", "inp", 1.6),
        Text(216, 420, (Run("x", True), Run("1", False, "sub")), 14, "inp", 600),
    )
    canvas.add("input-value", Text(248, 420, (Run("4"),), 14, weight=700, align="right"))
    canvas.add(
        "plate",
        Curve((("M", 280, 404), ("L", 330, 404), ("L", 320, 436), ("L", 290, 436), ("Z",)), None, fill="gate@0.45"),
    )
    canvas.add("brim", Line(((350, 432), (362, 408), (374, 432)), "mem", 2, closed=True, fill="mem_t", corner=4))
    canvas.add("mitre", Line(((400, 436), (420, 404), (440, 436)), "out", 5))
    canvas.add(
        "ring",
        Box(460, 404, 60, 32, 12, "colnow", "ink", 2),
        Text(490, 420, (Run("t", True), Run(" = 4")), 13, weight=600, align="center"),
    )

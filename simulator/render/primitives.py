"""The drawing primitives: all that a picture is made of, as frozen values without any toolkit.

A picture maps ids to primitives, in painting order. Because they are values, two frames can be compared id by id and
only what differs is drawn again; because colours are names of theme tokens, one frame serves every theme. Lengths are
logical pixels, x to the right and y downwards.

A colour is a token of ``assets/themes`` (``"gate"``, ``"mem_t"``, ``"bg"``), or of a heat-map: ``"heat:200"`` is the
colour of a level, ``"ink:200"`` one that is read on it. Its opacity stands after an ``@`` if it is not 1:
``"mem@0.45"``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Point = tuple[float, float]
Clip = tuple[float, float, float, float]  # x, y, width, height


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline; ``corner`` rounds its inner corners with that radius."""

    points: tuple[Point, ...]
    stroke: str | None
    width: float = 1.0
    dash: tuple[float, ...] = ()  # lengths of dashes and gaps
    cap: Literal["butt", "round", "square"] = "butt"
    corner: float = 0.0
    closed: bool = False
    fill: str | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A path: moves ``("M", x, y)``, lines ``("L", x, y)`` and cubics ``("C", x1, y1, x2, y2, x, y)``, ``("Z",)``."""

    commands: tuple[tuple[str | float, ...], ...]
    stroke: str | None = None
    width: float = 1.0
    fill: str | None = None
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with rounded corners. The stroke runs centred on the edge."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc or ring around (x, y)."""

    x: float
    y: float
    radius: float
    fill: str | None = None
    stroke: str | None = None
    stroke_width: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line of text. What is None is taken from the Text."""

    text: str
    italic: bool = False
    shift: Literal["", "sub", "sup"] = ""  # subscript: 0.70 em, dropped by 0.20 em
    colour: str | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text in Inter with tabular figures, anchored at (x, y).

    ``align`` says which part of the line stands at x; ``y`` is the baseline, or the middle of the capitals with
    ``middle``. ``halo`` paints that colour round the letters so that they can stand on a wire. ``clip`` cuts the text
    (the tank's number is two clipped copies).
    """

    x: float
    y: float
    runs: tuple[Run, ...]
    size: float = 15.0
    colour: str = "ink"
    weight: int = 500
    align: Literal["left", "center", "right"] = "left"
    middle: bool = True
    halo: str | None = None
    halo_width: float = 4.0
    clip: Clip | None = None


@dataclass(frozen=True, slots=True)
class Heat:
    """Many numbers as fields of colour, row by row from the top left; ``render.heat`` makes the levels.

    A field's level is a byte: 128 is zero, 255 the largest positive number, 1 the largest negative one, 0 no number.
    """

    x: float
    y: float
    width: float
    height: float
    columns: int
    levels: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """Vertical strokes side by side from x on, one a pixel: what a line is that has more points than there are pixels.

    ``spans`` holds for each pixel where its stroke begins and ends below y, as two unsigned 16-bit numbers in eighths
    of a pixel; equal ones are no stroke. No stroke goes beyond ``height``.
    """

    x: float
    y: float
    height: float
    colour: str
    spans: bytes


@dataclass(frozen=True, slots=True)
class Group:
    """Primitives that change together and are drawn as one, in order, cut to ``clip``."""

    children: tuple[Primitive, ...]
    clip: Clip | None = None


Primitive = Line | Curve | Box | Circle | Text | Heat | Envelope | Group


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A place that can be pointed at: what it stands for, and the words with the exact number shown on hover.

    ``target`` is a signal name (``"f"``), a parameter element (``"W_f[0,1]"``, ``"b_f[0]"``), an input (``"x[2]"``) or
    a moment (``"t[4]"``). ``handle`` names the part of the diagram that can be dragged there.
    """

    target: str
    x: float
    y: float
    width: float
    height: float
    tip: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen at one moment: primitives by id in painting order, and the places that answer the pointer.

    ``background`` is the token that fills the picture; ``width`` and ``height`` may exceed what was asked for where the
    content needs more room (the view then scrolls).
    """

    width: float
    height: float
    items: dict[str, Primitive]
    hotspots: tuple[Hotspot, ...] = ()
    background: str = "bg"


@dataclass(slots=True)
class Canvas:
    """Collects the primitives of a picture; ids must be unique within it."""

    items: dict[str, Primitive] = field(default_factory=dict)
    hotspots: list[Hotspot] = field(default_factory=list)

    def add(self, identity: str, *primitives: Primitive) -> None:
        """Add one primitive, or several as a group, under an id of its own."""
        if identity in self.items:
            raise ValueError(f"two primitives are called {identity!r}")
        self.items[identity] = primitives[0] if len(primitives) == 1 else Group(tuple(primitives))

    def spot(
        self, target: str, x: float, y: float, width: float, height: float, tip: str = "", handle: str = ""
    ) -> None:
        """Make a rectangle answer the pointer."""
        self.hotspots.append(Hotspot(target, x, y, width, height, tip, handle))

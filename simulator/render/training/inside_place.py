"""Where everything stands in the picture of the inside of an update."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.render.primitives import Canvas
from simulator.render.training.chart import EDGE, WORD, Look, element, wide
from simulator.render.training.update_story import Inside

RIGHT, TOP, FOOT = 24.0, 54.0, 18.0  # px at scale 1
GAP, LEAST, MOST = 22.0, 0.2, 0.4  # px at scale 1 between two copies; as a share of a column at least, and at most
WIDEST = 118.0  # px at scale 1 of a column
VALUE = 13.5  # size of the numbers
_SUM = 82.0  # px at scale 1 for the bar of the sum


@dataclass(frozen=True, slots=True)
class Place:
    """The middles of rows, from the top down, but the tops and ends of what is higher, in px.

    ``labels``: where the names of the rows end. ``left``: where the first column begins; ``pitch``: from one to the
    next.
    """

    k: float
    width: float
    height: float
    labels: float
    left: float
    pitch: float
    heads: float
    losses: float
    boxes: float
    box: float  # height of a box
    gradients: float
    rod: float
    sums: float
    sums_end: float
    cards: float
    cards_end: float

    def middle(self, step: float) -> float:
        """Return the middle of a step's column, from 0; that of the sum is at -1."""
        return self.left + (step + 0.5) * self.pitch if step >= 0 else self.left - 36 * self.k

    @property
    def block(self) -> float:
        """The width of a copy: what the arrows between two leave."""
        gap = min(MOST * self.pitch, max(LEAST * self.pitch, GAP * self.k))
        return max(2.0, self.pitch - gap)


def lay_out(story: Inside, width: float, height: float, look: Look) -> Place:
    """Return the places; the picture is higher than asked for where it needs more room."""
    k, kit = look.k, look.kit(Canvas())
    word, value = 1.9 * kit.size(WORD), 1.9 * kit.size(VALUE)  # heights of lines
    names = max(wide(kit, text, WORD) for text in (element(story.weight), look.say("adds up to"), "∂L/∂hₜ"))
    labels = EDGE * k + names
    left = labels + _SUM * k
    heads = TOP * k + word / 2
    losses = heads + word / 2 + value / 2 + 4 * k
    boxes, box = losses + value / 2 + 20 * k, max(58 * k, 2.4 * value)
    gradients = boxes + box + word / 2
    rod = gradients + word / 2 + 12 * k
    sums, card = rod + 16 * k, max(84 * k, 2.6 * word)
    height = max(height, sums + max(96 * k, 4 * word) + 14 * k + card + FOOT * k)
    cards_end = height - FOOT * k
    return Place(
        k=k,
        width=width,
        height=height,
        labels=labels,
        left=left,
        pitch=min(WIDEST * k, max(1.0, (width - RIGHT * k - left) / max(1, story.steps))),
        heads=heads,
        losses=losses,
        boxes=boxes,
        box=box,
        gradients=gradients,
        rod=rod,
        sums=sums,
        sums_end=cards_end - card - 14 * k,
        cards=cards_end - card,
        cards_end=cards_end,
    )

"""How much of a sequence is in sight: the width of a column, and the first one that is seen."""

from __future__ import annotations

from simulator.render.timeline.layout import Layout, column_width

NOTCH = 1.25  # a column's width grows by so much with each notch
_WIDEST = 480.0  # px
_SAME = 0.1  # as near to the usual width that it is the usual one


def zoomed(place: Layout, notches: float, x: float | None = None) -> tuple[int, float | None]:
    """Return the first column and the width of columns after zooming in by some notches (out, if negative).

    The step at ``x`` stays where it is; by default that in the middle. None stands for the usual width.
    """
    labels = place.metrics.labels
    x = (labels + place.width) / 2 if x is None or x < labels else x
    usual = column_width(place.steps, place.width, place.metrics)
    least = column_width(place.steps, place.width, place.metrics, 0.0)
    wanted = min(max(place.column_width * NOTCH**notches, least), max(_WIDEST, usual))
    crossed = (place.column_width - usual) * (wanted - usual) < 0
    if crossed or abs(wanted / usual - 1) < _SAME:
        wanted = usual
    across = column_width(place.steps, place.width, place.metrics, wanted)
    step = place.first_column + (x - labels) / place.column_width
    first = round(step - (x - labels) / across)
    return max(0, min(first, place.steps - 1)), None if wanted == usual else wanted

"""What the timeline says about where the pointer rests: a number in full, or what can be done with a row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF

from simulator.document.bands import bands_of, title_at
from simulator.render.format import exact
from simulator.render.timeline.rows import Row, read

if TYPE_CHECKING:
    from simulator.gui.views.timeline_view import TimelineView


def tip_at(view: TimelineView, position: QPointF) -> str:
    """Return the words for a point; "" for none."""
    place = view.placed
    k = None if place is None else place.row_at(position.y())
    if place is None or k is None:
        return ""
    column = place.column_at(position.x())
    if column is None:
        return _of_name(view, position)
    row, top = view.rows[k], place.tops[k - place.first_row]
    if row.kind == "title":
        return ""
    if row.kind == "heat":
        share = (position.y() - top - 1) / (place.metrics.of(row) - 3)
        return _number(view, row, min(row.units - 1, max(0, math.floor(share * row.units))), column)
    lines = (_number(view, line, line.unit, column) for line in row.members or (row,))
    return "\n".join(filter(None, lines))


def _number(view: TimelineView, row: Row, unit: int, column: int) -> str:
    """Return one number of a step in full; "" while it is not known, or not to be seen."""
    session = view.session
    run = view.tracks[row.side].source
    if row.signal == "x" and column < run.steps:
        name = f"x{unit + 1}"
    elif column < run.ready and (column < session.cursor.step or session.settings.show_future):
        alone = run.signal(row.signal, 0, 0).shape[1] == 1
        name = row.signal if alone else f"{row.signal}[{unit + 1}]"
    else:
        return ""
    value = float(read(run, row.signal, column, column + 1)[0, unit])
    text = QCoreApplication.translate("TimelineView", "{name} = {value} at step {step}")
    return text.format(name=name, value=exact(value), step=column + 1)


def _of_name(view: TimelineView, position: QPointF) -> str:
    named = view.names.at(position)
    if named is None:
        return ""
    title, tr = title_at(bands_of(view.session.state), named.place), QCoreApplication.translate
    if named.row.kind == "title":
        text = tr("TimelineView", "{name}: click to fold or unfold, drag to move, right button for more")
    else:
        text = tr("TimelineView", "{name}: drag to move, right button for more")
    return text.format(name=title)

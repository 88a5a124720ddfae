"""What the timeline says about where the pointer rests: a number in full, what a word sets, or what a row can do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF

from simulator.document.bands import bands_of, title_at
from simulator.gui.comparing.sides import Running
from simulator.gui.session import Session
from simulator.render.format import exact
from simulator.render.timeline.rows import Row, read

if TYPE_CHECKING:
    from simulator.gui.views.timeline_view import TimelineView

_SHOWN = 16  # places of a word


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
    return tip_of(view.session, row, column, (position.y() - top - 1) / (place.metrics.of(row) - 3))


def tip_of(session: Session, row: Row, column: int, share: float) -> str:
    """Return the words for a step (from 0) of a row; ``share`` is how far down the pointer is in it. "" for nothing."""
    match row.kind:
        case "title":
            return ""
        case "places":
            return _word(session, row, column)
        case "heat":
            unit = min(row.units - 1, max(0, math.floor(share * row.units)))
            return _number(session, row, unit, column)
    return "\n".join(filter(None, (_number(session, line, line.unit, column) for line in row.members or (row,))))


def _number(session: Session, row: Row, unit: int, column: int) -> str:
    """Return one number of a step in full; "" while it is not known, or not to be seen."""
    run = _run_of(session, row)
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


def _run_of(session: Session, row: Row) -> Running:
    return (session.run, *session.sides.runs)[row.side]


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


def _word(session: Session, row: Row, column: int) -> str:
    """Return the word of a step and every input that is not 0, a line each."""
    tr, run = QCoreApplication.translate, _run_of(session, row)
    if column >= run.steps:
        return ""
    encoding, heads = session.state.encoding, run.heads(column, column + 1)
    word = heads[0] if heads else ""
    title = tr("TimelineView", "“{word}” at step {step}") if word else tr("TimelineView", "Step {step}")
    lines = [title.format(word=word, step=column + 1)]
    _, places, numbers = run.set_inputs(column, column + 1)
    for place, number in zip(places[:_SHOWN].tolist(), numbers[:_SHOWN].tolist(), strict=True):
        name = encoding.name(place) if encoding is not None else ""
        lines.append(f"x{place + 1} = {exact(number)}   {name}")
    if len(places) > _SHOWN:
        lines.append(tr("TimelineView", "and {count} more").format(count=len(places) - _SHOWN))
    if not len(places):
        remark = encoding.remark(word) if encoding is not None and word else ""
        lines.append(remark or tr("TimelineView", "No input is set."))
    return "\n".join(lines)

"""What the timeline says of the field that the pointer rests on: its number in full, or all that a word sets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from simulator.gui.session import Session
from simulator.render.format import exact
from simulator.render.timeline.rows import Row

_SHOWN = 16  # places of a word


def tip_of(session: Session, row: Row, column: int, share: float) -> str:
    """Return the words for a step (from 0) of a row; ``share`` is how far down the pointer is in it. "" for nothing."""
    if row.kind in ("title", "overlay"):
        return ""
    if row.kind == "places":
        return _word(session, column)
    unit = min(row.units - 1, max(0, int(share * row.units))) if row.kind == "heat" else row.unit
    if row.signal == "x":
        value, name = float(session.inputs(column, column + 1)[0, unit]), f"x{unit + 1}"
    elif column < session.ready and (column < session.cursor.step or session.settings.show_future):
        value = float(session.signal(row.signal, column, column + 1)[0, unit])
        name = row.signal if session.sizes[row.signal] == 1 else f"{row.signal}[{unit + 1}]"
    else:
        return ""
    text = QCoreApplication.translate("TimelineView", "{name} = {value} at step {step}")
    return text.format(name=name, value=exact(value), step=column + 1)


def _word(session: Session, column: int) -> str:
    """Return the word of a step and every input that is not 0, a line each."""
    tr = QCoreApplication.translate
    encoding, heads = session.state.encoding, session.heads(column, column + 1)
    word = heads[0] if heads else ""
    title = tr("TimelineView", "“{word}” at step {step}") if word else tr("TimelineView", "Step {step}")
    lines = [title.format(word=word, step=column + 1)]
    _, places, numbers = session.set_inputs(column, column + 1)
    for place, number in zip(places[:_SHOWN].tolist(), numbers[:_SHOWN].tolist(), strict=True):
        name = encoding.name(place) if encoding is not None else ""
        lines.append(f"x{place + 1} = {exact(number)}   {name}")
    if len(places) > _SHOWN:
        lines.append(tr("TimelineView", "and {count} more").format(count=len(places) - _SHOWN))
    if not len(places):
        remark = encoding.remark(word) if encoding is not None and word else ""
        lines.append(remark or tr("TimelineView", "No input is set."))
    return "\n".join(lines)

"""What a timeline shows of a session: the rows of all its runs, and the columns in sight that are marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from simulator.document.bands import Band, Bands, Choice, usual_signals
from simulator.engine.finding.differences import differ
from simulator.gui.comparing.sides import Running, pairs
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.vocabulary import timeline_word
from simulator.render.comparing.rows import in_order, together
from simulator.render.timeline.bands import chosen_rows
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.rows import Row, timeline_rows


def rows_of(session: Session, show: tuple[str, ...], bands: Bands | None = None) -> tuple[Row, ...]:
    """Return the rows of the document's run and of those beside it.

    ``bands``: what a person has chosen; without them ``show``: which signals, or () for the usual.
    """
    runs = (session.run, *session.sides.runs)
    found = [_rows_of_run(session, run, show, bands) for run in runs]
    if len(runs) == 1:
        return found[0]
    own = session.run.tracer.sequence
    same = [run.tracer.sequence is own for run in runs[1:]]
    alike = session.sides.alike(session.run)
    return together(found, same, alike) if bands is None else in_order(found, same, alike)


def _rows_of_run(session: Session, run: Running, show: tuple[str, ...], bands: Bands | None) -> tuple[Row, ...]:
    layer, state = run.layer, session.state

    def make(show: Iterable[str], **ways: Any) -> tuple[Row, ...]:
        shown = tuple(name for name in show if name in layer.cell.signals)
        return timeline_rows(
            layer.cell,
            layer.inputs,
            run.sizes,
            run.extent,
            state.labels,
            shown,
            state.scale,
            LANGUAGE,
            timeline_word,
            **ways,
        )

    if bands is None:
        return make(show)
    known = {name for band in bands for name in band.signals}
    more = (Band((Choice(name),)) for name in usual_signals(state, layer) if name not in known)  # of another cell
    return chosen_rows((*bands, *more), make)


def columns_of(hits: np.ndarray, place: Layout) -> tuple[int, ...]:
    """Return the columns in sight among rising ones; few more than there are pixels."""
    return _a_pixel_each(place, hits[np.searchsorted(hits, place.first_column) : np.searchsorted(hits, place.stop)])


def differing_columns(session: Session, place: Layout) -> tuple[int, ...]:
    """Return the columns in sight at which the runs that are compared differ."""
    if not session.sides.runs:
        return ()
    stop = min(place.stop, session.last)
    seen = np.flatnonzero(differ(pairs(session.run, session.sides.runs), place.first_column, stop))
    return _a_pixel_each(place, seen + place.first_column)


def _a_pixel_each(place: Layout, columns: np.ndarray) -> tuple[int, ...]:
    """Return columns that are to be marked, no two of them in one pixel."""
    if place.column_width < 1:
        columns = np.unique(np.floor(columns * place.column_width) / place.column_width).astype(np.int64)
    return tuple(columns.tolist())

"""What a timeline shows of a session: the rows of all its runs, and the columns in sight that are marked."""

from __future__ import annotations

from functools import partial

import numpy as np

from simulator.document.bands import bands_beside, chosen_bands, usual_signals
from simulator.engine.finding.differences import differ
from simulator.gui.comparing.sides import Running, pairs
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.vocabulary import timeline_word
from simulator.render.comparing.rows import in_order, together
from simulator.render.timeline.bands import chosen_rows
from simulator.render.timeline.layout import Layout
from simulator.render.timeline.rows import Row, places_of, timeline_rows


def rows_of(session: Session, sums: bool = True) -> tuple[Row, ...]:
    """Return the rows of the document's run and of those beside it: what a person has chosen, or what is usual.

    Without ``sums``: gates, memories and outputs, whatever a lesson shows.
    """
    runs = (session.run, *session.sides.runs)
    found = [_rows_of_run(session, run, sums) for run in runs]
    if len(runs) == 1:
        return found[0]
    own = session.run.tracer.sequence
    same = [run.tracer.sequence is own for run in runs[1:]]
    alike = session.sides.alike(session.run)
    return together(found, same, alike) if chosen_bands(session.state) is None else in_order(found, same, alike)


def _rows_of_run(session: Session, run: Running, sums: bool) -> tuple[Row, ...]:
    layer, state = run.layer, session.state
    bands = bands_beside(state, layer)
    make = partial(
        timeline_rows,
        layer.cell,
        layer.inputs,
        run.sizes,
        run.extent,
        state.labels,
        scale=state.scale,
        language=LANGUAGE,
        say=timeline_word,
        places=places_of(state.encoding, state.labels, LANGUAGE),
    )
    if bands is not None:
        return chosen_rows(bands, make)
    return make(show=usual_signals(state, layer)) if sums else make()


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

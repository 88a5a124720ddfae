"""The timeline pane: the picture of all steps, its scroll bars, and going to a step with the pointer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QScrollBar, QWidget

from simulator.document.bands import chosen_bands
from simulator.gui.rows.names import Names
from simulator.gui.search import Search
from simulator.gui.session import Session
from simulator.gui.timeline.canvas import TimelineCanvas
from simulator.gui.timeline.contents import columns_of, differing_columns, rows_of
from simulator.gui.timeline.fields import Fields
from simulator.gui.timeline.input_rows import has_fields, row_of_input
from simulator.gui.timeline.overview_strip import OverviewStrip
from simulator.gui.timeline.pointing import Pointing
from simulator.gui.timeline.selection import Block, BlockSelection
from simulator.gui.timeline.zoom import zoomed
from simulator.render.timeline import Look, timeline
from simulator.render.timeline.layout import Layout, lay_out, projected_within
from simulator.render.timeline.overview import HEIGHT, overview, row_of_strip, whole
from simulator.render.timeline.rows import COMPACT, DESKTOP, Metrics, Row, Track, projected

_HIGH, _LOW, _PROJECTED = 272, 200, 328  # px: height of the pane at most
_AT_A_GLANCE = 12  # steps that stand side by side with their numbers
_BELOW = 3  # px below the last row
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class TimelineView(QWidget):
    """Shows the columns that are in sight; inputs are edited in place, see ``Fields``."""

    def __init__(self, session: Session, search: Search, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.search = search
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(QCoreApplication.translate("TimelineView", "Timeline"))
        self.canvas = TimelineCanvas(self)
        self.strip = OverviewStrip(self)
        self.selection = BlockSelection(self)
        self.selection.changed.connect(self.draw)
        self.across = QScrollBar(Qt.Orientation.Horizontal, self)
        self.down = QScrollBar(Qt.Orientation.Vertical)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.canvas, 0, 0)
        grid.addWidget(self.down, 0, 1)
        grid.addWidget(self.strip, 1, 0, 1, 2)
        self.across.hide()  # the strip stands for it
        self.typing = True  # whether a digit begins to edit
        self._compact = False
        self._stage = 0.0
        self._metrics: Metrics = DESKTOP
        self._rows: tuple[Row, ...] = ()
        self._beside: tuple[Track, ...] = ()  # what the rows are of, beside the document
        self._layout: Layout | None = None
        self._pitch: float | None = None  # px of a column where it has been zoomed
        self._strip_shows: tuple[object, ...] = ()
        self.fields = Fields(self)
        self.editor = self.fields.numbers
        self.across.valueChanged.connect(self.draw)
        self.down.valueChanged.connect(self.draw)
        self.canvas.resized.connect(self.refresh)
        self.names = Names(self)
        self.pointing = Pointing(self)
        self.strip.wanted.connect(self.show_around)
        self.strip.zoomed.connect(lambda notches: self.zoom(notches) if notches else self.zoom_whole())
        search.changed.connect(self._on_marks)
        session.cursor.moved.connect(self._on_moved)
        session.changed.connect(self.refresh)
        session.opened.connect(self._on_opened)
        session.view_changed.connect(self.refresh)
        session.traced.connect(self.refresh)
        session.selected_changed.connect(self._on_marks)
        session.settings_changed.connect(self.refresh)

    @property
    def pitch(self) -> float | None:
        """The width of a column in px where it has been zoomed; None for the usual one."""
        return self._pitch

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, from the top."""
        return self._rows

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The runs that the rows are of."""
        return Track(self.session, self.session.cell), *self._beside

    @property
    def placed(self) -> Layout | None:
        """Where rows and columns stand at the moment."""
        return self._layout

    def set_compact(self, compact: bool) -> None:
        """Take the low rows for small screens, or the usual ones."""
        if compact != self._compact:
            self._compact = compact
            self.refresh()

    def set_stage(self, scale: float) -> None:
        """Take the sizes of a projection, so many times as large as its stage; 0 for those of a desk."""
        if scale != self._stage:
            self._stage = scale
            self.refresh()

    def _fit_height(self, needed: float) -> None:
        """Be as high as the rows, and no higher than the window can spare: then they scroll."""
        most = round(_PROJECTED * self._stage) if self._stage else _LOW if self._compact else _HIGH
        self.setFixedHeight(min(most, round(needed) + _BELOW) + self._bar_height())

    def _bar_height(self) -> int:
        """What the strip of the whole sequence takes; a projection shows none."""
        return round(HEIGHT) if self._has_strip else 0

    @property
    def _has_strip(self) -> bool:
        """Whether there is more than is in sight, or less shown of each step than usual."""
        return (self.across.maximum() > 0 or self._pitch is not None) and not self._stage

    # -- zooming

    def zoom(self, notches: float, x: float | None = None) -> None:
        """Show fewer steps, or more if negative, around x; by default around the current step, if it is in sight."""
        place = self._layout
        if place is None:
            return
        now = self.session.cursor.step - 1
        if x is None and place.first_column <= now < place.stop:
            x = place.left(now) + place.column_width / 2
        first, self._pitch = zoomed(place, notches, x)
        self._show_from(first)

    def zoom_whole(self) -> None:
        """Show all steps at once."""
        self._pitch = 0.0
        self._show_from(0)

    def zoom_usual(self) -> None:
        """Show columns with their numbers again, around the current step."""
        self._pitch = None
        self.show_around(self.session.cursor.step - 1)

    def _show_from(self, first: int) -> None:
        self.refresh(follow=False)
        self.across.setValue(first)
        self.draw()

    def show_around(self, step: int) -> None:
        """Scroll so that a step (from 0) is in the middle."""
        self.refresh(follow=False)
        self.across.setValue(step - self.across.pageStep() // 2)
        self.draw()

    def refresh(self, *_news: object, follow: bool = True) -> None:
        """Take rows and lengths anew, and draw."""
        self._strip_shows = ()
        session = self.session
        block = self.selection.block
        if block is not None and (kept := block.within(session.steps, session.layer.inputs)) != block:
            self.selection.choose(kept)
        self._beside = session.sides.tracks()
        self._rows = rows_of(session)
        self.selection.together = session.layer.inputs if self.fields.one_row else 0
        self._metrics = COMPACT if self._compact else DESKTOP
        if self._stage:
            room = _PROJECTED * self._stage
            self._metrics = projected(self._rows, self._stage)
            if chosen_bands(session.state) is not None:
                self._metrics = projected_within(self._rows, session.last, room, self._stage)
            elif lay_out(self._rows, session.last, 1e4, 1e9, self._metrics).bottom > room:
                self._rows = rows_of(session, sums=False)  # the sums have no room, and stand in the diagram
        size = self.canvas.viewport().size()
        tall = lay_out(self._rows, session.last, size.width(), 1e9, self._metrics, pitch=self._pitch)
        _fit(self.across, session.last - tall.whole_columns, tall.whole_columns)
        self._fit_height(tall.bottom)
        height = self.height() - self._bar_height()
        fits = lay_out(self._rows, session.last, size.width(), height, self._metrics)
        rows_seen = len(fits.tops) - 1
        _fit(self.down, len(self._rows) - rows_seen, rows_seen)
        self.down.setVisible(self.down.maximum() > 0 and not self._stage)
        self.strip.setVisible(self._has_strip)
        if follow:
            self._follow()
        self.draw()
        self.fields.refresh()

    def draw(self) -> None:
        """Draw what is in sight."""
        session = self.session
        size = self.canvas.viewport().size()
        first, top, metrics = self.across.value(), self.down.value(), self._metrics
        sizes = size.width(), size.height(), metrics, first, top
        self._layout = lay_out(self._rows, session.last, *sizes, self._pitch)
        cursor, settings, loop = session.cursor, session.settings, session.clock.loop
        picture = timeline(
            session,
            session.cell,
            self._rows,
            cursor.step,
            cursor.phase,
            size.width(),
            size.height(),
            first,
            top,
            metrics,
            Look(
                settings.show_future,
                session.exact,
                self.fields.marked(cursor.step) if self.hasFocus() else None,
                self._selected_rows(),
                columns_of(self.search.hits, self._layout),
                None if loop is None else (loop[0] - 1, loop[1]),
                differing_columns(session, self._layout),
                self.names.row,
            ),
            self._pitch,
            self._beside,
        )
        self.canvas.show_picture(picture, session.theme)
        self._draw_strip()
        self.fields.place()

    def _on_marks(self) -> None:
        self.refresh(follow=False)  # it may be told of a change of the document before this pane is

    def _selected_rows(self) -> tuple[int, int, int, int] | None:
        """Return the selected block as rows and columns of the picture."""
        block = self.selection.block
        if block is None:
            return None
        seen = [k for k, row in enumerate(self._rows) if has_fields(row)]
        rows = [k for k in seen if self._rows[k].kind != "input" or block.first <= self._rows[k].unit <= block.last]
        return (rows[0], rows[-1], block.start, block.stop) if rows else None

    def _draw_strip(self) -> None:
        """Draw the whole sequence."""
        seen, session = self._layout, self.session
        if seen is None or not self._has_strip or not self._rows:
            return
        row = row_of_strip(self._rows, session.selected)
        now = session.cursor.step - 1
        known = (row, seen, now, session.theme, session.ready)
        if known != self._strip_shows:  # it does not move within a step
            self._strip_shows = known
            self.strip.whole = whole(row, session.last, seen.width, self._metrics)
            picture = overview(session, session.cell, row, seen, now, self._metrics, self.search.hits)
            self.strip.show_picture(picture, session.theme)

    def edit(self, number: int, step: int, text: str | None = None) -> None:
        """Edit an input (from 0) at a step (from 1), beginning with a typed text."""
        self.fields.edit(number, step, text)

    # -- time

    def _on_moved(self) -> None:
        if not self._follow():
            self.draw()

    def _on_opened(self) -> None:
        self.fields.close()
        compared = bool(self.session.state.sides) and self.session.last > _AT_A_GLANCE
        self._pitch = 0.0 if compared else None  # what is compared makes its point as a whole
        self.selection.choose(None)
        self.across.setValue(0)
        self.down.setValue(0)

    def _follow(self) -> bool:
        """Scroll so that the current column is in sight; True if that drew everything."""
        before = self.across.value()
        self.bring_into_sight(None, self.session.cursor.step - 1)
        return self.across.value() != before

    def bring_into_sight(self, row: int | None, column: int) -> None:
        """Scroll to a step, from 0, and to the row of an input."""
        page = self.across.pageStep()
        first = self.across.value()
        if column < first:
            self.across.setValue(column)
        elif column >= first + page:
            self.across.setValue(column - page + 1)
        row = None if row is None else row_of_input(self._rows, row)
        if row is not None and not self.down.value() <= row < self.down.value() + self.down.pageStep():
            self.down.setValue(row)

    # -- keys

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which field the keyboard is on."""
        super().focusInEvent(event)
        self.draw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.draw()

    def _select_by_keys(self, event: QKeyEvent) -> bool:
        """Ctrl and Shift with an arrow make the selected block larger or smaller; Ctrl+A selects all."""
        way = _ARROWS.get(Qt.Key(event.key()))
        session, held = self.session, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if way is None or held != Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier:
            return False
        size = session.steps, session.layer.inputs
        self.selection.grow(*way, (session.cursor.step - 1, self.editor.row), size)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of a row's name."""
        self.names.open_menu(event)

    def select_all(self) -> None:
        """Select all inputs of all steps."""
        self.selection.choose(Block(0, self.session.steps, 0, self.session.layer.inputs - 1))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit begins to edit; Enter edits the first input; the rest is the window's."""
        text = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not self.typing:
            event.ignore()
        elif text and plain and (text.isdigit() or text in "-−.,"):
            self.fields.type(text)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fields.type()
        elif self._select_by_keys(event) or self.names.press_key(event):
            event.accept()
        else:
            event.ignore()


def _inside(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    """Return where an editor stands in a field."""
    return x + 5, y, width - 10, height


def _fit(bar: QScrollBar, last: int, page: int) -> None:
    bar.blockSignals(True)
    bar.setPageStep(max(1, page))
    bar.setRange(0, max(0, last))
    bar.blockSignals(False)

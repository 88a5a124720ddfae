"""The pane at the right: everything about the selected signal, and with none selected about the whole sequence."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from simulator.engine import Explained
from simulator.engine.overflow import Overflow, first_overflow
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.controls.tabs import Tabs
from simulator.gui.inspecting.course_page import CoursePage
from simulator.gui.inspecting.margins_page import MarginsPage
from simulator.gui.inspecting.now_page import NowPage
from simulator.gui.inspecting.sum_page import SumPage
from simulator.gui.parameters.panel import ParameterPanel
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.words import signal_words
from simulator.paint.fonts import font
from simulator.paint.text import text_width
from simulator.render import card
from simulator.render.format import four, short

WIDTH = 320
_PADDING = 24
_ROOM = WIDTH - 2 * _PADDING
_LOW = 600  # px of height below which all is smaller


class Inspector(QWidget):
    """Shows the selected signal on three pages: now, its sum, its course; without a selection the margins."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(QCoreApplication.translate("Inspector", "Inspector"))
        self._shown: tuple[object, ...] = ()
        self._low = False
        self._keys: list[QWidget] = []  # where Tab goes
        self._fitted: tuple[object, ...] = ()  # what the plot's height was made for
        self._overflow: Overflow | None = None
        tr = QCoreApplication.translate
        self.hint = QLabel(tr("Inspector", "Click a part of the cell to see its equation, numbers and weights here."))
        self.hint.setWordWrap(True)
        self.hint.setFont(font(13, 500))
        self.hint.setForegroundRole(QPalette.ColorRole.LinkVisited)
        self.overflow = QPushButton()
        self.overflow.setAccessibleName(tr("Inspector", "Where the numbers overflow"))
        self.overflow.clicked.connect(self._go_to_overflow)
        self.overflow.hide()
        self.margins_title = QLabel(tr("Inspector", "The whole sequence"))
        self.margins_title.setFont(font(19, 700))
        self.margins = MarginsPage(session)
        self.heading = PictureLabel()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.units = QComboBox()
        self.units.setAccessibleName(tr("Inspector", "Unit"))
        self.units.activated.connect(lambda unit: session.select(session.selected, unit))
        self.tabs = Tabs()
        self.tabs.set_slim(True)
        self.tabs.setAccessibleName(tr("Inspector", "What is shown of it"))
        for title in (tr("Inspector", "Now"), tr("Inspector", "Sum"), tr("Inspector", "Over time")):
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(self.refresh)
        self.parameters: ParameterPanel | None = None  # made when it is first asked for
        self.now = NowPage(session, _ROOM)
        self.now.more.clicked.connect(self.open_parameters)
        self.sum = SumPage(session, _ROOM)
        self.course = CoursePage(session, _ROOM)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setFont(font(13, 500))
        self.message.hide()
        for page in (self.now, self.sum):
            page.refused.connect(self._say)
        self._arrange()
        self._later = QTimer(self)  # the margins of many edits in one turn are computed once
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_margins)
        self._next = QTimer(self)  # a step is painted in diagram and timeline before its numbers stand here
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._catch_up)
        session.cursor.moved.connect(self._on_moved)
        session.changed.connect(self._on_numbers)
        session.traced.connect(self._on_numbers)
        session.selected_changed.connect(self.refresh)
        session.settings_changed.connect(self.refresh)
        self._on_numbers()

    def _arrange(self) -> None:
        self.page = QWidget()
        self._column = column = QVBoxLayout(self.page)
        column.setContentsMargins(_PADDING, 24, _PADDING, 16)
        column.setSpacing(12)
        self._of_signal = (self.heading, self.sentence, self.tabs)
        self._of_sequence = (self.margins_title, self.hint, self.margins)
        for widget in (
            self.margins_title,
            self.hint,
            self.heading,
            self.sentence,
            self.units,
            self.tabs,
            self.overflow,
            self.now,
            self.sum,
            self.course,
            self.margins,
            self.message,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(self.page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scroll_area, 1)

    def open_parameters(self) -> None:
        """Open the window of all parameters at those of the selected signal; it stays beside this one."""
        if self.parameters is None:
            self.parameters = ParameterPanel(self.session, self.window())
        if self.session.selected:
            self.parameters.show_signal(self.session.selected)
        self.parameters.show()
        self.parameters.raise_()
        self.parameters.activateWindow()
        self.parameters.grid.setFocus()

    def edit_weights(self) -> bool:
        """Give the keyboard to the first weight of the selected signal; False if it has none."""
        if not self.session.selected:
            return False
        self.tabs.setCurrentIndex(0)
        self.refresh()
        fields = self.now.weights.fields if self.now.weights.isVisibleTo(self) else []
        if fields:
            fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(fields)

    def refresh(self) -> None:
        """Show the selected signal at the present step, or the margins."""
        session = self.session
        name = session.selected
        now = session.explained(session.cursor.step) if name else None
        for widget in self._of_signal:
            dropped = self._low and widget is self.sentence and not (now is not None and name in now.held)
            widget.setVisible(now is not None and not dropped)
        for part in self._of_sequence:
            part.setVisible(not name)
        pages = (self.now, self.sum, self.course)
        page = pages[self.tabs.currentIndex()]
        for other in pages:
            other.setVisible(other is page and now is not None)
        self.units.setVisible(now is not None and session.sizes[name] > 1)
        self._show_overflow()
        if now is None:
            self._shown = ()
            if not name:
                self._later.start()
            return
        self._shown = (session.cursor.step,)
        told = signal_words(session.cell, name, session.state.labels, LANGUAGE)
        words = f"{told.title}, {name}, {told.place}"
        role = session.cell.roles[name]
        self.heading.show_picture(
            card.heading(name, role, told.title, told.place, _ROOM, text_width), session.theme, words
        )
        self.heading.setToolTip(told.sentence)
        self.sentence.setText(self._held(now, name) or told.sentence)
        self._show_units(name, session.unit)
        fitted = (name, session.cell, session.theme.name, self.height(), self._overflow is None)
        if page is self.now and fitted != self._fitted:
            self._fitted = fitted
            self.now.shrink(0)
            page.show_step(now, name, session.unit)
            self.now.shrink(self._needed() - self.height())
        page.show_step(now, name, session.unit)
        self._order_keys(page.keyboard())

    def _held(self, now: Explained, name: str) -> str:
        """Say that a unit is held, and what its equation gives; "" where it is not."""
        unit = min(self.session.unit, len(now[name]) - 1)
        if unit not in now.held.get(name, ()):
            return ""
        text = QCoreApplication.translate("Inspector", "Held at {value} at this step. Its equation gives {other}.")
        return text.format(value=short(float(now[name][unit])), other=four(float(now.by_equation(name)[unit])))

    def _order_keys(self, widgets: list[QWidget]) -> None:
        """Have Tab go through what a page shows, after the tabs; fields come and go with the selection."""
        order = [self.units, self.tabs, self.overflow, *widgets]
        if order != self._keys:
            self._keys = order
            for first, second in pairwise(order):
                QWidget.setTabOrder(first, second)

    def _needed(self) -> int:
        """Return the height that all needs which is to be seen."""
        self.now.weights.updateGeometry()  # Qt keeps the sizes of parts until they are laid out
        layout = self.now.layout()
        if layout is not None:
            layout.invalidate()
        self.now.updateGeometry()
        self._column.invalidate()
        column = self._column
        return column.totalHeightForWidth(WIDTH) if column.hasHeightForWidth() else column.totalSizeHint().height()

    def _show_units(self, name: str, unit: int) -> None:
        size = self.session.sizes[name]
        if self.units.count() != size:
            self.units.clear()
            text = QCoreApplication.translate("Inspector", "Unit {n} of {count}")
            self.units.addItems([text.format(n=k + 1, count=size) for k in range(size)])
        self.units.setCurrentIndex(unit)

    def _show_margins(self) -> None:
        if not self.session.selected and self.session.ready == self.session.steps:
            self.margins.refresh()
            self._order_keys(self.margins.keyboard())

    def _on_moved(self) -> None:
        if self.session.selected and self._shown != (self.session.cursor.step,):
            self._next.start()

    def _catch_up(self) -> None:
        if self.session.selected and self._shown != (self.session.cursor.step,):
            self.refresh()

    def _on_numbers(self) -> None:
        """The trace is new."""
        session = self.session
        self.course.forget()
        if session.ready == session.steps:  # a long sequence is looked through once, when it is done
            self._overflow = first_overflow(
                {name: session.signal(name, 0, session.steps) for name in session.cell.signals}
            )
        elif self._overflow is not None and self._overflow.signal not in session.cell.signals:
            self._overflow = None
        self.refresh()

    def _show_overflow(self) -> None:
        found = self._overflow
        self.overflow.setVisible(found is not None)
        if found is not None:
            name = found.signal if self.session.sizes[found.signal] == 1 else f"{found.signal}[{found.unit + 1}]"
            text = QCoreApplication.translate("Inspector", "{name} becomes {value} at step {step}")
            self.overflow.setText(text.format(name=name, value=short(found.value), step=found.step))
            self.overflow.setToolTip(
                QCoreApplication.translate(
                    "Inspector",
                    "The numbers grew beyond what the computer can hold. Go to the step where they first did.",
                )
            )

    def _go_to_overflow(self) -> None:
        if self._overflow is not None:
            self.session.select(self._overflow.signal, self._overflow.unit)
            self.session.clock.jump(self._overflow.step)

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(self.message.foregroundRole(), QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as the pane, and draw closer together where it is low."""
        super().resizeEvent(event)
        self.page.setFixedWidth(event.size().width())
        height = event.size().height()
        low = height < _LOW
        self.sum.set_height(height, low)
        if low != self._low:
            self._low = low
            self.now.set_low(low)
            self._column.setSpacing(4 if low else 12)
            self._column.setContentsMargins(_PADDING, 14 if low else 24, _PADDING, 4 if low else 16)
        self.refresh()
        for layout in (self.now.layout(), self.sum.layout(), self._column):  # the bar must not come for a moment
            if layout is not None:
                layout.activate()

"""The view that compares: the document and what runs beside it, step by step, and a line that lists what differs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QHideEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from simulator.engine import Explained
from simulator.engine.finding.differences import next_difference
from simulator.gui.comparing.side_pane import LEAST, SidePane
from simulator.gui.comparing.sides import Running, pairs, shown_sides
from simulator.gui.picture_view import PictureView
from simulator.gui.session import Session
from simulator.gui.view_stack import WideView
from simulator.gui.vocabulary import picture_word
from simulator.paint.fonts import font
from simulator.render.comparing.differences import Difference, differences
from simulator.render.comparing.listing import BEFORE, HEIGHT, NEXT, listing

MOST = 3  # runs on show


class CompareView(WideView):
    """Shows up to three runs. ``asked`` asks for a command by its id: a branch, another cell, weights, a sequence."""

    asked = Signal(str)
    hold_asked = Signal(int)  # hold something in a side as well: its key

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName(QCoreApplication.translate("CompareView", "Comparison"))
        self._known: tuple[tuple[Explained | None, ...], tuple[Difference, ...]] = ((), ())
        self._gap: tuple[int | None, int | None] | None = None  # between two steps that differ nothing does
        self.panes = [SidePane(session, k, partial(self._run, k), self.differing) for k in range(MOST)]
        self.offer = _Offer()
        self.offer.asked.connect(self.asked)
        self.list = PictureView()
        self.list.setFixedHeight(round(HEIGHT))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(QCoreApplication.translate("CompareView", "What differs at this step"))
        self.list.clicked.connect(self._on_clicked)
        row = QHBoxLayout()
        row.setSpacing(0)
        for pane in self.panes:
            row.addWidget(pane, 1)
            pane.hold_asked.connect(self.hold_asked)
        row.addWidget(self.offer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.list)
        self.setFocusProxy(self.panes[0].diagram)
        for signal in (session.changed, session.traced):
            signal.connect(self._forget)
        for signal in (session.cursor.moved, session.changed, session.traced, session.settings_changed):
            signal.connect(self.refresh)
        self.refresh()

    # -- what is shown

    def _run(self, number: int) -> Running | None:
        """Return the run of a pane; None if it has none, or what it shows does not run."""
        if number == 0:
            return self.session.run
        sides = shown_sides(self.session.state)
        if number > len(sides):
            return None
        return next((run for run in self.session.sides.runs if run.key == sides[number - 1].key), None)

    def found(self) -> tuple[Difference, ...]:
        """Return what differs at the present step."""
        step = self.session.cursor.step
        runs = [run.explained(step) if (run := self._run(k)) is not None else None for k in range(MOST)]
        shown = tuple(runs[: 1 + len(shown_sides(self.session.state))])
        known = self._known[0]
        if len(known) != len(shown) or any(one is not two for one, two in zip(known, shown, strict=True)):
            self._known = shown, differences(shown)
        return self._known[1]

    def differing(self) -> set[str]:
        """Return the signals that differ at the present step."""
        return {one.signal for one in self.found()}

    def refresh(self, *_news: object) -> None:
        """Follow the document and the cursor."""
        if not self.isVisible():
            return
        session = self.session
        sides = shown_sides(session.state)
        for pane in self.panes:
            side = sides[pane.number - 1] if 0 < pane.number <= len(sides) else None
            seen = pane.number == 0 or side is not None
            pane.setVisible(seen)
            if seen:
                pane.refresh(side)
        self.offer.setVisible(not sides)
        self._list()

    def _list(self) -> None:
        session, found = self.session, self.found()
        before, following = self._near(bool(found))
        picture = listing(session.cell, found, self.width(), before, following, session.exact, picture_word)
        self.list.setVisible(bool(shown_sides(session.state)))
        self.list.show_picture(picture, session.theme)

    def _near(self, differs: bool) -> tuple[int | None, int | None]:
        """Return the step before at which something differs, and the next one; within a gap they stay the same."""
        step, gap = self.session.cursor.step, self._gap
        if gap is not None and not differs and (gap[0] or 0) < step and (gap[1] is None or step < gap[1]):
            return gap
        every = pairs(self.session.run, self.session.sides.runs)
        near = next_difference(every, step, -1), next_difference(every, step)
        self._gap = None if differs else near
        return near

    def _forget(self, *_news: object) -> None:
        self._gap = None

    def go(self, way: int) -> None:
        """Go to the next step at which something differs, or to the one before."""
        step = self._near(bool(self.found()))[1 if way > 0 else 0]
        if step is not None:
            self.session.clock.jump(step)
        else:
            words = QCoreApplication.translate("CompareView", "Nothing differs at any other step on that side.")
            self.session.refused.emit(words)

    def _on_clicked(self, target: str) -> None:
        if target in (BEFORE, NEXT):
            self.go(1 if target == NEXT else -1)
        else:
            self.session.select(target)

    # -- events

    def room_needed(self) -> int:
        """As wide as its diagrams side by side; where it is narrower, they scroll."""
        return LEAST.width() * max(2, 1 + len(shown_sides(self.session.state)))

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed meanwhile."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no steps that nobody sees."""
        super().hideEvent(event)
        self._known = ((), ())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the list anew."""
        super().resizeEvent(event)
        self.refresh()


class _Offer(QWidget):
    """Stands beside the document while nothing else does: what it can be compared with."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        tr = QCoreApplication.translate
        title = QLabel(tr("CompareView", "Beside it, step by step"))
        title.setFont(font(19, 700))
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 24, 48, 24)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(title)
        self.buttons: dict[str, QPushButton] = {}
        for identity, text, hint in (
            ("what_if", tr("CompareView", "What if…"), tr("CompareView", "a signal is held at a value")),
            ("compare_cell", tr("CompareView", "Another cell…"), tr("CompareView", "on the same inputs")),
            ("compare_weights", tr("CompareView", "The weights as they are now"), tr("CompareView", "then edit them")),
            ("compare_sequence", tr("CompareView", "Another sequence…"), tr("CompareView", "through the same cell")),
        ):
            button = self.buttons[identity] = QPushButton(text)
            button.setMinimumHeight(36)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._ask, identity))
            words = QLabel(hint)
            words.setForegroundRole(QPalette.ColorRole.LinkVisited)
            words.setFont(font(13, 500))
            line = QHBoxLayout()
            line.setSpacing(14)
            line.addWidget(button, 1)
            line.addWidget(words, 1)
            column.addLayout(line)
        column.addStretch(2)

    def _ask(self, identity: str, _checked: bool = False) -> None:
        self.asked.emit(identity)

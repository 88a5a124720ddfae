"""One run in the view that compares: its letter and name, what can be done with it, and its diagram with marks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simulator.document import Edit, State
from simulator.document.side_edits import drop, hold_title, keep, release, rename, show, why_not
from simulator.document.state import Side
from simulator.gui.comparing.sides import Running
from simulator.gui.controls.buttons import IconButton
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.views.diagram_view import DiagramView
from simulator.paint.fonts import font
from simulator.render.comparing import LETTERS
from simulator.render.comparing.marks import marked
from simulator.render.diagram import diagram
from simulator.render.primitives import Group, Picture
from simulator.render.timeline.names import badge
from simulator.render.view import CellView
from simulator.tables import words

LEAST = QSize(600, 372)  # px that a diagram needs to be read; where there is less, it scrolls
_HEAD = 36


class SideDiagram(DiagramView):
    """The diagram of a run: what differs from the others has a dashed frame, what is held a padlock."""

    def __init__(self, session: Session, run: Callable[[], Running | None], differing: Callable[[], Collection[str]]):
        self._run, self._differing = run, differing
        super().__init__(session)

    def moment(self) -> CellView | None:
        """Return the present step of the run."""
        run = self._run()
        return None if run is None else self.session.view(run)

    def draw(self, view: CellView, width: int, height: int) -> Picture:
        """Return the diagram with its marks."""
        size = max(width, LEAST.width()), max(height, LEAST.height())
        picture = diagram(view, self.session.cursor.phase, *size)
        k = 1.4 if self.session.projecting else 1.0
        return marked(picture, self._differing(), view.now.held, k)

    def drawn(self) -> None:
        """The document's run is told by its own diagram."""
        if self.editable:
            super().drawn()


class SidePane(QWidget):
    """A side, or the document itself if its number is 0. ``hold_asked`` asks to hold something in it."""

    hold_asked = Signal(int)  # the key of the side

    def __init__(
        self, session: Session, number: int, run: Callable[[], Running | None], differing: Callable[[], Collection[str]]
    ) -> None:
        super().__init__()
        self.session, self.number, self._run = session, number, run
        tr = QCoreApplication.translate
        self.letter = PictureLabel()
        self.title = QLabel()
        self.title.setFont(font(14.5, 700))
        self.title.setMinimumWidth(40)
        self.keep = QPushButton(tr("SidePane", "Keep"))
        self.keep.setToolTip(tr("SidePane", "Go on with this: it becomes the document"))
        self.keep.setFixedHeight(26)
        self.keep.setFont(font(13, 600))
        self.keep.setStyleSheet("min-height: 0; padding: 0 12px;")
        self.keep.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.keep.clicked.connect(lambda: self._try(keep))
        self.more = IconButton("down", side=30)
        self.more.setToolTip(tr("SidePane", "What can be done with it"))
        self.more.setAccessibleName(self.more.toolTip())
        self.more.clicked.connect(self._show_menu)
        self.close_button = IconButton("close", side=30)
        self.close_button.setToolTip(tr("SidePane", "Drop it"))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        self.close_button.clicked.connect(lambda: self._try(drop))
        self.diagram = SideDiagram(session, run, differing)
        self.diagram.editable = number == 0
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setFont(font(14, 500))
        self.message.setForegroundRole(QPalette.ColorRole.LinkVisited)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.diagram)
        self.stack.addWidget(self.message)
        bar = QWidget()
        bar.setFixedHeight(_HEAD)
        head = QHBoxLayout(bar)
        head.setContentsMargins(16, 4, 8, 0)
        head.setSpacing(8)
        for widget in (self.letter, self.title, self.keep, self.more, self.close_button):
            head.addWidget(widget, 1 if widget is self.title else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.diagram)

    @property
    def side(self) -> Side | None:
        """The side that is shown; None for the document."""
        run = self._run()
        key = run.key if run is not None else self._lost
        return next((side for side in self.session.state.sides if side.key == key), None)

    _lost = 0

    def refresh(self, side: Side | None) -> None:
        """Show name and buttons of a side, or what keeps it from running."""
        tr, session = QCoreApplication.translate, self.session
        state = session.state
        self._lost = side.key if side is not None else 0
        theme = session.theme
        letter = LETTERS[self.number]
        self.letter.show_picture(Picture(20, 28, {"badge": Group(tuple(badge(10, 14, letter, 1.1)))}), theme, letter)
        title = words(side.titles, LANGUAGE) if side is not None else self._own_title()
        self.title.setText(title)
        self.title.setToolTip(title)
        for widget in (self.keep, self.close_button):
            widget.setVisible(side is not None)
        self.more.setVisible(side is not None or bool(state.holds))
        run = self._run()
        if side is not None and run is None:
            self.message.setText(tr("SidePane", "It does not run: {why}").format(why=why_not(state, side)))
        elif run is not None and session.cursor.step > run.steps:
            self.message.setText(tr("SidePane", "It is over: it has {steps} steps.").format(steps=f"{run.steps:,}"))
        over = run is None or session.cursor.step > run.steps
        self.stack.setCurrentWidget(self.message if over else self.diagram)

    def _own_title(self) -> str:
        """What the document is called here: by what the sides differ in."""
        state = self.session.state
        sides = [side for side in state.sides if side.shown]
        if any(side.layer is not None and side.layer.cell.id != state.layer.cell.id for side in sides):
            return words(state.layer.cell.titles, LANGUAGE)
        if any(side.sequence is not None for side in sides):
            return state.sequence.name
        return QCoreApplication.translate("SidePane", "Original")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line between two panes."""
        if self.number:
            QPainter(self).fillRect(0, 0, 1, self.height(), self.palette().mid())

    def _try(self, make: Callable[[State, int], Edit]) -> None:
        if (side := self.side) is not None:
            self.session.try_apply(lambda state: make(state, side.key))

    def menu(self) -> QMenu:
        """Return what can be done with it."""
        tr, menu, side = QCoreApplication.translate, QMenu(self), self.side
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if side is not None:
            for text, do in (
                (tr("SidePane", "&Keep it"), lambda: self._try(keep)),
                (tr("SidePane", "&Rename…"), self._rename),
                (tr("SidePane", "&Hold something in it…"), lambda: self.hold_asked.emit(side.key)),
                (tr("SidePane", "H&ide it"), lambda: self._try(lambda state, key: show(state, key, False))),
                (tr("SidePane", "&Drop it"), lambda: self._try(drop)),
            ):
                action = QAction(text, menu)
                action.triggered.connect(do)
                menu.addAction(action)
        key = None if side is None else side.key
        holds = self.session.state.holds if side is None or side.holds is None else side.holds
        if holds:
            menu.addSeparator()
        layer = self.session.layer if side is None or side.layer is None else side.layer
        for number, hold in enumerate(holds):
            text = tr("SidePane", "Let go: {hold}").format(hold=hold_title(layer, hold))
            action = QAction(text, menu)
            action.triggered.connect(partial(self._release, key, number))
            menu.addAction(action)
        return menu

    def _release(self, key: int | None, number: int) -> None:
        self.session.try_apply(lambda state: release(state, key, number))

    def _show_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _rename(self) -> None:
        """Ask for another name."""
        tr, side = QCoreApplication.translate, self.side
        if side is None:
            return
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("SidePane", "Rename"))
        dialog.setLabelText(tr("SidePane", "Name"))
        dialog.setTextValue(words(side.titles, LANGUAGE))
        dialog.textValueSelected.connect(
            lambda name: self.session.try_apply(lambda state: rename(state, side.key, name))
        )
        dialog.open()

"""The bar at the top: logo, what is open, the menus, the views, and the buttons for undo, redo and theme."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QProxyStyle,
    QSizePolicy,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from simulator.gui.catalogue import catalogue
from simulator.gui.commands import Actions
from simulator.gui.controls.buttons import IconButton, ring
from simulator.gui.controls.icons import draw_icon
from simulator.gui.controls.tabs import Tabs
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.views_table import views
from simulator.paint.fonts import font
from simulator.tables import words

HEIGHT = 48
_ROOMY = 1180  # px from which tabs have room around their words
_NARROW = 900  # px of width below which undo and redo have no button
_TITLE = 52 + 64 + 12 + 40  # px that logo, title and gaps take at least


class TopBar(QWidget):
    """Shows what is open and leads to everything; ``chosen`` asks to open something, by id."""

    chosen = Signal(str)

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._actions = actions
        self.setFixedHeight(HEIGHT)
        self.title = _Title()
        self.title.menu_asked.connect(self._show_titles)
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        self._style = _WithoutAlt("fusion")  # a widget does not keep its style alive
        self._style.setParent(self.menus)
        self.menus.setStyle(self._style)
        self.menus.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        actions.fill(self.menus)
        self.tabs = Tabs()
        self.tabs.setAccessibleName(QCoreApplication.translate("TopBar", "Views"))
        self._ids = [row.id for row in views()]
        for row in views():
            tab = self.tabs.addTab(row.title)
            self.tabs.setTabToolTip(tab, actions[row.command].toolTip())
        self.tabs.currentChanged.connect(lambda tab: session.show_view(self._ids[tab]))
        self.buttons = {name: IconButton(name) for name in ("undo", "redo", "project", "theme")}
        for name, button in self.buttons.items():
            button.follow(actions[name])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(52, 0, 12, 1)
        layout.setSpacing(3)
        layout.addWidget(self.title)
        layout.addSpacing(4)
        layout.addWidget(self.menus)
        layout.addStretch(1)
        layout.addWidget(self.tabs)
        self.view = _Title()  # where the tabs have no room
        self.view.menu_asked.connect(self._show_views)
        self.view.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.view.hide()
        layout.addWidget(self.view)
        layout.addStretch(1)
        for button in self.buttons.values():
            layout.addWidget(button)
        session.opened.connect(self.refresh)
        session.view_changed.connect(self._mark_view)
        self._mark_view()
        self.refresh()

    def refresh(self) -> None:
        """Show the title of what is open."""
        self.title.set_title(words(self.session.state.titles, LANGUAGE))

    def _mark_view(self) -> None:
        self.tabs.setCurrentIndex(self._ids.index(self.session.shown_view))
        self.view.set_title(self.tabs.tabText(self.tabs.currentIndex()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title its room; the tabs give way to a list, and then two buttons that the menu has as well."""
        super().resizeEvent(event)
        width = event.size().width()
        self.tabs.set_slim(width < _ROOMY)
        for name in ("undo", "redo"):
            self.buttons[name].setVisible(width >= _NARROW)
        others = self.menus.sizeHint().width() + sum(button.width() + 4 for button in self.buttons.values())
        fits = self.tabs.sizeHint().width() + others + _TITLE <= width
        self.tabs.setVisible(fits)
        self.view.setVisible(not fits)

    def choices(self) -> QMenu:
        """Return the menu of all that can be opened, with what is open marked."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        state = self.session.state
        present = state.lesson or state.layer.cell.id
        for heading, entries in catalogue():
            menu.addSection(heading)
            for entry in entries:
                action = QAction(entry.title, menu)
                action.setData(entry.id)
                action.setCheckable(True)
                action.setChecked(entry.id == present)
                group.addAction(action)
                menu.addAction(action)
        menu.triggered.connect(lambda action: self.chosen.emit(action.data()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _show_views(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for row in views():
            menu.addAction(self._actions[row.command])
        menu.popup(self.view.mapToGlobal(self.view.rect().bottomLeft()))

    def _show_titles(self) -> None:
        self.choices().popup(self.title.mapToGlobal(self.title.rect().bottomLeft()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, rule and logo."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.palette().mid())
        draw_icon(painter, "logo", QPointF(28, 23.5), self.palette().color(QPalette.ColorRole.WindowText))


class _Title(QAbstractButton):
    """The title of what is open, with an arrow: a click shows what else there is."""

    menu_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font(15, 600))
        self.setMaximumWidth(340)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # it gives way to what stands beside
        self.clicked.connect(self.menu_asked)

    def set_title(self, title: str) -> None:
        """Show a title."""
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The title and the arrow."""
        return QSize(min(340, self.fontMetrics().horizontalAdvance(self.text()) + 44), 36)

    def minimumSizeHint(self) -> QSize:
        """The arrow, and the beginning of the title."""
        return QSize(64, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title and arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, area = self.palette(), QRectF(self.rect())
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.alternateBase())
            painter.drawRoundedRect(area, 6, 6)
        ink = palette.windowText().color()
        painter.setPen(ink)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 40)
        painter.drawText(area.adjusted(8, 0, -30, 0), Qt.AlignmentFlag.AlignVCenter, text)
        draw_icon(painter, "down", QPointF(area.right() - 17, area.center().y() + 0.5), ink)
        if self.hasFocus():
            ring(painter, palette, area, 6)


class _WithoutAlt(QProxyStyle):
    """Keeps Alt, which shows exact numbers, from jumping into the menu bar; Alt+F still opens the menu.

    It underlines no letters either.
    """

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        """Answer no to two questions."""
        if hint in (QStyle.StyleHint.SH_MenuBar_AltKeyNavigation, QStyle.StyleHint.SH_UnderlineShortcut):
            return 0
        return super().styleHint(hint, option, widget, returned)

"""The list of everything that the timeline can show: checked is what has a row; groups have their members below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTreeWidget, QTreeWidgetItem

from simulator.document import State
from simulator.document.bands import INPUTS, Band, Choice, Place, bands_of, choices_at, sizes_of
from simulator.gui.rows.commands import has_names, is_heat
from simulator.gui.rows.dropping import Drop, DropMark, Slot, drop_at
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.words import signal_words
from simulator.paint.fonts import font

_ROLE = Qt.ItemDataRole.UserRole
_HEIGHT = 28  # px of an item

Key = tuple[str, bool]
"""What tells an item from all others: a signal, or the first signal of a group and that it is the group."""


class RowsTree(QTreeWidget):
    """Shows the bands of a session.

    ``checked`` names signals and whether they are to be shown, ``moved`` the way that the current item is to go (-1 up,
    1 down), ``dropped`` a place and the one that it is to go to.
    """

    checked = Signal(tuple, bool)
    moved = Signal(int)
    dropped = Signal(object, object)
    asked = Signal(object)  # for the menu, at a point of the screen

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._keys: tuple[tuple[Key, ...], ...] = ()
        self._held: tuple[Place, QPointF] | None = None
        self._drop: Drop | None = None
        self._mark = DropMark(self.viewport())
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(22)
        self.setUniformRowHeights(True)
        self.setFont(font(14, 500))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(QCoreApplication.translate("Rows", "Rows of the timeline"))
        self.itemChanged.connect(self._on_item_changed)

    # -- what it shows

    def refresh(self) -> None:
        """Show what the session's timeline shows; what was chosen here stays chosen, as far as it is still there."""
        state = self.session.state
        bands = bands_of(state)
        keys = tuple(
            ((band.signals[0], band.is_group), *((name, False) for name in band.signals if band.is_group))
            for band in bands
        )
        self.blockSignals(True)
        if keys != self._keys:  # else a box was checked: its item stays, for the click on it is not over
            chosen, current = [key for key, _ in self._chosen()], self._key(self.currentItem())
            self._keys = keys
            self._let_go()  # its place may be another's by now
            self.clear()
            for index, band in enumerate(bands):
                top = self._item((band.signals[0], band.is_group), (index, None))
                self.addTopLevelItem(top)
                for member, name in enumerate(band.signals if band.is_group else ()):
                    top.addChild(self._item((name, False), (index, member)))
            self.expandAll()
            self.choose(chosen, current)
        for item in self._items():
            self._describe(item, state)
        self.blockSignals(False)
        self.itemSelectionChanged.emit()

    def choose(self, keys: Sequence[Key], current: Key | None = None) -> None:
        """Choose items, and make one the current one."""
        self.clearSelection()
        for item in self._items():
            key = self._key(item)
            if key == (current or next(iter(keys), None)):
                self.setCurrentItem(item, 0, QItemSelectionModel.SelectionFlag.NoUpdate)
            item.setSelected(key in keys)

    @property
    def places(self) -> list[Place]:
        """The places that are chosen."""
        return [place for _, place in self._chosen()]

    def _chosen(self) -> list[tuple[Key, Place]]:
        return [item.data(0, _ROLE) for item in self._items() if item.isSelected()]

    def _key(self, item: QTreeWidgetItem | None) -> Key | None:
        return None if item is None else item.data(0, _ROLE)[0]

    def _items(self) -> list[QTreeWidgetItem]:
        """All items, from the top."""
        found = []
        for index in range(self.topLevelItemCount()):
            top = self.topLevelItem(index)
            if top is not None:
                found += [top, *filter(None, map(top.child, range(top.childCount())))]
        return found

    def _item(self, key: Key, place: Place) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setData(0, _ROLE, (key, place))
        item.setSizeHint(0, QSize(0, _HEIGHT))
        item.setFont(1, font(13, 500))
        if key[1]:
            item.setFont(0, font(14, 600))
        return item

    def _describe(self, item: QTreeWidgetItem, state: State) -> None:
        (signal, is_group), place = item.data(0, _ROLE)
        band = bands_of(state)[place[0]]
        choices = choices_at(bands_of(state), place)
        shown = sum(choice.is_shown for choice in choices)
        some = Qt.CheckState.PartiallyChecked if shown else Qt.CheckState.Unchecked
        item.setCheckState(0, Qt.CheckState.Checked if shown == len(choices) else some)
        if is_group:
            item.setText(0, band.title)
            item.setText(1, _form(band))
        else:
            item.setText(0, f"{signal}   {self._title(signal)}")
            item.setText(1, _units(choices[0], sizes_of(state)[signal], band, has_names(state)))

    def _title(self, signal: str) -> str:
        if signal == INPUTS:
            return QCoreApplication.translate("Rows", "Inputs")
        return signal_words(self.session.cell, signal, dict(self.session.state.labels), LANGUAGE).title

    def _on_item_changed(self, item: QTreeWidgetItem) -> None:
        _, place = item.data(0, _ROLE)
        choices = choices_at(bands_of(self.session.state), place)
        shown = item.checkState(0) != Qt.CheckState.Unchecked
        self.checked.emit(tuple(choice.signal for choice in choices), shown)

    # -- moving

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow move the current row."""
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if way and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(way)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a row."""
        super().mousePressEvent(event)
        item = self.itemAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        self._held = (item.data(0, _ROLE)[1], event.position()) if item is not None and left else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where it would go."""
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        place, start = self._held
        far = (event.position() - start).manhattanLength() >= QApplication.startDragDistance()
        if far or self._drop is not None:
            slots = []
            for item in self._items():
                area = self.visualItemRect(item)
                slots.append(Slot(item.data(0, _ROLE)[1], area.top(), area.bottom() + 1))
            self._drop = drop_at(bands_of(self.session.state), slots, place, event.position().y())
            self._mark.show_drop(self._drop, 4, self.viewport().width() - 4)
            if not self.viewport().rect().contains(event.position().toPoint()):
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + (1 if event.position().y() > 0 else -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it there; without a way it was a click."""
        held, drop = self._held, self._drop
        self._let_go()
        if held is not None and drop is not None:
            self.setState(QAbstractItemView.State.NoState)
            self.dropped.emit(held[0], drop.place)
        else:
            super().mouseReleaseEvent(event)

    def _let_go(self) -> None:
        self._held = self._drop = None
        self._mark.hide()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is chosen."""
        self.asked.emit(event.globalPos())


def _form(band: Band) -> str:
    tr = QCoreApplication.translate
    return {"folded": tr("Rows", "folded"), "overlay": tr("Rows", "overlay")}.get(band.form, "")


def _units(choice: Choice, size: int, band: Band, named: bool) -> str:
    """What is shown of a signal of several units."""
    tr = QCoreApplication.translate
    if size == 1 or not choice.is_shown:
        return ""
    if named and choice.signal == INPUTS and choice.heat is None and not choice.units and band.form != "overlay":
        return tr("Rows", "words")
    if is_heat(choice, size) and band.form != "overlay":
        return tr("Rows", "heat-map of {size}").format(size=f"{size:,}")
    count = len(choice.units_of(size))
    if count == size:
        return str(count)
    return tr("Rows", "{count} of {size}").format(count=count, size=f"{size:,}")

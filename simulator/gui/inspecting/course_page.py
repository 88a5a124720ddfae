"""The selected signal over the whole sequence, and its neighbours: where its value comes from and where it goes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from simulator.engine import Explained
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.inspecting.links import Link, Links
from simulator.gui.session import Session
from simulator.paint.fonts import font
from simulator.render import card
from simulator.render import format as fmt
from simulator.render.course import Course, columns_of, course_plot, reduced, step_at
from simulator.render.kit import symbol
from simulator.render.primitives import Run
from simulator.render.relations import Relation, sources, targets

_HEIGHT = 132.0


class CoursePage(QWidget):
    """Shows the course of one unit; a click goes to the step, a chip selects a neighbour."""

    def __init__(self, session: Session, room: int) -> None:
        super().__init__()
        self.session = session
        self._room = room
        self._course: tuple[str, int, Course] | None = None  # as it was reduced last
        tr = QCoreApplication.translate
        self.title = _title(tr("Inspector", "Over the sequence"))
        self.plot = _CoursePlot()
        self.plot.pointed.connect(self._go_to)
        self.from_title = _title(tr("Inspector", "Comes from"))
        self.sources = Links(room)
        self.to_title = _title(tr("Inspector", "Goes to"))
        self.targets = Links(room)
        self.nowhere = QLabel(tr("Inspector", "Nothing reads it: it leaves the cell."))
        self.nowhere.setFont(font(13, 500))
        self.nowhere.setWordWrap(True)
        for links in (self.sources, self.targets):
            links.chosen.connect(lambda name: session.select(name, session.unit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.title, self.plot, self.from_title, self.sources, self.to_title, self.targets, self.nowhere):
            column.addWidget(widget)
        column.addStretch(1)

    def forget(self) -> None:
        """The numbers are new."""
        self._course = None

    def show_step(self, now: Explained, name: str, unit: int) -> None:
        """Show the course of one unit of a signal, and its neighbours at a step."""
        session = self.session
        if self._course is None or self._course[:2] != (name, unit):
            values = session.signal(name, 0, session.ready)[:, unit]
            self._course = name, unit, reduced(values, columns_of(self._room))
        course = self._course[2]
        value = float(now[name][unit])
        role = session.cell.roles[name]
        bounds = (0.0, 1.0) if role == "gate" else None
        picture = course_plot(course, now.step, value, card.hue(role), bounds, self._room, _HEIGHT)
        words = QCoreApplication.translate("Inspector", "{name} over {count} steps; {value} at step {step}")
        self.plot.show_picture(
            picture, session.theme, words.format(name=name, count=course.steps, value=fmt.four(value), step=now.step)
        )
        coming, going = sources(session.cell, name), targets(session.cell, name)
        self.from_title.setVisible(bool(coming))
        self.nowhere.setVisible(not going)
        self.sources.show_links([self._link(now, relation, unit) for relation in coming], session.theme)
        self.targets.show_links([self._link(now, relation, unit) for relation in going], session.theme)

    def keyboard(self) -> list[QWidget]:
        """Return what takes the keyboard, in order."""
        return [*self.sources.chips, *self.targets.chips]

    def _link(self, now: Explained, relation: Relation, unit: int) -> Link:
        name, time = relation.name, relation.time
        runs = symbol(name, time)
        words = f"{name}[{time}]" if time else name
        if time != "t+1":
            values = now.previous(name) if time else now[name]
            if len(values) == 1 or (name != "x" and len(values) > unit and len(values) == len(now[name])):
                text = f" = {fmt.short(float(values[unit if len(values) > 1 else 0]))}"
                runs, words = (*runs, Run(text)), words + text
        return Link(runs, words, "" if name == "x" else name)

    def _go_to(self, x: float) -> None:
        self.session.clock.jump(step_at(x, self.session.ready, self._room))


class _CoursePlot(PictureLabel):
    """The plot; ``pointed`` tells where it was pressed or dragged."""

    pointed = Signal(float)

    def __init__(self) -> None:
        super().__init__(card=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the pointer."""
        self.pointed.emit(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on while it is dragged."""
        self.pointed.emit(event.position().x())


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(font(13, 600))
    return label

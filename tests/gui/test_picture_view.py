from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from simulator.gui import picture_parts
from simulator.gui.picture_view import PictureView
from simulator.paint.painter import Drawing, prepare
from simulator.render.primitives import Box, Circle, Curve, Group, Hotspot, Line, Picture, Primitive, Run, Text
from simulator.render.theme import Theme, load_theme

LIGHT, DARK = load_theme("light"), load_theme("dark")
SPOTS = (Hotspot("f", 0, 0, 100, 100, "forget gate: 0.5"), Hotspot("W_f[0,1]", 20, 20, 20, 20))


class Watched(PictureView):
    """Remembers the regions it was asked to paint."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[QRegion] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.append(event.region())
        super().paintEvent(event)


@pytest.fixture
def view() -> Iterator[Watched]:
    view = Watched()
    view.resize(400, 300)
    view.show_picture(picture(), LIGHT)
    view.show()
    assert QTest.qWaitForWindowExposed(view)
    QApplication.processEvents()
    view.painted.clear()
    yield view
    view.close()
    view.deleteLater()


def picture(**changes: Primitive) -> Picture:
    items: dict[str, Primitive] = {"a": Box(10, 10, 50, 50, 0, "mem"), "b": Box(200, 100, 50, 50, 0, "gate")}
    items |= changes
    return Picture(400, 300, items, SPOTS)


def repainted(view: Watched) -> QRegion:
    QApplication.processEvents()
    region = QRegion()
    for part in view.painted:
        region += part
    view.painted.clear()
    return region


def colour(view: PictureView, x: int, y: int) -> tuple[int, ...]:
    return view.grab().toImage().pixelColor(x, y).getRgb()  # type: ignore[return-value]


def test_an_equal_picture_paints_nothing(view: Watched) -> None:
    view.show_picture(picture(), LIGHT)
    assert repainted(view).isEmpty()


def test_only_the_place_of_what_changed_is_painted(view: Watched) -> None:
    view.show_picture(picture(b=Box(210, 100, 50, 50, 0, "gate")), LIGHT)
    region = repainted(view)
    assert region.contains(QRect(200, 100, 60, 50))  # where it was and where it is
    assert not region.intersects(QRect(0, 0, 190, 300))
    assert colour(view, 205, 120) == LIGHT.colour("bg")
    assert colour(view, 255, 120) == LIGHT.colour("gate")


def test_only_what_changed_is_prepared_and_only_what_is_near_is_drawn(
    view: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[Primitive] = []
    drawn: list[Primitive] = []

    class Counted:
        def __init__(self, primitive: Primitive, drawing: Drawing) -> None:
            self.primitive, self.drawing, self.bounds = primitive, drawing, drawing.bounds

        def draw(self, painter: QPainter) -> None:
            drawn.append(self.primitive)
            self.drawing.draw(painter)

    def counting(primitive: Primitive, theme: Theme) -> Drawing:
        prepared.append(primitive)
        return Counted(primitive, prepare(primitive, theme))

    monkeypatch.setattr(picture_parts, "prepare", counting)
    view.show_picture(picture(), DARK)
    repainted(view)
    assert len(prepared) == len(drawn) == 2
    prepared.clear()
    drawn.clear()
    moved = Box(210, 100, 50, 50, 0, "gate")
    view.show_picture(picture(b=moved), DARK)
    repainted(view)
    assert prepared == drawn == [moved]


def test_ids_come_and_go(view: Watched) -> None:
    view.show_picture(picture(c=Circle(300, 200, 20, "out")), LIGHT)
    assert repainted(view).boundingRect().contains(QRect(280, 180, 40, 40))
    assert colour(view, 300, 200) == LIGHT.colour("out")
    view.painted.clear()
    view.show_picture(picture(), LIGHT)
    region = repainted(view)
    assert region.contains(QPoint(300, 200))
    assert not region.contains(QPoint(30, 30))
    assert colour(view, 300, 200) == LIGHT.colour("bg")


def test_a_new_order_is_painted(view: Watched) -> None:
    below, above = Box(10, 10, 50, 50, 0, "mem"), Box(10, 10, 50, 50, 0, "gate")
    view.show_picture(Picture(400, 300, {"a": below, "b": above}), LIGHT)
    assert colour(view, 30, 30) == LIGHT.colour("gate")
    view.painted.clear()
    view.show_picture(Picture(400, 300, {"b": above, "a": below}), LIGHT)
    assert repainted(view).contains(QPoint(30, 30))
    assert colour(view, 30, 30) == LIGHT.colour("mem")


def test_another_theme_paints_everything(view: Watched) -> None:
    view.show_picture(picture(), DARK)
    assert repainted(view).contains(view.viewport().rect())
    assert colour(view, 30, 30) == DARK.colour("mem")
    assert colour(view, 390, 290) == DARK.colour("bg")


def test_scroll_bars_appear_only_where_the_picture_is_larger(view: Watched) -> None:
    assert not view.horizontalScrollBar().isVisible()
    assert not view.verticalScrollBar().isVisible()
    view.show_picture(Picture(900, 200, {"end": Box(880, 0, 20, 20, 0, "mem")}), LIGHT)
    QApplication.processEvents()
    assert view.horizontalScrollBar().isVisible()
    assert not view.verticalScrollBar().isVisible()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    x = view.viewport().width() - 10
    assert view.viewport().grab().toImage().pixelColor(x, 20).getRgb() != LIGHT.colour("mem")
    top = (view.viewport().height() - 200) // 2
    assert view.viewport().grab().toImage().pixelColor(x, top + 10).getRgb() == LIGHT.colour("mem")


def test_a_smaller_picture_stands_in_the_middle_and_its_places_with_it(view: Watched) -> None:
    view.show_picture(Picture(200, 100, {}, (Hotspot("f", 0, 0, 10, 10),)), LIGHT)
    assert view.place("f") == QRect(100, 100, 10, 10)
    assert view.place("g") is None
    spot = view.hotspot_at(QPointF(105, 105))
    assert spot is not None
    assert spot.target == "f"
    assert view.hotspot_at(QPointF(5, 5)) is None


def test_the_smallest_place_is_meant_and_hovering_is_told_once(view: Watched) -> None:
    told: list[str] = []
    view.hovered.connect(told.append)
    for x, y in ((5, 5), (6, 6), (25, 25), (90, 90), (300, 250)):
        QTest.mouseMove(view.viewport(), QPoint(x, y))
    assert told == ["f", "W_f[0,1]", "f", ""]
    QTest.mouseMove(view.viewport(), QPoint(25, 25))
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert told[4:] == ["W_f[0,1]", ""]


def test_a_place_that_moves_away_under_the_pointer_is_left(view: Watched) -> None:
    told: list[str] = []
    QTest.mouseMove(view.viewport(), QPoint(5, 5))
    view.hovered.connect(told.append)
    view.show_picture(Picture(400, 300, {}), LIGHT)
    assert told == [""]


def test_clicks_name_their_target(view: Watched) -> None:
    clicked: list[str] = []
    activated: list[str] = []
    view.clicked.connect(clicked.append)
    view.activated.connect(activated.append)
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.viewport(), left, pos=QPoint(25, 25))
    QTest.mouseClick(view.viewport(), left, pos=QPoint(300, 250))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(25, 25))
    assert (clicked, activated) == (["W_f[0,1]"], [])
    QTest.mousePress(view.viewport(), left, pos=QPoint(5, 5))
    QTest.mouseRelease(view.viewport(), left, pos=QPoint(25, 25))  # slid off it: not meant
    assert clicked == ["W_f[0,1]"]
    QTest.mouseDClick(view.viewport(), left, pos=QPoint(5, 5))
    assert (clicked, activated) == (["W_f[0,1]"], ["f"])


def test_resting_on_a_place_shows_its_tip(view: Watched) -> None:
    point = QPoint(5, 5)
    event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
    QApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text() == "forget gate: 0.5"
    QToolTip.hideText()


def test_what_is_drawn_again_from_a_small_image_looks_as_it_did(view: Watched) -> None:
    shapes: dict[str, Primitive] = {
        "c": Circle(300.3, 60.7, 18.2, "bg", "gate", 2.4),
        "d": Box(100.4, 200.6, 52, 23, 5, "mem_t", "mem", 1.8),
        "e": Text(250, 250, (Run("forget gate"),), 14.5, "ink", 600, halo="bg"),
    }
    view.show_picture(picture(**shapes), LIGHT)
    first = view.grab().toImage()
    for _ in range(2):  # the second time an image is made, the third time it is drawn
        again = view.grab().toImage()
        assert again.size() == first.size()
        levels = zip(bytes(first.constBits()), bytes(again.constBits()), strict=True)
        assert max(abs(one - two) for one, two in levels) <= 2
    assert all(part.stamp is not None for name in "cd" for part in view._shown[name].parts)
    assert all(part.stamp is None for name in "ae" for part in view._shown[name].parts)  # plain, or letters


# -- in small steps


def rich(number: int) -> Picture:
    """Return a picture of all there is: shapes, letters, a cut group, what moves and what stays."""
    line = Line(tuple((4.0 * k, 150 + 60 * math.sin(0.3 * k + number)) for k in range(100)), "mem", 2.4)
    items: dict[str, Primitive] = {
        "ground": Box(5, 5, 390, 290, 12, "pane", "edge"),
        "curve": Group((line, Circle(40.0 + 9 * number, 60, 12, "out", "ink", 2)), (20, 20, 340, 250)),
        "word": Text(200, 40 + 3 * number, (Run(f"step {number}"),), 17, "ink", 700, "center", halo="bg"),
        "still": Text(20, 280, (Run("it stays"),), 13.5),
    }
    if number % 2:
        items["more"] = Curve((("M", 300, 200), ("C", 330, 150, 350, 250, 380, 200)), "gate", 3)
    return Picture(400, 300, items, SPOTS)


def seen(view: PictureView) -> QImage:
    QApplication.processEvents()
    return view.viewport().grab().toImage()


def test_step_by_step_every_pixel_is_as_at_once(view: Watched, application: QApplication) -> None:
    other = PictureView()
    other.resize(view.size())
    for number, theme in enumerate((LIGHT, LIGHT, LIGHT, DARK, DARK)):
        before = seen(view)
        steps = view.showing(rich(number), theme)
        for _ in range(3):
            next(steps)
        assert seen(view) == before, "half a picture is not seen"
        assert sum(1 for _ in steps) >= 2
        other.show_picture(rich(number), theme)
        assert seen(view) == seen(other)
        assert view.picture == rich(number)
    other.deleteLater()


def test_in_steps_only_what_changed_is_drawn_and_the_pointer_still_has_its_frame(view: Watched) -> None:
    exhaust(view.showing(rich(1), LIGHT))
    repainted(view)
    changed = replace(rich(1), items={**rich(1).items, "still": Text(20, 280, (Run("it goes"),), 13.5)})
    steps = exhaust(view.showing(changed, LIGHT))
    assert steps < exhaust(view.showing(rich(2), DARK))
    plain = seen(view)
    QTest.mouseMove(view.viewport(), QPoint(50, 50))
    assert seen(view) != plain
    QTest.mouseMove(view.viewport(), QPoint(350, 50))
    assert seen(view) == plain


@pytest.mark.parametrize("at_once", [True, False])
def test_what_comes_too_late_is_dropped(view: Watched, at_once: bool) -> None:
    late = view.showing(rich(1), LIGHT)
    next(late)
    if at_once:
        view.show_picture(rich(2), LIGHT)
    else:
        exhaust(view.showing(rich(2), LIGHT))
    after = seen(view)
    exhaust(late)
    assert seen(view) == after
    assert view.picture == rich(2)


def test_what_is_given_up_leaves_nothing_behind(view: Watched) -> None:
    before = seen(view)
    steps = view.showing(rich(1), LIGHT)
    for _ in range(7):
        next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert seen(view) == before
    assert view.picture == picture()


def test_another_size_is_painted_anew(view: Watched) -> None:
    exhaust(view.showing(rich(1), LIGHT))
    view.resize(500, 350)
    other = PictureView()
    other.resize(500, 350)
    other.show_picture(rich(1), LIGHT)
    assert seen(view) == seen(other)
    other.deleteLater()


def exhaust(steps: Iterator[None]) -> int:
    return sum(1 for _ in steps)


def test_what_nobody_sees_keeps_no_image(view: Watched) -> None:
    for _ in view.showing(rich(1), LIGHT):
        pass
    before = seen(view)
    assert view._image is not None
    view.hide()
    assert view._image is None
    view.show()
    assert seen(view) == before

"""The names of rows in the timeline: dragged, folded, selected, and each with its menu."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.document.equation_edits import set_equations
from simulator.document.row_edits import group_signals, name_group, set_form, set_shown, set_units
from simulator.document.sequence_list_edits import add_rows
from simulator.gui.timeline.tips import tip_at
from simulator.gui.window import Window
from simulator.render.format import exact
from tests.gui.rows.helpers import Key, Mod, answer, ask_menu, choose, click, drag, name, outline, rows

Opener = Callable[..., Window]


@pytest.fixture
def grouped(window: Window) -> Window:
    """The window with the three gates in a group."""
    window.session.apply(group_signals(window.session.state, ["i", "f", "o"], "rows"))
    return window


def canvas_drag(window: Window, start: QPoint, end: QPoint, release: bool = True) -> None:
    drag(window.timeline.canvas.viewport(), start, end, release)


# -- by mouse


def test_a_click_selects_and_marks_the_row(window: Window) -> None:
    click(window, name(window, "c 0"))
    assert window.session.selected == "c"
    placed = window.timeline.placed
    assert placed is not None
    mark = window.timeline.canvas.picture.items["chosen"]
    assert getattr(mark, "y", 0) > placed.tops[rows(window).index("c 0")]
    click(window, name(window, "x 1"))
    assert window.session.selected == "c", "inputs are not inspected"
    assert window.session.document.undo_edit is None


def test_a_name_is_dragged_to_another_place(window: Window) -> None:
    canvas_drag(window, name(window, "y 0"), name(window, "i 0", share=0.2))
    assert outline(window) == "x y i f o c"
    assert rows(window)[:4] == ["x 0", "x 1", "x 2", "y 0"]
    assert window.actions_["undo"].text() == "&Undo Move y in the timeline"
    canvas_drag(window, name(window, "x 1"), name(window, "c 0", share=0.9))
    assert outline(window) == "y i f o c x", "the inputs go together"
    window.session.document.undo()
    window.session.document.undo()
    assert window.session.state.rows is None


def test_where_it_would_go_is_seen_while_it_is_dragged(window: Window) -> None:
    mark = window.timeline.names._mark
    canvas_drag(window, name(window, "y 0"), name(window, "i 0", share=0.2), release=False)
    assert mark.isVisible()
    placed = window.timeline.placed
    assert placed is not None
    assert abs(mark.geometry().center().y() - placed.tops[3]) <= 2
    QTest.mouseRelease(window.timeline.canvas.viewport(), Qt.MouseButton.LeftButton, pos=name(window, "i 0", share=0.2))
    assert not mark.isVisible()


def test_what_changes_meanwhile_ends_a_drag(window: Window) -> None:
    viewport = window.timeline.canvas.viewport()
    canvas_drag(window, name(window, "y 0"), name(window, "i 0", share=0.2), release=False)
    window.session.apply(set_shown(window.session.state, ["f"], False))
    assert not window.timeline.names._mark.isVisible()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=name(window, "i 0", share=0.2))
    assert outline(window) == "x i o c y"


def test_a_short_way_is_a_click(window: Window) -> None:
    point = name(window, "y 0")
    canvas_drag(window, point, point + QPoint(2, 2))
    assert window.session.state.rows is None
    assert window.session.selected == "y"


def test_a_triangle_folds_its_group(grouped: Window) -> None:
    click(grouped, name(grouped, "title i", x=18))
    assert outline(grouped) == "x folded(i f o) c y"
    assert rows(grouped) == ["x 0", "x 1", "x 2", "title i", "c 0", "y 0"]
    click(grouped, name(grouped, "title i", x=18))
    assert outline(grouped) == "x rows(i f o) c y"
    grouped.actions_["undo"].trigger()
    assert outline(grouped) == "x folded(i f o) c y"
    assert grouped.actions_["redo"].text() == "&Redo Unfold i, f, o"


def test_rows_are_dragged_into_groups_and_out_of_them(grouped: Window) -> None:
    grouped.session.apply(set_units(grouped.session.state, "x", [0]))  # so that all rows are in sight
    canvas_drag(grouped, name(grouped, "c 0"), name(grouped, "f 0", share=0.2))
    assert outline(grouped) == "x rows(i c f o) y"
    canvas_drag(grouped, name(grouped, "i 0"), name(grouped, "y 0", share=0.9))
    assert outline(grouped) == "x rows(c f o) y i"
    canvas_drag(grouped, name(grouped, "title c"), name(grouped, "x 0", share=0.1))
    assert outline(grouped) == "rows(c f o) x y i"
    grouped.session.apply(set_form(grouped.session.state, 0, "folded"))
    canvas_drag(grouped, name(grouped, "y 0"), name(grouped, "title c", share=0.5))
    assert outline(grouped) == "folded(c f o y) x i"


def test_a_line_of_an_overlay_is_selected_and_dragged_out_by_its_name(grouped: Window) -> None:
    grouped.session.apply(set_form(grouped.session.state, 1, "overlay"))
    grouped.session.apply(name_group(grouped.session.state, 1, "Gates"))
    at_o = legend(grouped, "o 0")
    click(grouped, at_o)
    assert grouped.session.selected == "o"
    canvas_drag(grouped, at_o, name(grouped, "y 0", share=0.9))
    assert outline(grouped) == "x overlay(i f) c y o"
    canvas_drag(grouped, name(grouped, "overlay i", x=30, share=0.2), name(grouped, "x 0", share=0.1))
    assert outline(grouped) == "overlay(i f) x c y o", "its own name is that of the group"


def legend(window: Window, line: str) -> QPoint:
    """Return the point at which a line of the overlay has its name."""
    viewport = window.timeline.canvas.viewport()
    for y in range(viewport.height()):
        for x in range(24, 200, 4):
            named = window.timeline.names.at(QPointF(x, y))
            if named is not None and named.row.id == line and named.place[1] is not None:
                return QPoint(x + 4, y + 4)
    raise AssertionError(line)


def test_what_is_dragged_beyond_the_rows_scrolls_them(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    window.session.apply(set_shown(window.session.state, ["z_i", "z_f", "z_o", "z_g"], True))
    assert window.timeline.down.maximum() > 0
    placed = window.timeline.placed
    assert placed is not None
    viewport = window.timeline.canvas.viewport()
    drag(viewport, name(window, "x 0"), QPoint(60, viewport.height() + 40), release=False)
    QTest.mouseMove(viewport, QPoint(60, viewport.height() + 44))
    assert window.timeline.down.value() > 0
    window.timeline.down.setValue(window.timeline.down.maximum())
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, viewport.height() + 44))
    assert outline(window).split().index("x") > 0


# -- the menu


def test_the_menu_of_a_row_hides_and_moves_it(window: Window) -> None:
    menu = ask_menu(window, name(window, "f 0"))
    assert menu is not None
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Hide f", "Move up", "Move down", "Overlay with i", "Group with i", "All rows…"]
    choose(menu, "Hide f")
    assert rows(window) == ["x 0", "x 1", "x 2", "i 0", "o 0", "c 0", "y 0"]
    choose(ask_menu(window, name(window, "o 0")), "Move up")
    assert outline(window) == "x o i c y", "past what is hidden as well"
    choose(ask_menu(window, name(window, "x 0")), "Move down")
    assert outline(window) == "o x i c y"
    choose(ask_menu(window, name(window, "c 0")), "The usual rows")
    assert outline(window) == "x i f o c y"


def test_rows_are_put_together_with_the_one_above(window: Window) -> None:
    choose(ask_menu(window, name(window, "f 0")), "Overlay with i")
    assert outline(window) == "x overlay(i f) o c y"
    choose(ask_menu(window, name(window, "o 0")), "Overlay with i, f")
    assert outline(window) == "x overlay(i f o) c y"
    choose(ask_menu(window, name(window, "y 0")), "Group with c")
    assert outline(window) == "x overlay(i f o) rows(c y)"
    choose(ask_menu(window, name(window, "title c")), "Rename the group…")
    answer("What is kept")
    assert window.timeline.rows[rows(window).index("title c")].label == "What is kept"
    choose(ask_menu(window, name(window, "title c")), "Fold")
    choose(ask_menu(window, name(window, "title c")), "Unfold")
    choose(ask_menu(window, name(window, "title c")), "Overlay")
    assert outline(window) == "x overlay(i f o) overlay(c y)"
    choose(ask_menu(window, name(window, "overlay c", x=30, share=0.2)), "As rows")
    choose(ask_menu(window, name(window, "c 0")), "Out of the group")
    assert outline(window) == "x overlay(i f o) rows(y) c"
    choose(ask_menu(window, name(window, "title y")), "Ungroup")
    assert outline(window) == "x overlay(i f o) y c"


def test_units_are_hidden_chosen_or_become_a_heat_map(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    assert [row for row in rows(window) if row[0] in "ch"] == ["c 0", "c 1", "h 0", "h 1"]
    choose(ask_menu(window, name(window, "c 1")), "Hide c[2]")
    assert [row for row in rows(window) if row[0] == "c"] == ["c 0"]
    menu = ask_menu(window, name(window, "c 0"))
    assert menu is not None
    assert "Hide c[1]" not in [action.text() for action in menu.actions()], "the last one is hidden with its signal"
    choose(menu, "Choose units…")
    answer("2")
    assert [row for row in rows(window) if row[0] == "c"] == ["c 1"]
    choose(ask_menu(window, name(window, "c 1")), "Choose units…")
    answer("5")
    assert "“5” is not among the units 1 to 2" in window.notice.text()
    choose(ask_menu(window, name(window, "c 1")), "As a heat-map")
    (row,) = (row for row in window.timeline.rows if row.signal == "c")
    assert row.kind == "heat"
    choose(ask_menu(window, name(window, "c 0")), "As rows")
    assert [row for row in rows(window) if row[0] == "c"] == ["c 0", "c 1"]
    choose(ask_menu(window, name(window, "x 1")), "Hide x2")
    assert rows(window)[:2] == ["x 0", "c 0"]


def test_beside_the_names_there_is_no_menu(window: Window) -> None:
    assert ask_menu(window, QPoint(600, 60)) is None
    assert ask_menu(window, QPoint(60, 5)) is None


# -- by keyboard


def test_the_menu_key_opens_the_menu_of_the_selected_row(window: Window) -> None:
    window.timeline.setFocus()
    window.session.select("c")
    choose(ask_menu(window, None), "Hide c")
    assert outline(window) == "x i f o y"
    choose(ask_menu(window, None), "Hide x")
    assert outline(window) == "i f o y", "with nothing selected in sight, that of the first row"


def test_alt_and_arrows_move_the_selected_row(grouped: Window) -> None:
    grouped.timeline.setFocus()
    grouped.session.select("c")
    for key, expected in (
        (Key.Key_Down, "x rows(i f o) y c"),
        (Key.Key_Down, "x rows(i f o) y c"),
        (Key.Key_Up, "x rows(i f o) c y"),
        (Key.Key_Up, "x c rows(i f o) y"),
    ):
        QTest.keyClick(grouped.timeline, key, Mod.AltModifier)
        assert outline(grouped) == expected
    grouped.session.select("o")
    QTest.keyClick(grouped.timeline, Key.Key_Up, Mod.AltModifier)
    assert outline(grouped) == "x c rows(i o f) y"
    grouped.session.apply(set_form(grouped.session.state, 2, "folded"))
    QTest.keyClick(grouped.timeline, Key.Key_Down, Mod.AltModifier)
    assert outline(grouped) == "x c y folded(i o f)", "the title that it is folded into"
    speed = grouped.session.clock.speed
    grouped.session.select("")
    QTest.keyClick(grouped.timeline, Key.Key_Down, Mod.AltModifier)
    assert outline(grouped) == "x c y folded(i o f)"
    assert grouped.session.clock.speed == speed


# -- what else follows


def test_names_and_numbers_have_tips(grouped: Window) -> None:
    def tip(row: str, x: int, share: float = 0.5) -> str:
        return tip_at(grouped.timeline, QPointF(name(grouped, row, x, share)))

    assert tip("c 0", 60) == "c: drag to move, right button for more"
    assert tip("title i", 60) == "i, f, o: click to fold or unfold, drag to move, right button for more"
    assert tip("x 0", 300) == "x1 = 1 at step 1"
    assert tip("title i", 300) == ""
    grouped.session.apply(set_form(grouped.session.state, 1, "overlay"))
    assert tip("overlay i", 300).splitlines() == [
        "i = 4.5397868702434395e−05 at step 1",
        "f = 0.9999546021312976 at step 1",
        "o = 4.5397868702434395e−05 at step 1",
    ]
    grouped.session.set_settings(show_future=False)
    grouped.session.clock.jump(1)
    assert tip("overlay i", 1500) == ""
    assert tip_at(grouped.timeline, QPointF(60, 3)) == ""


def test_the_tip_of_a_heat_map_is_that_of_the_unit_under_the_pointer(open_window: Opener) -> None:
    window = open_window("lstm", animation=False)
    choose(ask_menu(window, name(window, "c 0")), "As a heat-map")
    for unit, share in ((0, 0.2), (1, 0.8)):
        value = float(window.session.signal("c", 0, 1)[0, unit])
        tip = tip_at(window.timeline, QPointF(name(window, "c 0", 300, share)))
        assert tip == f"c[{unit + 1}] = {exact(value)} at step 1"


def test_the_strip_shows_a_line_also_where_all_is_over_one_another(grouped: Window) -> None:
    session = grouped.session
    session.try_apply(lambda state: add_rows(state, np.ones((3000, 3))))
    session.apply(set_form(session.state, 1, "overlay"))
    session.apply(set_shown(session.state, ["x", "c", "y"], False))
    session.select("f")
    assert grouped.timeline.strip.isVisible()
    (symbol,) = (item for key, item in grouped.timeline.strip.picture.items.items() if key == "name")
    assert "".join(run.text for run in getattr(symbol, "runs", ())) == "f"
    session.apply(set_form(session.state, 1, "folded"))
    assert grouped.timeline.strip.isVisible()


def test_a_projection_keeps_the_rows_that_were_chosen(window: Window) -> None:
    session = window.session
    session.apply(set_shown(session.state, list(session.cell.signals), True))
    known = rows(window)
    window.actions_["project"].trigger()
    QApplication.processEvents()
    assert rows(window) == known
    window.actions_["project"].trigger()


def test_lost_signals_leave_the_timeline(grouped: Window) -> None:
    session = grouped.session
    session.apply(set_units(session.state, "x", [0, 2]))
    session.apply(set_equations(session.state, "f = sigmoid(W_f @ x + b_f)\nc = f * c[t-1] + v @ x"))
    assert rows(grouped) == ["x 0", "x 2", "title f", "f 0", "c 0"]
    session.document.undo()
    assert "title i" in rows(grouped)

"""The rate as a function of the updates done."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator.engine.optimisation.schedules import SCHEDULES, make_schedule
from simulator.errors import UserError


def test_constant() -> None:
    schedule = make_schedule("constant", 0.1)
    assert [schedule.rate(update, 1.0) for update in (0, 1, 10_000)] == [0.1] * 3


def test_in_steps() -> None:
    schedule = make_schedule("step", 0.8, every=3, factor=0.25)
    assert [schedule.rate(update) for update in range(8)] == [0.8] * 3 + [0.2] * 3 + [0.05] * 2


def test_half_a_cosine_ends_at_its_floor_and_stays_there() -> None:
    schedule = make_schedule("cosine", 2.0, total=6, floor=0.1)
    # cos of 0, 30, 60, 90 … degrees, between 2 and 0.2
    cosines = [1, math.sqrt(3) / 2, 0.5, 0, -0.5, -math.sqrt(3) / 2, -1, -1, -1]
    wanted = [0.2 + 1.8 * (1 + cosine) / 2 for cosine in cosines]
    assert [schedule.rate(update) for update in range(9)] == pytest.approx(wanted, abs=1e-15)
    assert make_schedule("cosine", 2.0, total=6).rate(6) == 0


def test_halved_when_the_loss_has_risen_since_the_last_look() -> None:
    schedule = make_schedule("halve-when-loss-rises", 0.8, every=2)
    #          look:    -    -    5.0        4.0        4.5         4.5         4.6
    losses = [None, 9.0, 5.0, 50.0, 4.0, 0.1, 4.5, 0.1, 4.5, 99.0, 4.6]
    wanted = [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.4, 0.2]
    found = []
    for update, loss in enumerate(losses):
        found.append(schedule.rate(update, loss))
        assert schedule.rate(update, 1e6) == found[-1] or update == 0  # asked again it does not look again
    assert found == wanted


def test_a_loss_that_is_no_number_is_not_looked_at_and_the_next_one_is() -> None:
    schedule = make_schedule("halve-when-loss-rises", 1.0, every=2)
    losses = [1.0, 1.0, 3.0, 3.0, math.nan, 4.0, 2.0, 5.0]
    assert [schedule.rate(update, loss) for update, loss in enumerate(losses)] == [1, 1, 1, 1, 1, 0.5, 0.5, 0.25]


def test_another_base_rate_keeps_what_was_done_to_it() -> None:
    schedule = make_schedule("halve-when-loss-rises", 1.0, every=1)
    assert [schedule.rate(update, loss) for update, loss in enumerate([0.0, 1.0, 2.0])] == [1, 1, 0.5]
    schedule.base = 0.3
    assert schedule.rate(2) == 0.15
    with pytest.raises(UserError, match="rate of the schedule halve-when-loss-rises must be a number from 0"):
        schedule.base = -1
    assert schedule.base == 0.3


@pytest.mark.parametrize("name", SCHEDULES)
def test_it_goes_on_from_a_state(name: str) -> None:
    settings: dict[str, Any] = {setting.name: 3 for setting in SCHEDULES[name].settings if setting.whole}
    losses = [5.0, 4.0, 3.0, 6.0, 7.0, 9.0, 8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    first, second = make_schedule(name, 0.7, **settings), make_schedule(name, 0.1, **settings)
    for update in range(7):
        first.rate(update, losses[update])
    second.restore(first.state())
    after = range(7, 13)
    assert [second.rate(k, losses[k]) for k in after] == [first.rate(k, losses[k]) for k in after]
    assert second.state() == first.state()


def test_a_state_of_another_schedule_is_refused() -> None:
    schedule = make_schedule("halve-when-loss-rises", 1.0)
    with pytest.raises(UserError, match="not one of the schedule halve-when-loss-rises: it holds base"):
        schedule.restore(make_schedule("constant", 0.5).state())
    assert schedule.base == 1


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("cosin", {}, "“cosin” is no schedule. Did you mean cosine?"),
        ("step", {"evry": 3}, "the schedule step has no setting “evry”. Did you mean every?"),
        ("step", {"every": 0}, "every of the schedule step must be a whole number from 1 to below 1,000,000,000"),
        ("step", {"every": 2.5}, "and is 2.5"),
        ("cosine", {"floor": 1}, "floor of the schedule cosine must be a number from 0 to below 1, and is 1."),
        ("constant", {"rate": "fast"}, "rate of the schedule constant must be a number"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(name: str, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as error:
        make_schedule(name, **{"rate": 0.1, **given})
    assert sentence in str(error.value)


def test_the_table_says_what_a_form_needs() -> None:
    assert list(SCHEDULES) == ["constant", "step", "cosine", "halve-when-loss-rises"]
    for name, row in SCHEDULES.items():
        assert row.name == name
        assert row.title
        assert row.text.endswith(".")
        for setting in row.settings:
            assert setting.low <= setting.default < setting.high

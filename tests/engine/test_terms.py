"""The products of a sum, made only where they are looked at: the same as a list of all of them."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

from simulator import Model, explain, load_cell
from simulator.engine import Term, Terms
from simulator.engine.terms import Stretch, largest

Random = np.random.Generator


def some(random: Random) -> tuple[Terms, list[Term]]:
    """Return terms, and the same ones as a list written out."""
    stretches: list[Stretch] = []
    listed: list[Term] = []
    for number in range(int(random.integers(0, 5))):
        if random.integers(2):
            term = Term(f"b{number}", (number,), "1", *random.normal(size=3).tolist())
            stretches.append(Stretch.of(term))
            listed.append(term)
            continue
        size, numbered = int(random.integers(1, 6)), bool(random.integers(2))
        source = "h[t-1]" if number % 2 else "x"
        weights, values, products = random.normal(size=(3, size))
        stretches.append(Stretch(f"W{number}", number, source, numbered, weights, values, products))
        for k in range(size):
            name = f"{source}[{k + 1}]" if numbered else source
            numbers = float(weights[k]), float(values[k]), float(products[k])
            listed.append(Term(f"W{number}", (number, k), name, *numbers))
    return Terms(stretches), listed


@pytest.mark.parametrize("seed", range(30))
def test_terms_are_what_a_list_of_all_would_be(seed: int) -> None:
    random = np.random.default_rng(seed)
    terms, listed = some(random)
    assert list(terms) == listed
    assert len(terms) == len(listed)
    for name in ("weights", "values", "products"):
        assert getattr(terms, name).tolist() == [getattr(term, name.removesuffix("s")) for term in listed]
    for place in range(-len(listed), len(listed)):
        assert terms[place] == listed[place]
        assert terms[place] is terms[place]
    for cut in (slice(None), slice(1, -1), slice(None, None, -2), slice(9, 2)):
        assert list(terms[cut]) == listed[cut]
    for place in (len(listed), -len(listed) - 1):
        with pytest.raises(IndexError):
            terms[place]
    kept = terms.only(lambda stretch: stretch.signal == "h")
    assert list(kept) == [term for term in listed if term.source.startswith("h[t-1]")]
    assert terms.where(lambda stretch: stretch.signal == "h").tolist() == [term in kept for term in listed]


@pytest.mark.parametrize("seed", range(30))
def test_a_weight_is_found_by_its_place_and_by_what_it_is_multiplied_with(seed: int) -> None:
    terms, listed = some(np.random.default_rng(seed))
    for place, term in enumerate(listed):
        assert terms.place(term.parameter, term.index) == place
        if term.source.endswith("]") and not term.source.endswith("t-1]"):
            source, unit = term.source[:-1].rsplit("[", 1)
            first = next(k for k, other in enumerate(listed) if other.source == term.source)
            assert terms.place_of_source(source, int(unit) - 1) == first
    assert terms.place("W", (0, 0)) is None
    assert terms.place("W0", (7, 0)) is None
    assert terms.place("W0", (0, 99)) is None
    assert terms.place_of_source("x", 99) is None
    assert terms.place_of_source("y", 0) is None


def test_a_weight_on_a_single_value_is_found_too() -> None:
    cell = load_cell("lstm-peephole")
    model = Model(cell, inputs=2, units=3)
    now = explain(model, model.run(np.ones((2, 2))), 2)
    terms = now.terms(now.cell.graph.signals["z_i"], 1)
    place = terms.place_of_source("c[t-1]", 1)
    assert place is not None
    assert (terms[place].parameter, terms[place].index) == ("p_i", (1,))
    assert terms.place_of_source("c[t-1]", 0) is None
    assert terms.place("p_i", (1,)) == place


@pytest.mark.parametrize("seed", range(20))
def test_the_largest_are_the_first_of_a_sorted_list(seed: int) -> None:
    random = np.random.default_rng(seed)
    numbers = random.choice([0.0, -0.0, 1.0, -1.0, 2.5, math.inf, -math.inf, math.nan, *random.normal(size=5)], 40)
    before = numbers.tobytes()
    for count in (0, 1, 3, 17, 39, 40, 50):
        size = [math.inf if math.isnan(number) else abs(number) for number in numbers]
        wanted = sorted(sorted(range(40), key=lambda place: -size[place])[:count])
        assert largest(numbers, count).tolist() == wanted
    assert numbers.tobytes() == before, "they are left as they are"


def test_of_very_many_none_is_made_before_it_is_asked_for() -> None:
    model = Model(load_cell("lstm"), inputs=20_000, units=2)
    now = explain(model, model.run(np.ones((1, 20_000))), 1)
    tracemalloc.start()
    terms = now.terms(now.cell.graph.signals["z_f"], 1)
    found = [terms[int(place)] for place in largest(terms.products, 7)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 7
    assert peak < 10 * 8 * 20_000, "some arrays of numbers, and no object for each"
    assert len(terms) == 20_000 + 2 + 1

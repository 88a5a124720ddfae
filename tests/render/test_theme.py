from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import UserError
from simulator.render.theme import TOKENS, load_theme, read_theme, theme_ids
from simulator.resources import assets

# The style guide's contrasts against bg: light (and projector-light), dark, projector.
AGAINST_BACKGROUND = {
    "ink": (17.5, 16.0, 20.1),
    "ink2": (8.1, 10.1, 15.5),
    "ink3": (5.7, 7.6, 11.6),
    "edge": (3.5, 5.2, 7.8),
    "inp": (7.3, 10.9, 12.4),
    "gate": (5.6, 12.0, 14.5),
    "mem": (7.6, 7.7, 8.9),
    "out": (7.1, 6.2, 7.6),
    "neg": (5.3, 8.4, 10.0),
    "pos": (4.8, 5.3, 6.2),
    "zero": (3.6, 5.8, 7.9),
}
ON_LIQUID = (7.6, 5.6, 6.1)
ON_OWN_TINT = {"inp": (6.3, 8.7, 9.5), "gate": (4.8, 8.9, 9.1), "mem": (6.2, 6.0, 7.1), "out": (5.9, 5.3, 6.4)}
COLUMNS = {"light": 0, "dark": 1, "projector": 2, "projector-light": 0}


def luminance(colour: tuple[int, int, int, int]) -> float:
    """WCAG 2 relative luminance."""
    parts = [part / 255 for part in colour[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(name: str, first: str, second: str) -> float:
    theme = load_theme(name)
    low, high = sorted((luminance(theme.colour(first)), luminance(theme.colour(second))))
    return (high + 0.05) / (low + 0.05)


def test_the_themes_that_ship() -> None:
    assert theme_ids() == ("dark", "light", "projector", "projector-light")
    for name in theme_ids():
        theme = load_theme(name)
        assert theme.name == name
        assert set(theme.colours) == set(TOKENS)
        assert theme.scale == (1.22 if name.startswith("projector") else 1.0)
        assert theme.projected is name.startswith("projector")
        assert theme.dark is (name in ("dark", "projector"))
    assert load_theme("projector-light").colours == load_theme("light").colours
    assert len({load_theme(name).title for name in theme_ids()}) == 4


@pytest.mark.parametrize("name", COLUMNS)
def test_contrasts_are_those_of_the_style_guide(name: str) -> None:
    column = COLUMNS[name]
    wanted = {(token, "bg"): values[column] for token, values in AGAINST_BACKGROUND.items()}
    wanted |= {(token, f"{token}_t"): values[column] for token, values in ON_OWN_TINT.items()}
    wanted["on_liquid", "liquid"] = ON_LIQUID[column]
    wanted |= {(f"{token}_m", "bg"): 3.0 for token in ("inp", "gate", "mem", "out")}
    got = {pair: contrast(name, *pair) for pair in wanted}
    assert {pair: value for pair, value in got.items() if value < wanted[pair] - 0.1} == {}


def test_a_token_may_carry_an_opacity() -> None:
    light = load_theme("light")
    assert light.colour("mem") == (0x0B, 0x4C, 0xBA, 255)
    assert light.colour("mem@0.45") == (0x0B, 0x4C, 0xBA, 115)
    with pytest.raises(KeyError):
        light.colour("blue")


def test_an_unknown_theme_is_answered_with_those_there_are() -> None:
    with pytest.raises(UserError, match=r"'drak'.* dark, light, projector, projector-light"):
        load_theme("drak")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('mem = "#0B4CBA"\n', "", r"colour 'mem' is missing"),
        ("pipe_e =", "pipe_edge =", r"no colour 'pipe_edge'\. Did you mean 'pipe_e'\?"),
        ('mem = "#0B4CBA"', 'mem = "#0B4CB"', r"mem must be a colour such as '#0B4CBA', not '#0B4CB'"),
        ('mem = "#0B4CBA"', "mem = 7", r"mem must be a colour"),
        ("scale = 1.0", "scale = 0", r"scale must be a number from 0.5 to 4, not 0"),
        ("scale = 1.0", "scale = true", r"scale must be a number"),
        ('title = "Light"\n', "", r"key 'title' is missing"),
        ('title = "Light"', "title = 1", r"title must be a text"),
        ('name = "light"', 'name = "light', r"is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = assets("themes", "light.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=words) as refused:
        read_theme(path)
    assert str(refused.value).startswith(str(path))

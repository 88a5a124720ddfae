"""Themes: what each colour token of a picture looks like, and how large a picture is drawn.

A theme is one file in ``assets/themes``; the file's stem is its id. Adding a theme is adding a file.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simulator.errors import UserError
from simulator.files import read_text
from simulator.resources import assets

Colour = tuple[int, int, int, int]  # red, green, blue, opacity, each 0..255

# What every theme must define. The style guide says what each is for.
TOKENS = (
    "bg",
    "pane",
    "sunk",
    "ink",
    "ink2",
    "ink3",
    "edge",
    "line",
    "hair",
    "faint",
    "inp",
    "gate",
    "mem",
    "out",
    "neg",
    "pos",
    "zero",
    "liquid",
    "on_liquid",
    "pipe",
    "pipe_e",
    "glass",
    "inp_t",
    "gate_t",
    "mem_t",
    "out_t",
    "neg_t",
    "inp_m",
    "gate_m",
    "mem_m",
    "out_m",
    "hover",
    "colnow",
)

_KEYS = ("name", "title", "scale", "colours")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, eq=False)
class Theme:
    """One look. ``scale`` multiplies every size of a picture (the style guide's k: 1 at a desk, 1.22 in a hall)."""

    name: str
    title: str
    scale: float
    colours: Mapping[str, Colour]

    def colour(self, token: str) -> Colour:
        """Return the colour of a token such as ``"mem"`` or, with an opacity from 0 to 1, ``"mem@0.45"``.

        Raises KeyError for a token that no theme knows.
        """
        name, _, opacity = token.partition("@")
        red, green, blue, alpha = self.colours[name]
        return red, green, blue, round(float(opacity) * 255) if opacity else alpha

    @property
    def projected(self) -> bool:
        """Whether its pictures take the sizes of a projection."""
        return self.scale > 1

    @property
    def dark(self) -> bool:
        """Whether light letters stand on a dark ground."""
        return sum(self.colours["bg"][:3]) < sum(self.colours["ink"][:3])


@functools.cache
def theme_ids() -> tuple[str, ...]:
    """Return the ids of the themes that ship, in alphabetical order."""
    return tuple(sorted(path.stem for path in assets("themes").glob("*.toml")))


@functools.cache
def load_theme(identity: str) -> Theme:
    """Return a theme that ships. Raises UserError if there is none of that id, or its file is wrong."""
    if identity not in theme_ids():
        raise UserError(f"There is no theme {identity!r}. Choose one of: {', '.join(theme_ids())}.")
    return read_theme(assets("themes", f"{identity}.toml"))


def read_theme(path: Path) -> Theme:
    """Return the theme in a file. Raises UserError that names the file and the key if anything is missing or wrong."""
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is not TOML: {error}.") from error
    _check_keys(path, data, _KEYS, "key")
    for key, kind, word in (("name", str, "a text"), ("title", str, "a text"), ("colours", dict, "a table")):
        if not isinstance(data[key], kind):
            raise UserError(f"{path}: {key} must be {word}.")
    scale = data["scale"]
    if not isinstance(scale, (int, float)) or isinstance(scale, bool) or not 0.5 <= scale <= 4:
        raise UserError(f"{path}: scale must be a number from 0.5 to 4, not {scale!r}.")
    _check_keys(path, data["colours"], TOKENS, "colour")
    colours = {token: _parse_colour(path, token, value) for token, value in data["colours"].items()}
    return Theme(data["name"], data["title"], float(scale), MappingProxyType(colours))


def _check_keys(path: Path, table: Mapping[str, Any], expected: tuple[str, ...], word: str) -> None:
    for key in table:
        if key not in expected:
            near = get_close_matches(key, expected, 1)
            hint = f"Did you mean {near[0]!r}?" if near else "Remove it."
            raise UserError(f"{path}: there is no {word} {key!r}. {hint}")
    for key in expected:
        if key not in table:
            raise UserError(f"{path}: the {word} {key!r} is missing. Add it.")


def _parse_colour(path: Path, token: str, value: object) -> Colour:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise UserError(f"{path}: {token} must be a colour such as '#0B4CBA', not {value!r}.")
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16), 255

"""A cell as the text of a cell file: what ``cellfile`` reads back equal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.language.cell import Cell, Example
from simulator.tables import Words

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HALF = re.compile(r"[\ud800-\udfff]")  # of a character: no file can hold it


def cell_text(cell: Cell) -> str:
    """Return the whole file of a cell: its words, equations, roles, layouts and example."""
    return "\n".join(_lines(cell)) + "\n"


def _lines(cell: Cell) -> Iterator[str]:
    yield "[cell]"
    yield f"id = {_text(cell.id)}"
    yield f"name = {_words(cell.titles)}"
    yield f"text = {_words(cell.texts)}"
    if cell.source:
        yield f"source = {_text(cell.source)}"
    yield f"output = {_text(cell.output)}"
    yield f"equations = {_long_text(cell.equations)}"
    yield from _table("roles", {name: _text(role) for name, role in cell.given_roles.items()})
    starts = {name: _text(start) if isinstance(start, str) else _numbers(start) for name, start in cell.init.items()}
    yield from _table("init", starts)
    for layout, places in cell.layouts.items():
        yield from _table(f"layout.{_key(layout)}", {node: _numbers(place) for node, place in places.items()}, True)
    if cell.example is not None:
        yield from _example(cell.example)


def _example(example: Example) -> Iterator[str]:
    sizes = {name: str(getattr(example, name)) for name in ("inputs", "units", "outputs")}
    yield from _table("example", {**sizes, "x": _numbers(example.x)})
    for name, arrays in (("parameters", example.parameters or {}), ("initial", example.initial)):
        yield from _table(f"example.{name}", {key: _numbers(value) for key, value in arrays.items()})


def _table(header: str, values: Mapping[str, str], even_empty: bool = False) -> Iterator[str]:
    if values or even_empty:
        yield ""
        yield f"[{header}]"
        for name, value in values.items():
            yield f"{_key(name)} = {value}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _words(texts: Words) -> str:
    if list(texts) == ["en"]:
        return _text(texts["en"])
    return f"{{ {', '.join(f'{_key(language)} = {_text(text)}' for language, text in texts.items())} }}"


def _text(text: str) -> str:
    """Write a string on one line; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(_HALF.sub("\N{REPLACEMENT CHARACTER}", text), ensure_ascii=False).replace("\x7f", "\\u007F")


def _long_text(text: str) -> str:
    """Write a string of several lines as it stands, with as few escapes as can be."""
    text = _HALF.sub("\N{REPLACEMENT CHARACTER}", text).replace("\\", "\\\\").replace('"""', '""\\"')
    return '"""\n' + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04X}", text) + '"""'


def _numbers(value: Any) -> str:
    """Write a number, or nested rows of numbers, so that they are read back to the bit; whole ones without a point."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        inner = [_numbers(entry) for entry in value]
        if value and isinstance(value[0], list | tuple) and len(value) > 1 and sum(map(len, inner)) > 100:
            return "[\n" + "".join(f"    {row},\n" for row in inner) + "]"
        return f"[{', '.join(inner)}]"
    number = float(value)
    text = repr(number)
    return text.removesuffix(".0") if text != "-0.0" else text

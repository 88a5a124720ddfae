"""Options of the commands: argparse, with mistakes as sentences."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from typing import NoReturn

from simulator.errors import UserError

WHAT = "a lesson's id, a cell's id, or a lesson or cell file"


class Options(argparse.ArgumentParser):
    """A parser that raises UserError where argparse prints its usage and leaves."""

    def __init__(self, command: str, text: str) -> None:
        super().__init__(prog=f"gatesim {command}", description=text, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise the sentence that says what is wrong."""
        raise UserError(f"{message}. See “{self.prog} --help”.")

    def read(self, arguments: list[str]) -> argparse.Namespace:
        """Parse arguments. A value may start with a minus: ``--input -1,0`` is ``--input=-1,0``."""
        joined: list[str] = []
        values = {option for action in self._actions if action.nargs is None for option in action.option_strings}
        for argument in arguments:
            if joined and joined[-1] in values and argument[:1] == "-" and argument[1:2] in tuple("0123456789."):
                joined[-1] += f"={argument}"
            else:
                joined.append(argument)
        return self.parse_args(joined)


def whole(low: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` on."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if number < low:
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of at least {low}")
        return number

    return read


def positive(text: str) -> float:
    """Read a number above zero."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (number > 0 and math.isfinite(number)):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number above 0")
    return number

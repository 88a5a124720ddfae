"""The room for files that leave the program: one module a format, one table of formats."""

from simulator.exports.formats import FORMATS, Format, write_trace

__all__ = ["FORMATS", "Format", "write_trace"]

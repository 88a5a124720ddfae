"""A table of numbers in a text file, looked at, told what its columns are, and read as a sequence."""

from simulator.document.table_import.loading import Gaps, load
from simulator.document.table_import.preview import OMIT, STEP, WORD, Preview, PreviewRow, preview
from simulator.document.table_import.records import SEPARATORS

__all__ = ["OMIT", "SEPARATORS", "STEP", "WORD", "Gaps", "Preview", "PreviewRow", "load", "preview"]

"""Where the files that ship with the program are: one way for a checkout, an installed copy and a frozen build."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# A wheel carries the checkout's assets/ inside the package; a checkout has them beside it.
_ROOT = _PACKAGE / "assets" if (_PACKAGE / "assets").is_dir() else _PACKAGE.parent / "assets"


def assets(*parts: str) -> Path:
    """Return the path of a file or folder that ships with the program: ``assets("cells")``."""
    return _ROOT.joinpath(*parts)

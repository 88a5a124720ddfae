"""Numbered vectors worked out elsewhere: vectors.json, with its origin in its ``meta``."""

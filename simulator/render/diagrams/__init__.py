"""The cell as a picture: one file a layout, all built of the same parts, each a pure function of (moment, size)."""

"""Choosing, ordering and grouping the rows of the timeline, by their names in it and in a window that lists all."""

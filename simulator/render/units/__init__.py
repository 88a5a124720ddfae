"""All units of a cell at once: every number of the step as a field of colour, and the units around one as strips."""

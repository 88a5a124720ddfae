"""Changes parameters: where they start, how an optimiser moves them, and how far a gradient may go."""

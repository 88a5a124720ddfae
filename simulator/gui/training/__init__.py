"""Training in the window: what is to be trained, the runs that train it, and what they show while they learn."""

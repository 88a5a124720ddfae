"""Teaches a network a task: updates with reports, snapshots, and a stop that says what went wrong."""

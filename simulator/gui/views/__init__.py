"""The panes of the window: each reads the session and sends edits; none knows another."""

"""Parts of the timeline pane: its canvas, the strip that shows the whole sequence, and how far it is zoomed."""

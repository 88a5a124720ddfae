"""The only room that knows windows: views that read the document and the cursor, and send edits."""

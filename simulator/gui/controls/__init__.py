"""The small controls the window is built of: they know neither the document nor the cursor."""

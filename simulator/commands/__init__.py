"""What the command line can do: one function a command, each a few lines over the rooms that do the work."""

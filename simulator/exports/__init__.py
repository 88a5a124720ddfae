"""The room for files that leave the program: one module a format."""

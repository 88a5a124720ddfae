"""Several runs side by side: what differs between them is marked in their pictures, in one timeline, and in a list."""

LETTERS = "ABC"
"""What the runs that are compared are called in pictures, the document first."""

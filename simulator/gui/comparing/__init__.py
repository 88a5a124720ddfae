"""Runs side by side: the view that compares them, and the dialogs that begin branches and other sides."""

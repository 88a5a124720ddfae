"""The pages of the inspector: a signal now, its sum, its course; and the margins of the whole sequence."""

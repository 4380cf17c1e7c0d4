"""The families that need more than a list of columns."""

"""Indicators an association writes for itself: read somewhere, or worked out from others."""

"""Amendments by article: proposing and discussing one, deciding on it, telling about it, and its pages."""

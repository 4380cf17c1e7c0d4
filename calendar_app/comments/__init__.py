"""Talking about a post: threads of comments, and who is called by name."""

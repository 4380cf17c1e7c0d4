"""A believable association to try the house with: it lives its eight months through the same verbs as a real one."""

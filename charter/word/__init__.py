"""Word files: a version written into one, and a charter read out of one. Pure: no model, no database, no clock."""

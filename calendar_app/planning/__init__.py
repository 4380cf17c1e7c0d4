"""The planning as a workbook: taken away, edited offline, sent back, compared, and only then applied."""

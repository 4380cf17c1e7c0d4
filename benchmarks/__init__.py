"""Pages measured against their floors, in one run: `python -m benchmarks` (docs/performance.md)."""

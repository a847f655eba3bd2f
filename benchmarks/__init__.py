"""What is promised on speed, measured against the plain way: `python -m benchmarks`."""

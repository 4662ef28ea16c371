"""Many answers at once: runs of scenarios, comparisons, sweeps and stress tests."""

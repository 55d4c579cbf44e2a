"""Many sessions on many machines: the same tasks, done by workers of a Ray cluster."""

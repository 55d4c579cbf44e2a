"""A stand-in for vLLM: what the launcher sees of it, without the model."""

"""What is collected here."""

from __future__ import annotations

from importlib.util import find_spec

# tests/live/test_training.py runs it where PyTorch is: in the engine's environment.
collect_ignore = [] if find_spec("torch") else ["test_training.py"]

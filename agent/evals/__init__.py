"""Measures any model behind any URL: generated dialogues, needles, catalogues, state, BFCL."""

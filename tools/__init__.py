"""The built-in tools, registered by the same entry points as anybody's."""

"""Durable sessions and artifacts."""

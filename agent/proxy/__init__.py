"""`agent proxy`: the cache diagnosis for any other client of the server."""

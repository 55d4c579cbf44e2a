"""`agent doctor`: what a server can do, what is misconfigured, and what to change."""

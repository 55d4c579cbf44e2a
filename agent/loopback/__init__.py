"""Pages on this machine's own address, for whoever has the token."""

"""`agent ui`: the trace page, live for all sessions of a store."""

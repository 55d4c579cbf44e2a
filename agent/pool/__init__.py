"""Many sessions on one server: admission by the capacity of its KV cache."""

from agent.pool.pool import Done, Limit, Pool, Task

__all__ = ["Done", "Limit", "Pool", "Task"]

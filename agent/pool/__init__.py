"""Many sessions on one server: admission by the capacity of its KV cache."""

from agent.pool.pool import Done, Pool, Task
from agent.pool.servers import Limit

__all__ = ["Done", "Limit", "Pool", "Task"]

"""Many sessions on one server: admission by the capacity of its KV cache."""

from agent.pool.pool import Done, Pool
from agent.pool.servers import Limit
from agent.pool.task import Task

__all__ = ["Done", "Limit", "Pool", "Task"]

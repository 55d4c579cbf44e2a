"""The class that the fast start patches."""

import os


class CpuPlatform:
    """Asks for spawned processes, as vLLM's does."""

    @classmethod
    def check_and_update_config(cls, vllm_config: object) -> None:
        os.environ["VLLM_WORKER_MULTIPROC_METHOD"] = "spawn"

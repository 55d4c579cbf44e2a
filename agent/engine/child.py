"""Runs vLLM's command, tied to the process that started it.

Executed by its path in the engine's own interpreter, which has vLLM but not Holdfast:

    python -P child.py PARENT_PID fork|plain serve MODEL …

Two things are done that `vllm` itself does not do.

*No orphans.* vLLM's engine process lives on when its API server is killed (seen with 0.32). Here
the kernel kills each process when its parent dies: the API server with ours, the engine process
with the API server. The main module is imported again in a process that vLLM spawns, and a fork
hook runs in one that it forks, so both kinds are reached.

*A fast start* (`fork`). Starting is importing, about ten seconds of it, and vLLM's CPU platform
pays twice, since it spawns the engine process afresh. Forking it instead is safe here because
nothing has computed yet: with one OpenMP thread (cpu.py) the parent has no thread pool that the
child could miss. The garbage collector is off during the imports, which create a million objects
that all stay, and what exists at the fork is frozen, so that it is shared and never scanned again.
"""

import ctypes
import gc
import importlib
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PARENT = "HOLDFAST_ENGINE_PARENT"
"""Environment variable in which a process tells its pid to those that it starts."""


def tie_to_parent(parent: int) -> None:
    """Have the kernel kill this process when `parent` dies; end it now if that has happened."""
    os.environ[_PARENT] = str(os.getpid())  # for the processes that this one spawns
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def tie_forks() -> None:
    """Tie every process that this one, or one of those, forks."""
    os.register_at_fork(after_in_child=lambda: tie_to_parent(int(os.environ[_PARENT])))


def prepare_fork() -> None:
    """Make vLLM fork its engine process, with everything imported before."""
    gc.disable()
    os.register_at_fork(before=gc.freeze, after_in_parent=gc.enable, after_in_child=gc.enable)
    platform = importlib.import_module("vllm.platforms.cpu").CpuPlatform
    original = platform.check_and_update_config.__func__

    def check_and_update_config(cls: object, vllm_config: object) -> None:
        original(cls, vllm_config)
        # The platform has just asked for "spawn".
        os.environ["VLLM_WORKER_MULTIPROC_METHOD"] = "fork"

    platform.check_and_update_config = classmethod(check_and_update_config)


def main() -> None:
    """Tie, prepare, and become `vllm serve …`."""
    parent, start = int(sys.argv[1]), sys.argv[2]
    tie_to_parent(parent)
    tie_forks()
    if start == "fork":
        prepare_fork()
    sys.argv = ["vllm", *sys.argv[3:]]
    importlib.import_module("vllm.entrypoints.cli.main").main()


if __name__ == "__mp_main__":
    # Not os.getppid(): the parent may have died while this interpreter started.
    tie_to_parent(int(os.environ[_PARENT]))
    tie_forks()

if __name__ == "__main__":
    main()

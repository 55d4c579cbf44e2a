"""`vllm serve BEHAVIOUR --port PORT`: starts, fails or hangs the way the behaviour's name says."""

import http.server
import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path

from vllm.platforms.cpu import CpuPlatform

BUSY = 'vllm:num_requests_running{engine="0"} 1.0\n'


class Handler(http.server.BaseHTTPRequestHandler):
    """Health, metrics, and one request that counts."""

    requests = 0
    behaviour = ""

    def do_GET(self) -> None:
        body = ""
        if self.path == "/metrics":
            body = f'http_requests_total{{handler="/v1/models"}} {Handler.requests}.0\n'
            body += BUSY if self.behaviour == "busy" else ""
        elif self.path != "/health":
            Handler.requests += 1
        self.send_response(503 if self.behaviour == "sick" else 200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


def end_when_told() -> None:
    """End when a file `end` lies beside the pids."""
    while not Path(os.environ["FAKE_PIDS"]).with_name("end").exists():
        time.sleep(0.05)
    os._exit(3)


def sleep_forever(pids: str) -> None:
    """The engine process: it does nothing but be there."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with Path(pids).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(600)


def say(line: str) -> None:
    """Write a line of the log."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Behave as told."""
    behaviour = Path(sys.argv[2]).name
    port = int(sys.argv[sys.argv.index("--port") + 1])
    CpuPlatform.check_and_update_config(None)
    method = os.environ["VLLM_WORKER_MULTIPROC_METHOD"]
    say("non-default args: {}")
    if behaviour == "out-of-memory":
        sys.exit("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 GiB.")
    if behaviour == "silent":
        time.sleep(600)
    if behaviour == "no-fork" and method == "fork":
        sys.exit("RuntimeError: this cannot be forked")
    if behaviour == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    engine = multiprocessing.get_context(method).Process(
        target=sleep_forever, args=(os.environ["FAKE_PIDS"],)
    )
    engine.start()
    say(f"started by {method}")
    Handler.behaviour = behaviour
    if behaviour != "deaf":
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    if behaviour == "short-lived":
        signal.signal(signal.SIGALRM, lambda *_: os._exit(3))
        signal.alarm(1)
    if behaviour == "until-told":
        threading.Thread(target=end_when_told, daemon=True).start()
    server.serve_forever()

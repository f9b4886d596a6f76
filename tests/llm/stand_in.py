"""A small model server on loopback that says what a test wants it to say."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Script:
    """What the server does with each question, in turn; the last one is repeated."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.asked = []
        self.headers = []

    def next(self):
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


def chat(content) -> bytes:
    """Return the body of a chat-completions answer."""
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@contextmanager
def serve(*steps):
    """Yield (address, script). A step is bytes, a status code, a (status, header) redirect or seconds to wait."""
    script = Script(*steps)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            script.asked.append(json.loads(body))
            script.headers.append((self.path, dict(self.headers)))
            step = script.next()
            try:
                if isinstance(step, float):
                    time.sleep(step)
                    step = chat({"incidents": []})
                if isinstance(step, tuple):
                    self.send_response(step[0])
                    self.send_header("Location", step[1])
                    self.end_headers()
                elif isinstance(step, int):
                    self.send_error(step)
                else:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.end_headers()
                    self.wfile.write(step)
            except (BrokenPipeError, ConnectionResetError):
                return  # the reader gave up, as a test wants it

        def log_message(self, *_args):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A server on this machine that speaks OpenAI's protocol, well or badly."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, str] | tuple[int, str, dict[str, str]]


class Server(ThreadingHTTPServer):
    """Gives its replies in order, the last one for ever, and keeps the bodies it was sent."""

    daemon_threads = True

    def __init__(self, replies: list[Reply], delay: threading.Event | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = replies
        self.delay = delay
        self.models: tuple[str, ...] | None = None
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        self.server.keys.append(self.headers.get("Authorization"))
        if self.server.delay:
            self.server.delay.wait(10)
            return
        status, text, *headers = self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        self._answer(status, text, headers[0] if headers else {})

    def do_GET(self) -> None:
        if self.server.models is None:
            return self._answer(404, "{}", {})
        models = [{"id": name, "object": "model", "created": 1, "owned_by": "me"} for name in self.server.models]
        return self._answer(200, json.dumps({"object": "list", "data": models}), {})

    def _answer(self, status: int, text: str, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        sent = {"Content-Type": "application/json", "Content-Length": str(len(text.encode())), **headers}
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args: Any) -> None:
        return


@contextmanager
def serving(*replies: Reply, delay: threading.Event | None = None) -> Iterator[Server]:
    server = Server(list(replies), delay)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        if delay:
            delay.set()
        server.shutdown()
        thread.join()
        server.server_close()


def saying(content: str | None, arguments: str | None = None, name: str = "add") -> Reply:
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if arguments is not None:
        message["tool_calls"] = [{"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}]
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 30, "completion_tokens": 7, "total_tokens": 37}
    answer = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    return 200, json.dumps(answer)


def failing(status: int, message: str = "no") -> Reply:
    return status, json.dumps({"error": {"message": message, "type": "error", "code": None}})

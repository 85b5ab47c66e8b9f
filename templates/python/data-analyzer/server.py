"""Serves the agent over HTTP: JSON in, JSON out, and /health. Any web framework can take this place."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from model import ModelError

LARGEST_BODY = 1 << 20  # bytes


class BadRequest(Exception):
    """What the caller has to change in the request."""


def text(body, name, most=20_000):
    """A text that the request must have."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"`{name}` must be a text that is not empty")
    if len(value) > most:
        raise BadRequest(f"`{name}` has {len(value)} characters, more than {most}")
    return value.strip()


def choice(body, name, values):
    """One of the values; the first if the request has none."""
    value = body.get(name, values[0])
    if value not in values:
        raise BadRequest(f"`{name}` must be one of {', '.join(values)}")
    return value


def serve(actions):
    """Serves until SIGTERM. Each action takes the JSON object of a POST to its path, and returns the answer."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 60  # seconds in which a request has to arrive

        def do_GET(self):
            if self.path == "/health":
                self.answer(200, {"status": "ok"})
            else:
                self.answer(405 if self.path in actions else 404, {"error": f"there is no GET {self.path}"})

        def do_POST(self):
            if self.path not in actions:
                return self.answer(404, {"error": f"there is no POST {self.path}"})
            try:
                self.answer(200, actions[self.path](self.body()))
            except BadRequest as error:
                self.answer(400, {"error": str(error)})
            except ModelError as error:
                headers = {"Retry-After": error.retry_after} if error.retry_after else {}
                self.answer(error.status, {"error": str(error)}, headers)
            except Exception as error:
                self.answer(500, {"error": "the agent failed; its log says more"})
                raise error

        def body(self):
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > LARGEST_BODY:
                raise BadRequest(f"Content-Length must be a number up to {LARGEST_BODY}")
            try:
                body = json.loads(self.rfile.read(int(length)))
            except ValueError as error:
                raise BadRequest("the body is not JSON") from error
            if not isinstance(body, dict):
                raise BadRequest("the body must be a JSON object")
            return body

        def answer(self, status, body, headers=None):
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    # The first process of a container gets no default handler: without this, every stop takes ten seconds.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    port = int(os.environ.get("PORT", "8080"))
    print(f"listening on port {port}", flush=True)
    ThreadingHTTPServer(("0.0.0.0", port), Handler).serve_forever()

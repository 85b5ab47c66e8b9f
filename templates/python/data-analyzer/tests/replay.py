"""Plays the model: answers the agent's calls from recordings, and remembers the calls that no recording fits.

A file of recordings is a list. A recording fits a call if each field of its `when` is the same in the call, and
answers once, with the text `reply` or with the HTTP status `error`.
"""

import difflib
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

RECORDINGS = Path(__file__).parent / "recordings"


class Replay:
    def __init__(self):
        self.unexpected = []
        self.unused = []
        self.lock = threading.Lock()
        # Where the agent looks for its model: see `spec.pipeline.test.environment` in agent.yaml.
        address = urlsplit(os.environ["OPENAI_BASE_URL"])
        self.server = ThreadingHTTPServer((address.hostname, address.port), handler(self, address.path))
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def load(self, name):
        """Expects the calls of a conversation, and no others."""
        with self.lock:
            self.unexpected = []
            self.unused = json.loads((RECORDINGS / f"{name}.json").read_text())

    def problem(self):
        """What was called without a recording, or recorded without a call; empty if all is as it was recorded."""
        with self.lock:
            left = [f"recorded, but not called: {shown(recording['when'])}" for recording in self.unused]
            return "\n".join(self.unexpected + left)

    def answer(self, call):
        with self.lock:
            for recording in self.unused:
                if all(call.get(name) == value for name, value in recording["when"].items()):
                    self.unused.remove(recording)
                    return recording
            self.unexpected.append(self.difference(call))
            return {"error": 500}

    def difference(self, call):
        """The call beside the recording that is most like it."""
        whens = [recording["when"] for recording in self.unused]
        calls = [{name: call.get(name) for name in when} for when in whens]
        likeness = [difflib.SequenceMatcher(None, shown(a), shown(b)).ratio() for a, b in zip(whens, calls)]
        if not whens:
            return f"called, but not recorded: {shown(call)}"
        best = likeness.index(max(likeness))
        lines = difflib.unified_diff(
            shown(whens[best]).splitlines(), shown(calls[best]).splitlines(), "recorded", "called", lineterm="", n=1
        )
        return "\n".join(lines)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def shown(value):
    return json.dumps(value, indent=2, ensure_ascii=False)


def handler(replay, base):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            is_chat = self.path == f"{base}/chat/completions" and self.headers["Authorization"]
            found = replay.answer(call) if is_chat else {"error": 404}
            message = {"role": "assistant", "content": found.get("reply")}
            body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            if "error" in found:
                body = {"error": {"message": "recorded error"}}
            content = json.dumps(body).encode()
            self.send_response(found.get("error", 200))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    return Handler

// swift-format-ignore-file
// Made from what several of templates/ have by `make generate`.

extension EmbeddedFiles {
  static let sharedDockerignore = #"""
# What stays out of the image. The tests get theirs by `test.include` in agent.yaml.
tests
README.md
.*

"""#

  static let sharedGitignore = #"""
.agent-pipeline/
__pycache__/
.env

"""#

  static let sharedModelPy = #"""
"""Asks a model through the chat completions API, which OpenAI and most other providers and local servers have.

OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL say which model. The standard library is enough for that; the `openai`
package reads the same variables, should you need more of the API.
"""

import json
import os
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TIMEOUT = float(os.environ.get("MODEL_TIMEOUT", "60"))  # seconds


class ModelError(Exception):
    """Why there is no answer, and with which HTTP status the agent says so."""

    def __init__(self, status, message, retry_after=None):
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


def ask(messages, **options):
    """Returns the model's answer to the messages, a text.

    Options are further fields of the request, such as `temperature` or `response_format`.
    """
    key = os.environ.get("OPENAI_API_KEY")
    if not key:
        raise ModelError(503, "OPENAI_API_KEY is not set, so the agent cannot ask its model")
    base = os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"
    body = {"model": os.environ.get("OPENAI_MODEL", "gpt-4o-mini"), "messages": messages, **options}
    request = Request(
        base.rstrip("/") + "/chat/completions",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=TIMEOUT) as response:
            answer = json.load(response)
    except HTTPError as error:
        raise refusal(error) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise ModelError(504, f"the model did not answer within {TIMEOUT:g} s") from error
        raise ModelError(502, f"the model cannot be reached: {reason}") from error
    except ValueError as error:
        raise ModelError(502, "the model's answer is not JSON") from error
    try:
        text = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise ModelError(502, "the model's answer has no message") from error
    if not isinstance(text, str):
        raise ModelError(502, "the model's answer has no text")
    return text


def refusal(error):
    """What an error of the model's server means for the caller of the agent."""
    if error.code == 429:
        return ModelError(429, "the model is busy; try again later", error.headers.get("Retry-After"))
    if error.code in (401, 403):
        return ModelError(502, "the model's provider does not accept OPENAI_API_KEY")
    return ModelError(502, f"the model's server answered with status {error.code}")

"""#

  static let sharedServerPy = #"""
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

"""#

  static let sharedTestdataRecordingsBusyJson = #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so."},
        {"role": "user", "content": "Are you there?"}
      ]
    },
    "error": 429
  }
]

"""#

  static let sharedTestdataRecordingsGreetingJson = #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so."},
        {"role": "user", "content": "Hello, who are you?"}
      ]
    },
    "reply": "Hello! I am your assistant. What can I do for you?"
  }
]

"""#

  static let sharedTestdataRecordingsMemoryJson = #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so."},
        {"role": "user", "content": "My name is Ada."}
      ]
    },
    "reply": "Nice to meet you, Ada."
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so."},
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Nice to meet you, Ada."},
        {"role": "user", "content": "What is my name?"}
      ]
    },
    "reply": "Your name is Ada."
  }
]

"""#

  static let sharedTestsAgentPy = #"""
"""The agent under test: the running one, in the container that ships, and what the tests expect of it."""

import json
import os
import subprocess
import sys
import time
import unittest
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from replay import Replay

ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8080')}"


def post(path, body, address=ADDRESS):
    """The status and the JSON of the agent's answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return call(Request(address + path, content, {"Content-Type": "application/json"}))


def call(request):
    try:
        with urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


class AgentTests(unittest.TestCase):
    """Tests whose model calls are answered from recordings."""

    @classmethod
    def setUpClass(cls):
        cls.replay = Replay()
        cls.addClassCleanup(cls.replay.stop)

    def recorded(self, name):
        """Expects the model calls of a recording from now to the end of the test."""
        self.replay.load(name)
        self.addCleanup(self.compare_calls)

    def compare_calls(self):
        if problem := self.replay.problem():
            self.fail(f"the calls of the model differ from the recording:\n{problem}")

    def start_without_key(self):
        """Another process of the agent, which has no key.

        Returns its address.
        """
        variables = {**os.environ, "PORT": "8099"}
        variables.pop("OPENAI_API_KEY", None)
        process = subprocess.Popen([sys.executable, "main.py"], env=variables)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        address = "http://127.0.0.1:8099"
        for _ in range(200):
            try:
                self.assertEqual(call(Request(address + "/health"))[0], 200)
                return address
            except URLError:
                time.sleep(0.05)
        self.fail("the agent does not start without a key")

"""#

  static let sharedTestsReplayPy = #"""
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
        """What was called without a recording, else what was recorded and not called; empty if all is as recorded."""
        with self.lock:
            left = [f"recorded, but not called: {shown(recording['when'])}" for recording in self.unused]
            return "\n".join(self.unexpected or left)

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

"""#
}

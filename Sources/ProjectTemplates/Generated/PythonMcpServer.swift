// swift-format-ignore-file
// Made from templates/python/mcp-server by `make generate`.

extension EmbeddedFiles {
  static let pythonMcpServer: [ProjectTemplate.File] = [
ProjectTemplate.File(".dockerignore", sharedDockerignore, isExecutable: false),
ProjectTemplate.File(".gitignore", sharedGitignore, isExecutable: false),
ProjectTemplate.File("README.md", #"""
# mcp-server

Offers tools to the agents of others over MCP.

```sh
agent-pipeline run                        # checks, builds and tests the image, without a network or a key
OPENAI_API_KEY=… python main.py           # what an MCP client starts, here or as a container:
docker run --rm -i -e OPENAI_API_KEY IMAGE
```

- `main.py` is the server with its tools, `model.py` asks the model.
- `tests/recordings` has the model's answers for the tests. A prompt that changes needs a new recording.
- `agent-pipeline run --push-to REGISTRY/NAME` publishes the image that passed.

"""#, isExecutable: false),
ProjectTemplate.File("agent.yaml", #"""
# An MCP server in Python. `agent-pipeline run` checks, builds, tests and tags it; README.md says more.
apiVersion: agent.dev/v1
kind: Agent
metadata:
  name: mcp-server
  version: 0.1.0  # of the first release; the commits decide the later ones
  description: Offers tools to the agents of others over MCP
  tags: [mcp]
spec:
  runtime: python:3.11
  model:
    provider: openai
    name: gpt-4o-mini
  capabilities: [tools]
  # The standard library is enough so far. Packages go here with exact versions, or into requirements.txt.
  dependencies: []
  environment:
    - name: OPENAI_MODEL
      value: gpt-4o-mini
    # Not in the image: what runs the agent provides it. OPENAI_BASE_URL leads to another provider with the same API.
    - name: OPENAI_API_KEY
      from: secret
      secretName: openai
      secretKey: api-key
  # No port and no health check: the client starts the server and talks to it on its standard streams.
  resources:
    requests: {cpu: 100m, memory: 64Mi}
    limits: {cpu: "1", memory: 256Mi}

  pipeline:
    build:
      baseImage: python:3.11-slim
    test:
      # The server has to answer `initialize` on its standard streams.
      ready: mcp
      # Only the tests see these files: the image that ships has none of them.
      include: [tests/]
      # The tests play the model with the answers in tests/recordings: no network, no key, no cost.
      environment:
        OPENAI_BASE_URL: http://127.0.0.1:9090/v1
        OPENAI_API_KEY: test
      commands:
        - name: recorded conversations
          run: [python, -m, unittest, discover, -v, -s, tests]
          timeout: 2m

"""#, isExecutable: false),
ProjectTemplate.File("main.py", #"""
"""A server of the Model Context Protocol on its standard streams, one JSON-RPC message a line.

Tools: `count_words`, which needs no model, and `explain`, which asks one. Register a function to add another.
The `mcp` package does the same with less code, and more of the protocol.
"""

import json
import signal
import sys

import model

# Newest first: a client that asks for one of these gets it, and the newest otherwise.
PROTOCOLS = ("2025-06-18", "2025-03-26", "2024-11-05")
SERVER = {"name": "mcp-server", "version": "0.1.0"}
TOOLS = {}


def tool(description, **texts):
    """Registers a function whose arguments are texts, each with a description."""

    def register(function):
        properties = {name: {"type": "string", "description": text} for name, text in texts.items()}
        schema = {"type": "object", "properties": properties, "required": list(texts)}
        TOOLS[function.__name__] = (function, {"description": description, "inputSchema": schema})
        return function

    return register


@tool("Counts the words of a text", text="The text")
def count_words(text):
    return str(len(text.split()))


@tool("Explains a term in one sentence", term="The term", reader="Who reads it, such as `a child`")
def explain(term, reader):
    instructions = f"Explain the user's term in one sentence to {reader[:80]}."
    return model.ask([{"role": "system", "content": instructions}, {"role": "user", "content": term[:200]}])


class Refusal(Exception):
    """An error of JSON-RPC."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def initialize(params):
    wanted = params.get("protocolVersion")
    version = wanted if wanted in PROTOCOLS else PROTOCOLS[0]
    return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": SERVER}


def call(params):
    function, about = TOOLS.get(params.get("name"), (None, None))
    if function is None:
        raise Refusal(-32602, f"there is no tool `{params.get('name')}`")
    arguments = params.get("arguments", {})
    names = about["inputSchema"]["required"]
    if not isinstance(arguments, dict) or set(arguments) != set(names):
        raise Refusal(-32602, f"the arguments are {', '.join(names)}")
    if not all(isinstance(value, str) for value in arguments.values()):
        raise Refusal(-32602, "the arguments must be texts")
    try:
        return {"content": [{"type": "text", "text": function(**arguments)}], "isError": False}
    except model.ModelError as error:
        # An error of the tool, which the client's model may read; an error of the protocol is for programs.
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}


METHODS = {
    "initialize": initialize,
    "ping": lambda params: {},
    "tools/list": lambda params: {"tools": [{"name": name, **about} for name, (_, about) in TOOLS.items()]},
    "tools/call": call,
}


def answer(line):
    """The answer to one line; nothing for a notification."""
    try:
        message = json.loads(line)
    except ValueError:
        return failure(None, Refusal(-32700, "the line is not JSON"))
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        return failure(None, Refusal(-32600, "the line is not a request"))
    if "id" not in message:
        return None
    try:
        method = METHODS.get(message["method"])
        if method is None:
            raise Refusal(-32601, f"there is no method `{message['method']}`")
        params = message.get("params") or {}
        if not isinstance(params, dict):
            raise Refusal(-32602, "`params` must be an object")
        return {"jsonrpc": "2.0", "id": message["id"], "result": method(params)}
    except Refusal as error:
        return failure(message["id"], error)


def failure(id, error):
    return {"jsonrpc": "2.0", "id": id, "error": {"code": error.code, "message": str(error)}}


if __name__ == "__main__":
    # The first process of a container gets no default handler: without this, every stop takes ten seconds.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    for line in sys.stdin:
        found = answer(line) if line.strip() else None
        if found is not None:
            print(json.dumps(found), flush=True)

"""#, isExecutable: false),
ProjectTemplate.File("model.py", sharedModelPy, isExecutable: false),
ProjectTemplate.File("tests/recordings/busy.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Explain the user's term in one sentence to a child."},
        {"role": "user", "content": "patience"}
      ]
    },
    "error": 429
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/explain.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Explain the user's term in one sentence to a child."},
        {"role": "user", "content": "tide"}
      ]
    },
    "reply": "The moon pulls the sea up and lets it go again."
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/replay.py", sharedTestsReplayPy, isExecutable: false),
ProjectTemplate.File("tests/test_mcp_server.py", #"""
"""Talks to the server as a client does: a process of the program that ships, on its standard streams."""

import json
import os
import subprocess
import sys
import unittest

from replay import Replay


class Client:
    def __init__(self, **variables):
        environment = {**os.environ, **variables}
        self.process = subprocess.Popen(
            [sys.executable, "main.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def request(self, method, params=None):
        self.send(json.dumps({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}))
        return self.answer()

    def answer(self):
        return json.loads(self.process.stdout.readline())

    def call(self, tool, **arguments):
        result = self.request("tools/call", {"name": tool, "arguments": arguments})["result"]
        return result["isError"], result["content"][0]["text"]

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class ServerTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.replay = Replay()
        cls.addClassCleanup(cls.replay.stop)
        cls.client = Client()
        cls.addClassCleanup(cls.client.stop)

    def recorded(self, name):
        self.replay.load(name)
        self.addCleanup(lambda: self.assertEqual(self.replay.problem(), ""))

    def test_greets(self):
        for wanted, given in (("2024-11-05", "2024-11-05"), ("1999-01-01", "2025-06-18")):
            result = self.client.request("initialize", {"protocolVersion": wanted, "capabilities": {}})["result"]
            self.assertEqual(result["protocolVersion"], given)
            self.assertIn("tools", result["capabilities"])

    def test_lists_its_tools(self):
        tools = self.client.request("tools/list")["result"]["tools"]
        self.assertEqual([tool["name"] for tool in tools], ["count_words", "explain"])
        self.assertEqual(tools[1]["inputSchema"]["required"], ["term", "reader"])

    def test_a_tool_without_a_model(self):
        self.assertEqual(self.client.call("count_words", text="one two  three"), (False, "3"))

    def test_a_tool_that_asks_the_model(self):
        self.recorded("explain")
        answer = self.client.call("explain", term="tide", reader="a child")
        self.assertEqual(answer, (False, "The moon pulls the sea up and lets it go again."))

    def test_an_error_of_the_model_is_an_error_of_the_tool(self):
        self.recorded("busy")
        answer = self.client.call("explain", term="patience", reader="a child")
        self.assertEqual(answer, (True, "the model is busy; try again later"))

    def test_says_that_it_has_no_key(self):
        client = Client(OPENAI_API_KEY="")
        self.addCleanup(client.stop)
        failed, text = client.call("explain", term="tide", reader="a child")
        self.assertTrue(failed)
        self.assertIn("OPENAI_API_KEY is not set", text)

    def test_refuses_what_it_does_not_know(self):
        for method, params, code in (
            ("prompts/list", None, -32601),
            ("tools/call", {"name": "none"}, -32602),
            ("tools/call", {"name": "count_words", "arguments": {}}, -32602),
            ("tools/call", {"name": "count_words", "arguments": {"text": 1}}, -32602),
            ("tools/call", [], -32602),
        ):
            self.assertEqual(self.client.request(method, params)["error"]["code"], code, params)

    def test_goes_on_after_lines_that_are_no_requests(self):
        for line, code in (("{", -32700), ("[]", -32600), ("{}", -32600)):
            self.client.send(line)
            self.assertEqual(self.client.answer()["error"]["code"], code)
        self.client.send('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        self.assertEqual(self.client.request("ping"), {"jsonrpc": "2.0", "id": 7, "result": {}})

"""#, isExecutable: false),
  ]
}

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

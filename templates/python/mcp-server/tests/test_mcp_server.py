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

    def client(self, **variables):
        client = Client(**variables)
        self.addCleanup(client.stop)
        return client

    def recorded(self, name):
        self.replay.load(name)
        self.addCleanup(lambda: self.assertEqual(self.replay.problem(), ""))

    def test_greets(self):
        client = self.client()
        for wanted, given in (("2024-11-05", "2024-11-05"), ("1999-01-01", "2025-06-18")):
            result = client.request("initialize", {"protocolVersion": wanted, "capabilities": {}})["result"]
            self.assertEqual(result["protocolVersion"], given)
            self.assertIn("tools", result["capabilities"])

    def test_lists_its_tools(self):
        tools = self.client().request("tools/list")["result"]["tools"]
        self.assertEqual([tool["name"] for tool in tools], ["count_words", "explain"])
        self.assertEqual(tools[1]["inputSchema"]["required"], ["term", "reader"])

    def test_a_tool_without_a_model(self):
        self.assertEqual(self.client().call("count_words", text="one two  three"), (False, "3"))

    def test_a_tool_that_asks_the_model(self):
        self.recorded("explain")
        answer = self.client().call("explain", term="tide", reader="a child")
        self.assertEqual(answer, (False, "The moon pulls the sea up and lets it go again."))

    def test_an_error_of_the_model_is_an_error_of_the_tool(self):
        self.recorded("busy")
        answer = self.client().call("explain", term="patience", reader="a child")
        self.assertEqual(answer, (True, "the model is busy; try again later"))

    def test_says_that_it_has_no_key(self):
        failed, text = self.client(OPENAI_API_KEY="").call("explain", term="tide", reader="a child")
        self.assertTrue(failed)
        self.assertIn("OPENAI_API_KEY is not set", text)

    def test_refuses_what_it_does_not_know(self):
        client = self.client()
        for method, params, code in (
            ("prompts/list", None, -32601),
            ("tools/call", {"name": "none"}, -32602),
            ("tools/call", {"name": "count_words", "arguments": {}}, -32602),
            ("tools/call", {"name": "count_words", "arguments": {"text": 1}}, -32602),
            ("tools/call", [], -32602),
        ):
            self.assertEqual(client.request(method, params)["error"]["code"], code, params)

    def test_goes_on_after_lines_that_are_no_requests(self):
        client = self.client()
        for line, code in (("{", -32700), ("[]", -32600), ("{}", -32600)):
            client.send(line)
            self.assertEqual(client.answer()["error"]["code"], code)
        client.send('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        self.assertEqual(client.request("ping"), {"jsonrpc": "2.0", "id": 7, "result": {}})

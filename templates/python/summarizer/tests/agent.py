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

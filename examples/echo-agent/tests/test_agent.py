"""Runs inside the image, beside the running service: what passes here is what ships."""

import json
import urllib.error
import urllib.request

import pytest

from main import ChatRequest, reply_to

SERVICE = "http://127.0.0.1:8080"


def post(path: str, body: object) -> tuple[int, dict]:
    request = urllib.request.Request(
        SERVICE + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.status, json.load(response)


def test_reply_repeats_the_message():
    assert reply_to("hello").reply == "You said: hello"


def test_an_empty_message_is_refused():
    with pytest.raises(ValueError):
        ChatRequest(message="")


def test_the_running_service_answers():
    status, body = post("/chat", {"message": "hello"})
    assert (status, body["reply"]) == (200, "You said: hello")


def test_the_running_service_refuses_a_message_without_text():
    with pytest.raises(urllib.error.HTTPError) as refusal:
        post("/chat", {})
    assert refusal.value.code == 422

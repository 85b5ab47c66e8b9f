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

"""A chatbot: POST /chat answers `{"message": "…", "history": […]}` with `{"reply": "…", "history": […]}`.

The caller keeps the history and sends it with the next message, so any replica of the agent can answer.
"""

import model
from server import BadRequest, serve, text

INSTRUCTIONS = "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so."
# Older messages are left out, so that a long conversation does not outgrow the model.
REMEMBERED = 20


def chat(body):
    message = {"role": "user", "content": text(body, "message", most=4000)}
    past = history(body)[-REMEMBERED:]
    reply = model.ask([{"role": "system", "content": INSTRUCTIONS}, *past, message], temperature=0.3)
    return {"reply": reply, "history": [*past, message, {"role": "assistant", "content": reply}]}


def history(body):
    """The messages before; never a system message, which could replace the instructions."""
    messages = body.get("history", [])
    if not isinstance(messages, list):
        raise BadRequest("`history` must be a list of messages")
    for message in messages:
        if (
            not isinstance(message, dict)
            or message.get("role") not in ("user", "assistant")
            or not isinstance(message.get("content"), str)
        ):
            raise BadRequest("a message of `history` has a `role`, user or assistant, and a `content`")
    return [{"role": message["role"], "content": message["content"]} for message in messages]


if __name__ == "__main__":
    serve({"/chat": chat})

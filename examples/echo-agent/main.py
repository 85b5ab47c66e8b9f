"""A chat agent small enough to read: it answers every message with the message itself."""

import logging
import os

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"))
log = logging.getLogger("echo-agent")
app = FastAPI(title="echo-agent")


class ChatRequest(BaseModel):
    message: str = Field(min_length=1, max_length=10_000)


class ChatResponse(BaseModel):
    reply: str
    provider: str
    model: str


def reply_to(message: str) -> ChatResponse:
    """The agent's whole wisdom; a real one would ask its model here."""
    return ChatResponse(
        reply=f"You said: {message}",
        provider=os.environ.get("MODEL_PROVIDER", "openai"),
        model=os.environ.get("MODEL_NAME", "gpt-4o-mini"),
    )


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/chat")
def chat(request: ChatRequest) -> ChatResponse:
    log.info("a message of %d characters", len(request.message))
    return reply_to(request.message)


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")))

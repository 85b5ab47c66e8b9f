// swift-format-ignore-file
// Made from templates/python/workflow by `make generate`.

extension EmbeddedFiles {
  static let pythonWorkflow: [ProjectTemplate.File] = [
ProjectTemplate.File(".dockerignore", sharedDockerignore, isExecutable: false),
ProjectTemplate.File(".gitignore", sharedGitignore, isExecutable: false),
ProjectTemplate.File("README.md", #"""
# workflow

Takes customers' messages through steps to a reply or to a person.

```sh
agent-pipeline run                        # checks, builds and tests the image, without a network or a key
OPENAI_API_KEY=… python main.py           # runs it here, on port 8080
curl localhost:8080/tickets -d '{"message": "The app does not start."}'
```

- `main.py` is the agent, `model.py` asks its model, `server.py` serves HTTP.
- `tests/recordings` has the model's answers for the tests. A prompt that changes needs a new recording.
- `agent-pipeline run --push-to REGISTRY/NAME` publishes the image that passed.

"""#, isExecutable: false),
ProjectTemplate.File("agent.yaml", #"""
# A workflow in Python. `agent-pipeline run` checks, builds, tests and tags it; README.md says more.
apiVersion: agent.dev/v1
kind: Agent
metadata:
  name: workflow
  version: 0.1.0  # of the first release; the commits decide the later ones
  description: Takes customers' messages through steps to a reply or to a person
  tags: [workflow]
spec:
  runtime: python:3.11
  model:
    provider: openai
    name: gpt-4o-mini
  capabilities: [workflow]
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
  ports:
    - container: 8080
  healthCheck:
    type: http
    path: /health
    port: 8080
    interval: 30s
    timeout: 5s
    retries: 3
    startPeriod: 5s
  resources:
    requests: {cpu: 100m, memory: 64Mi}
    limits: {cpu: "1", memory: 256Mi}

  pipeline:
    build:
      baseImage: python:3.11-slim
    test:
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
"""A workflow: POST /tickets takes a customer's message through steps and answers with a reply and what was done.

Each step is a function that takes the ticket, changes it and returns the next step. The model classifies and writes;
the program decides what follows, so a model that errs cannot leave the path.
"""

import model
from server import serve, text

CATEGORIES = {
    "billing": "You answer questions about bills. You cannot promise refunds: a person decides about them.",
    "technical": "You help with technical trouble. Name at most three steps to try, the simplest first.",
    "other": "You answer general questions of customers. Be brief.",
}
# What a person has to read before anyone answers.
SENSITIVE = ("lawyer", "lawsuit", "injured", "police")
MOST_STEPS = 10


def run(body):
    ticket = {"message": text(body, "message", most=4000), "steps": []}
    step = screen
    while step and len(ticket["steps"]) < MOST_STEPS:
        ticket["steps"].append(step.__name__)
        step = step(ticket)
    return {name: ticket.get(name) for name in ("category", "reply", "needs_person", "steps")}


def screen(ticket):
    """No model: what is sensitive goes to a person."""
    ticket["needs_person"] = any(word in ticket["message"].lower() for word in SENSITIVE)
    return hand_over if ticket["needs_person"] else classify


def classify(ticket):
    names = ", ".join(CATEGORIES)
    found = ask(f"Which category has the user's message: {names}? Answer with the category alone.", ticket["message"])
    word = found.strip(" .`\"\n").lower()
    ticket["category"] = word if word in CATEGORIES else "other"
    return draft


def draft(ticket):
    ticket["reply"] = ask(CATEGORIES[ticket["category"]], ticket["message"])
    return review


def review(ticket):
    """A second look by the model, which sees the reply with other eyes."""
    verdict = ask(
        "Does the reply promise money, blame the customer or invent facts? Answer yes or no.",
        f"Message: {ticket['message']}\n\nReply: {ticket['reply']}",
    )
    return None if verdict.strip().lower().startswith("no") else hand_over


def hand_over(ticket):
    ticket["needs_person"] = True
    ticket["reply"] = "Thank you for your message. A colleague will answer you personally."
    return None


def ask(instructions, content):
    messages = [{"role": "system", "content": instructions}, {"role": "user", "content": content}]
    return model.ask(messages, temperature=0)


if __name__ == "__main__":
    serve({"/tickets": run})

"""#, isExecutable: false),
ProjectTemplate.File("model.py", sharedModelPy, isExecutable: false),
ProjectTemplate.File("server.py", sharedServerPy, isExecutable: false),
ProjectTemplate.File("tests/agent.py", sharedTestsAgentPy, isExecutable: false),
ProjectTemplate.File("tests/recordings/busy.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Which category has the user's message: billing, technical, other? Answer with the category alone."},
        {"role": "user", "content": "Hello?"}
      ]
    },
    "error": 429
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/nothing.json", #"""
[]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/promise.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Which category has the user's message: billing, technical, other? Answer with the category alone."},
        {"role": "user", "content": "I want my money back."}
      ]
    },
    "reply": "billing"
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You answer questions about bills. You cannot promise refunds: a person decides about them."},
        {"role": "user", "content": "I want my money back."}
      ]
    },
    "reply": "We will pay it back tomorrow."
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Does the reply promise money, blame the customer or invent facts? Answer yes or no."},
        {"role": "user", "content": "Message: I want my money back.\n\nReply: We will pay it back tomorrow."}
      ]
    },
    "reply": "Yes, it promises money."
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/technical.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Which category has the user's message: billing, technical, other? Answer with the category alone."},
        {"role": "user", "content": "The app does not start."}
      ]
    },
    "reply": "Technical."
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You help with technical trouble. Name at most three steps to try, the simplest first."},
        {"role": "user", "content": "The app does not start."}
      ]
    },
    "reply": "Please restart your phone first."
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Does the reply promise money, blame the customer or invent facts? Answer yes or no."},
        {"role": "user", "content": "Message: The app does not start.\n\nReply: Please restart your phone first."}
      ]
    },
    "reply": "No."
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/unknown-category.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Which category has the user's message: billing, technical, other? Answer with the category alone."},
        {"role": "user", "content": "When do you open?"}
      ]
    },
    "reply": "opening hours"
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You answer general questions of customers. Be brief."},
        {"role": "user", "content": "When do you open?"}
      ]
    },
    "reply": "We open at nine."
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Does the reply promise money, blame the customer or invent facts? Answer yes or no."},
        {"role": "user", "content": "Message: When do you open?\n\nReply: We open at nine."}
      ]
    },
    "reply": "no"
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/replay.py", sharedTestsReplayPy, isExecutable: false),
ProjectTemplate.File("tests/test_workflow.py", #"""
from agent import AgentTests, post

HANDED_OVER = "Thank you for your message. A colleague will answer you personally."


class WorkflowTests(AgentTests):
    def test_answers_a_technical_question(self):
        self.recorded("technical")
        status, answer = post("/tickets", {"message": "The app does not start."})
        self.assertEqual(status, 200)
        self.assertEqual(answer["category"], "technical")
        self.assertEqual(answer["reply"], "Please restart your phone first.")
        self.assertEqual(answer["steps"], ["screen", "classify", "draft", "review"])
        self.assertFalse(answer["needs_person"])

    def test_sends_no_reply_that_the_review_rejects(self):
        self.recorded("promise")
        status, answer = post("/tickets", {"message": "I want my money back."})
        self.assertEqual((status, answer["reply"], answer["needs_person"]), (200, HANDED_OVER, True))
        self.assertEqual(answer["steps"], ["screen", "classify", "draft", "review", "hand_over"])

    def test_an_unknown_category_is_other(self):
        self.recorded("unknown-category")
        status, answer = post("/tickets", {"message": "When do you open?"})
        self.assertEqual((status, answer["category"], answer["reply"]), (200, "other", "We open at nine."))

    def test_asks_no_model_about_what_is_sensitive(self):
        self.recorded("nothing")
        status, answer = post("/tickets", {"message": "My Lawyer will call you."})
        self.assertEqual((status, answer["reply"], answer["steps"]), (200, HANDED_OVER, ["screen", "hand_over"]))

    def test_says_that_the_model_is_busy(self):
        self.recorded("busy")
        status, answer = post("/tickets", {"message": "Hello?"})
        self.assertEqual((status, answer["error"]), (429, "the model is busy; try again later"))

    def test_refuses_what_is_not_a_message(self):
        for body in ({}, {"message": ""}, {"message": ["Hi"]}, b"Hi"):
            status, answer = post("/tickets", body)
            self.assertEqual(status, 400, answer)

    def test_says_that_it_has_no_key(self):
        status, answer = post("/tickets", {"message": "Hello"}, self.start_without_key())
        self.assertEqual(status, 503)
        self.assertIn("OPENAI_API_KEY is not set", answer["error"])

"""#, isExecutable: false),
  ]
}

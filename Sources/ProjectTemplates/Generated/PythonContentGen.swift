// swift-format-ignore-file
// Made from templates/python/content-gen by `make generate`.

extension EmbeddedFiles {
  static let pythonContentGen: [ProjectTemplate.File] = [
ProjectTemplate.File(".dockerignore", sharedDockerignore, isExecutable: false),
ProjectTemplate.File(".gitignore", sharedGitignore, isExecutable: false),
ProjectTemplate.File("README.md", #"""
# content-gen

Plans and writes texts for a website.

```sh
agent-pipeline run                        # checks, builds and tests the image, without a network or a key
OPENAI_API_KEY=… python main.py           # runs it here, on port 8080
curl localhost:8080/generate -d '{"topic": "A kettle", "kind": "description"}'
```

- `main.py` is the agent, `model.py` asks its model, `server.py` serves HTTP.
- `tests/recordings` has the model's answers for the tests. A prompt that changes needs a new recording.
- `agent-pipeline run --push-to REGISTRY/NAME` publishes the image that passed.

"""#, isExecutable: false),
ProjectTemplate.File("agent.yaml", #"""
# A content generator in Python. `agent-pipeline run` checks, builds, tests and tags it; README.md says more.
apiVersion: agent.dev/v1
kind: Agent
metadata:
  name: content-gen
  version: 0.1.0  # of the first release; the commits decide the later ones
  description: Plans and writes texts for a website
  tags: [text]
spec:
  runtime: python:3.11
  model:
    provider: openai
    name: gpt-4o-mini
  capabilities: [generate]
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
"""A content generator: POST /generate answers `{"topic": "…", "kind": "post"}` with a title, an outline and the text.

It plans first and writes then: an outline of its own keeps a longer text together.
"""

import re

import model
from server import BadRequest, choice, serve, text

# What each kind of text is, and how many words it has.
KINDS = {
    "post": ("a post for a blog, in Markdown with a heading for each point", 400),
    "newsletter": ("a newsletter to customers, in plain text", 250),
    "description": ("a description of a product, in plain text", 120),
}
TONES = ("friendly", "factual", "playful")
INSTRUCTIONS = "You write for a company's website. Invent no facts, names, figures or quotations."


def generate(body):
    topic = text(body, "topic", most=500)
    kind = choice(body, "kind", tuple(KINDS))
    tone = choice(body, "tone", TONES)
    facts = body.get("facts", [])
    if not isinstance(facts, list) or not all(isinstance(fact, str) for fact in facts) or len(facts) > 20:
        raise BadRequest("`facts` must be a list of at most 20 texts")
    what, words = KINDS[kind]
    assignment = f"Topic: {topic}\n" + "".join(f"Fact: {fact}\n" for fact in facts)
    plan = ask(f"{assignment}Plan {what}. Answer with a title on the first line and three to five points below it.")
    title, outline = parsed(plan)
    points = "\n".join(f"- {point}" for point in outline)
    content = ask(
        f"{assignment}Title: {title}\nOutline:\n{points}\n"
        f"Write {what}, {tone} in tone, of about {words} words. Answer with the text alone, without the title."
    )
    return {"title": title, "outline": outline, "content": content.strip()}


def ask(content):
    messages = [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": content}]
    return model.ask(messages, temperature=0.7)


def parsed(plan):
    """The title and the points of a plan, without the marks that models put before them."""
    lines = [re.sub(r"^(#+|[-*•]|\d+[.)]|Title:)\s*", "", line.strip()).strip("*\" ") for line in plan.splitlines()]
    title, *outline = [line for line in lines if line] or [""]
    if not outline:
        raise model.ModelError(502, "the model's plan has no points")
    return title, outline


if __name__ == "__main__":
    serve({"/generate": generate})

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
        {"role": "system", "content": "You write for a company's website. Invent no facts, names, figures or quotations."},
        {"role": "user", "content": "Topic: Patience\nPlan a post for a blog, in Markdown with a heading for each point. Answer with a title on the first line and three to five points below it."}
      ]
    },
    "error": 429
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/description.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You write for a company's website. Invent no facts, names, figures or quotations."},
        {"role": "user", "content": "Topic: A kettle\nFact: It holds 1.7 litres.\nPlan a description of a product, in plain text. Answer with a title on the first line and three to five points below it."}
      ]
    },
    "reply": "The kettle for the whole table\n- Room for 1.7 litres\n- One switch\n- Easy to clean\n"
  },
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You write for a company's website. Invent no facts, names, figures or quotations."},
        {"role": "user", "content": "Topic: A kettle\nFact: It holds 1.7 litres.\nTitle: The kettle for the whole table\nOutline:\n- Room for 1.7 litres\n- One switch\n- Easy to clean\nWrite a description of a product, in plain text, factual in tone, of about 120 words. Answer with the text alone, without the title."}
      ]
    },
    "reply": "With 1.7 litres there is tea for everyone. One switch is all there is to learn, and one cloth cleans it."
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/no-plan.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "You write for a company's website. Invent no facts, names, figures or quotations."},
        {"role": "user", "content": "Topic: Nothing\nPlan a newsletter to customers, in plain text. Answer with a title on the first line and three to five points below it."}
      ]
    },
    "reply": "I have no idea."
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/replay.py", sharedTestsReplayPy, isExecutable: false),
ProjectTemplate.File("tests/test_content_gen.py", #"""
import unittest

import main
from agent import AgentTests, post
from model import ModelError


class ContentTests(AgentTests):
    def test_plans_and_writes(self):
        self.recorded("description")
        body = {"topic": "A kettle", "kind": "description", "tone": "factual", "facts": ["It holds 1.7 litres."]}
        status, answer = post("/generate", body)
        self.assertEqual(status, 200)
        self.assertEqual(answer["title"], "The kettle for the whole table")
        self.assertEqual(answer["outline"], ["Room for 1.7 litres", "One switch", "Easy to clean"])
        self.assertTrue(answer["content"].startswith("With 1.7 litres"))

    def test_says_that_the_model_planned_nothing(self):
        self.recorded("no-plan")
        status, answer = post("/generate", {"topic": "Nothing", "kind": "newsletter"})
        self.assertEqual((status, answer["error"]), (502, "the model's plan has no points"))

    def test_says_that_the_model_is_busy(self):
        self.recorded("busy")
        status, answer = post("/generate", {"topic": "Patience"})
        self.assertEqual((status, answer["error"]), (429, "the model is busy; try again later"))

    def test_refuses_what_it_cannot_write(self):
        for body in ({}, {"topic": "x", "kind": "novel"}, {"topic": "x", "tone": 1}, {"topic": "x", "facts": "none"}):
            status, answer = post("/generate", body)
            self.assertEqual(status, 400, answer)

    def test_says_that_it_has_no_key(self):
        status, answer = post("/generate", {"topic": "A kettle"}, self.start_without_key())
        self.assertEqual(status, 503)
        self.assertIn("OPENAI_API_KEY is not set", answer["error"])


class PlanTests(unittest.TestCase):
    def test_marks_are_taken_off(self):
        for plan in ("# Tea\n\n- Leaves\n- Water", "**Tea**\n1. Leaves\n2) Water", 'Title: "Tea"\n* Leaves\n• Water'):
            self.assertEqual(main.parsed(plan), ("Tea", ["Leaves", "Water"]))

    def test_a_plan_needs_points(self):
        for plan in ("", "\n\n", "Tea"):
            self.assertRaises(ModelError, main.parsed, plan)

"""#, isExecutable: false),
  ]
}

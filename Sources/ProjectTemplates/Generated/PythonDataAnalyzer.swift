// swift-format-ignore-file
// Made from templates/python/data-analyzer by `make generate`.

extension EmbeddedFiles {
  static let pythonDataAnalyzer: [ProjectTemplate.File] = [
ProjectTemplate.File(".dockerignore", sharedDockerignore, isExecutable: false),
ProjectTemplate.File(".gitignore", sharedGitignore, isExecutable: false),
ProjectTemplate.File("README.md", #"""
# data-analyzer

Answers questions about tables from computed figures.

```sh
agent-pipeline run                        # checks, builds and tests the image, without a network or a key
OPENAI_API_KEY=… python main.py           # runs it here, on port 8080
curl localhost:8080/analyze -d '{"csv": "city,amount\nRome,10\n", "question": "How much was sold?"}'
```

- `main.py` is the agent, `model.py` asks its model, `server.py` serves HTTP.
- `tests/recordings` has the model's answers for the tests. A prompt that changes needs a new recording.
- `agent-pipeline run --push-to REGISTRY/NAME` publishes the image that passed.

"""#, isExecutable: false),
ProjectTemplate.File("agent.yaml", #"""
# A data analyzer in Python. `agent-pipeline run` checks, builds, tests and tags it; README.md says more.
apiVersion: agent.dev/v1
kind: Agent
metadata:
  name: data-analyzer
  version: 0.1.0  # of the first release; the commits decide the later ones
  description: Answers questions about tables from computed figures
  tags: [data]
spec:
  runtime: python:3.11
  model:
    provider: openai
    name: gpt-4o-mini
  capabilities: [analyze]
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
"""A data analyzer: POST /analyze answers `{"csv": "…", "question": "…"}` with an answer.

The program does the arithmetic. The model gets the figures, not the rows: it explains them and cannot miscount.
"""

import csv
import io
import json
import math
import statistics
from collections import Counter

import model
from server import BadRequest, serve, text

MOST_COLUMNS = 50
INSTRUCTIONS = (
    "Answer the user's question about a table in at most four sentences. You get figures that were computed from all "
    "of its rows. Use no other figures. If they do not answer the question, say which figure is missing."
)


def analyze(body):
    question = text(body, "question", most=1000)
    rows, columns = profile(text(body, "csv", most=900_000))
    figures = json.dumps({"rows": rows, "columns": columns}, ensure_ascii=False)
    messages = [
        {"role": "system", "content": INSTRUCTIONS},
        {"role": "user", "content": f"Figures: {figures}\n\nQuestion: {question}"},
    ]
    return {"answer": model.ask(messages, temperature=0).strip(), "rows": rows, "columns": columns}


def profile(content):
    """The number of rows, and the figures of each column."""
    try:
        header, *rows = [row for row in csv.reader(io.StringIO(content), strict=True) if row]
    except (csv.Error, ValueError) as error:
        raise BadRequest("`csv` must be a table with a line of names at its top") from error
    if not rows:
        raise BadRequest("`csv` has no rows below the names of its columns")
    if len(header) > MOST_COLUMNS:
        raise BadRequest(f"`csv` has {len(header)} columns, more than {MOST_COLUMNS}")
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise BadRequest(f"row {number} of `csv` has {len(row)} values for {len(header)} columns")
    return len(rows), [column(name, values) for name, values in zip(header, zip(*rows))]


def column(name, values):
    """The figures of one column: of numbers if all of its values are."""
    filled = [value.strip() for value in values if value.strip()]
    found = {"name": name.strip(), "empty": len(values) - len(filled)}
    numbers = [number(value) for value in filled]
    if filled and None not in numbers:
        figures = {
            "minimum": min(numbers), "maximum": max(numbers), "sum": math.fsum(numbers),
            "mean": statistics.fmean(numbers), "median": statistics.median(numbers),
        }  # fmt: skip
        return found | {name: round(value, 4) for name, value in figures.items()}
    most = Counter(filled).most_common(5)
    return found | {"different": len(set(filled)), "most": [{"value": value[:80], "count": n} for value, n in most]}


def number(value):
    """A finite number, as programs write it; nothing for other text."""
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) < 1e15 else None


if __name__ == "__main__":
    serve({"/analyze": analyze})

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
        {"role": "system", "content": "Answer the user's question about a table in at most four sentences. You get figures that were computed from all of its rows. Use no other figures. If they do not answer the question, say which figure is missing."},
        {"role": "user", "content": "Figures: {\"rows\": 1, \"columns\": [{\"name\": \"a\", \"empty\": 0, \"minimum\": 1.0, \"maximum\": 1.0, \"sum\": 1.0, \"mean\": 1.0, \"median\": 1.0}]}\n\nQuestion: Why?"}
      ]
    },
    "error": 429
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/recordings/sales.json", #"""
[
  {
    "when": {
      "model": "gpt-4o-mini",
      "messages": [
        {"role": "system", "content": "Answer the user's question about a table in at most four sentences. You get figures that were computed from all of its rows. Use no other figures. If they do not answer the question, say which figure is missing."},
        {"role": "user", "content": "Figures: {\"rows\": 3, \"columns\": [{\"name\": \"city\", \"empty\": 0, \"different\": 2, \"most\": [{\"value\": \"Rome\", \"count\": 2}, {\"value\": \"Oslo\", \"count\": 1}]}, {\"name\": \"amount\", \"empty\": 1, \"minimum\": 10.0, \"maximum\": 30.5, \"sum\": 40.5, \"mean\": 20.25, \"median\": 20.25}]}\n\nQuestion: How much was sold?"}
      ]
    },
    "reply": "40.5 was sold in total."
  }
]

"""#, isExecutable: false),
ProjectTemplate.File("tests/replay.py", sharedTestsReplayPy, isExecutable: false),
ProjectTemplate.File("tests/test_data_analyzer.py", #"""
import unittest

import main
from agent import AgentTests, post
from server import BadRequest

SALES = "city,amount\nRome,10\nOslo,30.5\nRome,\n"


class AnalyzerTests(AgentTests):
    def test_answers_from_figures_of_all_rows(self):
        self.recorded("sales")
        status, answer = post("/analyze", {"csv": SALES, "question": "How much was sold?"})
        self.assertEqual(status, 200)
        self.assertEqual(answer["answer"], "40.5 was sold in total.")
        self.assertEqual((answer["rows"], answer["columns"][1]["sum"]), (3, 40.5))

    def test_says_that_the_model_is_busy(self):
        self.recorded("busy")
        status, answer = post("/analyze", {"csv": "a\n1\n", "question": "Why?"})
        self.assertEqual((status, answer["error"]), (429, "the model is busy; try again later"))

    def test_refuses_what_is_not_a_table(self):
        for table in ("", "only,names\n", "a,b\n1\n", 'a\n"open\n', 7):
            status, answer = post("/analyze", {"csv": table, "question": "Why?"})
            self.assertEqual(status, 400, answer)

    def test_says_that_it_has_no_key(self):
        status, answer = post("/analyze", {"csv": SALES, "question": "Why?"}, self.start_without_key())
        self.assertEqual(status, 503)
        self.assertIn("OPENAI_API_KEY is not set", answer["error"])


class FigureTests(unittest.TestCase):
    def test_numbers(self):
        figures = main.column("n", ["1", " 2 ", "", "6"])
        self.assertEqual(figures["empty"], 1)
        self.assertEqual([figures[name] for name in ("minimum", "maximum", "sum", "mean", "median")], [1, 6, 9, 3, 2])

    def test_text_and_what_only_looks_like_a_number(self):
        for values in (["1", "two"], ["nan", "1"], ["inf"], ["1e999"]):
            self.assertIn("different", main.column("n", values))
        self.assertEqual(main.column("n", ["a", "b", "a"])["most"][0], {"value": "a", "count": 2})

    def test_a_ragged_row_is_named(self):
        with self.assertRaisesRegex(BadRequest, "row 2 of `csv` has 1 values for 2 columns"):
            main.profile("a,b\n1,2\n3\n")

"""#, isExecutable: false),
  ]
}

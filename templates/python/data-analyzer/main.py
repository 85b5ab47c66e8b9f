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

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

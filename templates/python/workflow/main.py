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

import unittest

import main
from agent import AgentTests, post

NEWS = "The bridge over the river was closed on Monday. Engineers found cracks. It opens again in May."
LONG = (
    "Chapter one tells of the sea and its ships.\n\n"
    "Chapter two tells of the harbour.\n\n"
    "Chapter three tells of a storm."
)


class SummarizerTests(AgentTests):
    def test_summarizes_a_text(self):
        self.recorded("short")
        status, answer = post("/summarize", {"text": NEWS, "sentences": 1})
        self.assertEqual(status, 200)
        self.assertEqual(answer, {"summary": "Cracks keep the bridge closed until May.", "parts": 1})

    def test_summarizes_a_long_text_part_by_part(self):
        self.recorded("long")
        status, answer = post("/summarize", {"text": LONG, "sentences": 2})
        self.assertEqual(status, 200)
        self.assertEqual(answer, {"summary": "Ships sail from a harbour. A storm comes.", "parts": 2})

    def test_says_that_the_model_is_busy(self):
        self.recorded("busy")
        status, answer = post("/summarize", {"text": "Anything."})
        self.assertEqual((status, answer["error"]), (429, "the model is busy; try again later"))

    def test_refuses_what_it_cannot_summarize(self):
        for body in ({}, {"text": 7}, {"text": NEWS, "sentences": 0}, {"text": NEWS, "sentences": True}, b"{"):
            status, answer = post("/summarize", body)
            self.assertEqual(status, 400, answer)

    def test_says_that_it_has_no_key(self):
        status, answer = post("/summarize", {"text": NEWS}, self.start_without_key())
        self.assertEqual(status, 503)
        self.assertIn("OPENAI_API_KEY is not set", answer["error"])


class PartTests(unittest.TestCase):
    def test_parts_lose_no_word_and_are_never_too_long(self):
        for content in (LONG * 5, "word " * 100, "x" * 333, "One. Two. " * 40):
            pieces = main.parts(content)
            self.assertEqual("".join("".join(pieces).split()), "".join(content.split()))
            self.assertLessEqual(max(map(len, pieces)), main.PART)

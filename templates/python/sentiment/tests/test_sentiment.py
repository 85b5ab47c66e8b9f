import unittest

import main
from agent import AgentTests, post


class SentimentTests(AgentTests):
    def test_rates_each_text(self):
        self.recorded("reviews")
        status, answer = post("/sentiment", {"texts": ["I love it", "It broke after a day"]})
        self.assertEqual(status, 200)
        self.assertEqual([result["label"] for result in answer["results"]], ["positive", "negative"])
        self.assertEqual([result["score"] for result in answer["results"]], [0.9, -0.8])

    def test_asks_again_if_the_model_answers_in_another_form(self):
        self.recorded("second-try")
        status, answer = post("/sentiment", {"texts": ["So so"]})
        self.assertEqual((status, answer["results"][0]["label"]), (200, "neutral"))

    def test_passes_on_no_answer_that_does_not_fit(self):
        self.recorded("never-fits")
        status, answer = post("/sentiment", {"texts": ["Fine"]})
        self.assertEqual((status, answer["error"]), (502, "the model did not answer in the agreed form"))

    def test_says_that_the_model_is_busy(self):
        self.recorded("busy")
        status, answer = post("/sentiment", {"texts": ["Hello?"]})
        self.assertEqual((status, answer["error"]), (429, "the model is busy; try again later"))

    def test_refuses_what_it_cannot_rate(self):
        for body in ({}, {"texts": []}, {"texts": "I love it"}, {"texts": ["fine", " "]}, {"texts": ["x"] * 21}):
            status, answer = post("/sentiment", body)
            self.assertEqual(status, 400, answer)

    def test_says_that_it_has_no_key(self):
        status, answer = post("/sentiment", {"texts": ["Hello"]}, self.start_without_key())
        self.assertEqual(status, 503)
        self.assertIn("OPENAI_API_KEY is not set", answer["error"])


class ParsedTests(unittest.TestCase):
    def test_accepts_no_answer_of_another_form(self):
        fits = '{"results": [{"label": "mixed", "score": 0, "reason": "both"}]}'
        self.assertEqual(main.parsed(fits, 1)[0]["label"], "mixed")
        self.assertIsNone(main.parsed(fits, 2))
        for answer in ("", "null", "[]", '{"results": 1}', fits.replace("mixed", "angry"), fits.replace("0", "7")):
            self.assertIsNone(main.parsed(answer, 1), answer)

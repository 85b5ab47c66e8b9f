import unittest

import main
from agent import AgentTests, post


class TranslatorTests(AgentTests):
    def test_translates_a_text(self):
        self.recorded("german")
        status, answer = post("/translate", {"text": "Good morning!", "to": "de"})
        self.assertEqual((status, answer), (200, {"translation": "Guten Morgen!", "to": "de"}))

    def test_asks_again_for_a_lost_placeholder(self):
        self.recorded("placeholder")
        body = {"text": "Hello {name}, you have %d messages.", "to": "fr", "style": "formal"}
        status, answer = post("/translate", body)
        self.assertEqual((status, answer["translation"]), (200, "Bonjour {name}, vous avez %d messages."))

    def test_passes_on_no_translation_that_lost_a_placeholder(self):
        self.recorded("lost")
        status, answer = post("/translate", {"text": "Bye {name}", "to": "es"})
        self.assertEqual((status, answer["error"]), (502, "the model's translation lacks {name}"))

    def test_says_that_the_model_is_busy(self):
        self.recorded("busy")
        status, answer = post("/translate", {"text": "Wait", "to": "it"})
        self.assertEqual((status, answer["error"]), (429, "the model is busy; try again later"))

    def test_refuses_what_it_cannot_translate(self):
        for body in ({"to": "de"}, {"text": "Hi", "to": "xx"}, {"text": "Hi", "to": []}, {"text": "Hi", "style": 1}):
            status, answer = post("/translate", body)
            self.assertEqual(status, 400, answer)

    def test_says_that_it_has_no_key(self):
        status, answer = post("/translate", {"text": "Hello", "to": "de"}, self.start_without_key())
        self.assertEqual(status, 503)
        self.assertIn("OPENAI_API_KEY is not set", answer["error"])


class PlaceholderTests(unittest.TestCase):
    def test_placeholders_are_counted(self):
        self.assertEqual(main.missing("{a} and {a}", "{a} und"), ["{a}"])
        self.assertEqual(main.missing("${total} of %s", "%s von ${total}"), [])
        self.assertEqual(main.missing("100 % sure", "ganz sicher"), [])

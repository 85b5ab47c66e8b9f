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

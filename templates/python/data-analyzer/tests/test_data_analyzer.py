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

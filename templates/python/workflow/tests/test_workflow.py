from agent import AgentTests, post

HANDED_OVER = "Thank you for your message. A colleague will answer you personally."


class WorkflowTests(AgentTests):
    def test_answers_a_technical_question(self):
        self.recorded("technical")
        status, answer = post("/tickets", {"message": "The app does not start."})
        self.assertEqual(status, 200)
        self.assertEqual(answer["category"], "technical")
        self.assertEqual(answer["reply"], "Please restart your phone first.")
        self.assertEqual(answer["steps"], ["screen", "classify", "draft", "review"])
        self.assertFalse(answer["needs_person"])

    def test_sends_no_reply_that_the_review_rejects(self):
        self.recorded("promise")
        status, answer = post("/tickets", {"message": "I want my money back."})
        self.assertEqual((status, answer["reply"], answer["needs_person"]), (200, HANDED_OVER, True))
        self.assertEqual(answer["steps"], ["screen", "classify", "draft", "review", "hand_over"])

    def test_an_unknown_category_is_other(self):
        self.recorded("unknown-category")
        status, answer = post("/tickets", {"message": "When do you open?"})
        self.assertEqual((status, answer["category"], answer["reply"]), (200, "other", "We open at nine."))

    def test_asks_no_model_about_what_is_sensitive(self):
        self.recorded("nothing")
        status, answer = post("/tickets", {"message": "My Lawyer will call you."})
        self.assertEqual((status, answer["reply"], answer["steps"]), (200, HANDED_OVER, ["screen", "hand_over"]))

    def test_says_that_the_model_is_busy(self):
        self.recorded("busy")
        status, answer = post("/tickets", {"message": "Hello?"})
        self.assertEqual((status, answer["error"]), (429, "the model is busy; try again later"))

    def test_refuses_what_is_not_a_message(self):
        for body in ({}, {"message": ""}, {"message": ["Hi"]}, b"Hi"):
            status, answer = post("/tickets", body)
            self.assertEqual(status, 400, answer)

    def test_says_that_it_has_no_key(self):
        status, answer = post("/tickets", {"message": "Hello"}, self.start_without_key())
        self.assertEqual(status, 503)
        self.assertIn("OPENAI_API_KEY is not set", answer["error"])

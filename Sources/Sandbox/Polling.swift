/// Asks repeatedly, at growing intervals, until there is an answer, the time is over or the task is cancelled.
func poll<Answer>(atMost limit: Duration, _ question: () -> Answer?) async -> Answer? {
  let end = ContinuousClock.now + limit
  var pause = Duration.milliseconds(1)
  while true {
    if let answer = question() { return answer }
    guard ContinuousClock.now < end, (try? await Task.sleep(for: pause)) != nil else { return nil }
    pause = min(pause * 2, .milliseconds(20))
  }
}

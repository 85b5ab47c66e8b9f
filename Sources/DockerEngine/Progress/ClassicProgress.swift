/// Reads the text of the classic builder and of podman, which is made for people.
struct ClassicProgress {
  private(set) var step: StepLog?
  private var splitter = LineSplitter()
  private var isCached = false
  /// Whether the engine said that all steps are done.
  private(set) var hasSucceeded = false
  /// Images that the steps made, first to last, as short ids.
  private(set) var images: [String] = []
  /// Containers that run or ran a step, as short ids.
  private(set) var containers: [String] = []

  mutating func take(_ text: String) -> [BuildEvent] {
    splitter.take(text.utf8).flatMap { event(for: $0) }
  }

  private mutating func event(for line: String) -> [BuildEvent] {
    if let (number, title) = Self.step(in: line) {
      let next = StepLog(title: title, number: number)
      step = next
      isCached = false
      return [.step(next.description)]
    }
    for mark in [" ---> ", "--> "] where line.hasPrefix(mark) {
      note(line.dropFirst(mark.count))
      return []
    }
    if line.hasPrefix("Successfully built ") { hasSucceeded = true }
    let isNoise = ["Removing intermediate container ", "Successfully built ", "Successfully tagged ", "COMMIT"]
      .contains(where: line.hasPrefix)
    if isNoise || step == nil || Self.isID(line) { return [] }
    step?.append(line)
    return [.output(line)]
  }

  /// ` ---> Running in 0123456789ab`, ` ---> Using cache`, `--> Using cache 0123…`, ` ---> 0123456789ab`.
  private mutating func note(_ text: Substring) {
    if text.hasPrefix("Using cache") {
      isCached = true
      return
    }
    if text.hasPrefix("Running in ") {
      containers.append(String(text.dropFirst("Running in ".count)))
      return
    }
    let isBase = step?.title.uppercased().hasPrefix("FROM ") ?? true
    guard !isCached, !isBase, Self.isID(text) else { return }
    images.append(String(text))
  }

  /// `Step 3/6 : RUN …` of docker, `STEP 3/6: RUN …` and `[1/2] STEP 3/6: RUN …` of podman.
  private static func step(in line: String) -> (number: String, title: String)? {
    var rest = line[...]
    if rest.hasPrefix("["), let end = rest.firstRange(of: "] STEP ") { rest = rest[end.lowerBound...].dropFirst(2) }
    let separator: String
    if rest.hasPrefix("Step ") {
      separator = " : "
    } else if rest.hasPrefix("STEP ") {
      separator = ": "
    } else {
      return nil
    }
    rest = rest.dropFirst("Step ".count)
    guard let end = rest.firstRange(of: separator) else { return nil }
    let number = rest[..<end.lowerBound]
    let counts = number.split(separator: "/", omittingEmptySubsequences: false)
    guard counts.count == 2, counts.allSatisfy({ Int($0) != nil }) else { return nil }
    return (String(number), String(rest[end.upperBound...]))
  }

  private static func isID(_ text: some StringProtocol) -> Bool {
    (10...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

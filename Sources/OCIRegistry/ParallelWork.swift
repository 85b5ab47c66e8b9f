/// Does some work for each item, a bounded number at once; the results come in the order of the items.
///
/// - Throws: the first failure; the others are cancelled, since their results are not needed.
func inParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], limit: Int, _ work: @escaping @Sendable (Item) async throws(RegistryFailure) -> Value
) async throws(RegistryFailure) -> [Value] {
  do {
    return try await withThrowingTaskGroup(of: (Int, Value).self) { group in
      var waiting = items.enumerated().makeIterator()
      func startNext() {
        guard let (index, item) = waiting.next() else { return }
        group.addTask { (index, try await work(item)) }
      }
      for _ in 0..<limit { startNext() }
      var values: [(Int, Value)] = []
      for try await value in group {
        values.append(value)
        startNext()
      }
      return values.sorted { $0.0 < $1.0 }.map(\.1)
    }
  } catch {
    // Only the work throws.
    throw error as? RegistryFailure ?? RegistryFailure(.registryError, "\(error)")
  }
}

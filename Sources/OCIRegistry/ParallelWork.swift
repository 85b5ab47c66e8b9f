/// Does some work for each item, a bounded number at once; the results come in the order of the items.
///
/// - Throws: the first failure; the others are cancelled, since their results are not needed.
func inParallel<Item: Sendable, Value: Sendable>(
  _ items: [Item], limit: Int, _ work: @escaping @Sendable (Item) async throws(RegistryFailure) -> Value
) async throws(RegistryFailure) -> [Value] {
  let results = await withTaskGroup(of: (Int, Result<Value, RegistryFailure>).self) { group in
    var waiting = Array(items.enumerated())[...]
    var results: [(Int, Result<Value, RegistryFailure>)] = []
    func startNext() {
      guard let (index, item) = waiting.popFirst() else { return }
      group.addTask {
        do throws(RegistryFailure) {
          return (index, .success(try await work(item)))
        } catch {
          return (index, .failure(error))
        }
      }
    }
    for _ in 0..<limit { startNext() }
    for await result in group {
      results.append(result)
      if case .failure = result.1 {
        group.cancelAll()
        waiting = []
      }
      startNext()
    }
    return results
  }
  // In the order they ended: the first failure is the cause, those after it were cancelled by it.
  var values: [(Int, Value)] = []
  for (index, result) in results { values.append((index, try result.get())) }
  return values.sorted { $0.0 < $1.0 }.map(\.1)
}

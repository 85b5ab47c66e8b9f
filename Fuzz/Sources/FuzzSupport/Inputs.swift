import Dispatch
import Glibc

/// The directory for files of a run.
public let scratch = getenv("FUZZ_SCRATCH").map { String(cString: $0) } ?? "/tmp"

/// Ends the process, which makes libFuzzer keep the input.
public func violation(_ what: String) -> Never { fatalError("violation: \(what)") }

/// Runs a task to its end on the thread that libFuzzer calls.
public func waiting(for task: @escaping @Sendable () async -> Void) {
  let isDone = DispatchSemaphore(value: 0)
  Task.detached {
    await task()
    isDone.signal()
  }
  isDone.wait()
}

/// The bytes of an input as pieces between lines of `---`.
public func pieces(of bytes: [UInt8]) -> [[UInt8]] {
  let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  return lines.split(omittingEmptySubsequences: false) { $0.elementsEqual("---".utf8) }
    .map { Array($0.joined(separator: [UInt8(ascii: "\n")])) }
}

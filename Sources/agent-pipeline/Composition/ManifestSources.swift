import Diagnostics
import Synchronization

/// The text of a manifest, for the source lines under findings.
struct ManifestSource: Sendable {
  var file: String
  var bytes: [UInt8]
  /// What must not be shown.
  var secrets: [String]

  /// A line (from 1) without its end; `nil` if there is none.
  func line(_ number: Int) -> String? {
    let lines = bytes.split(
      separator: UInt8(ascii: "\n"), maxSplits: max(number, 0), omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return nil }
    let text = lines[number - 1].last == UInt8(ascii: "\r") ? lines[number - 1].dropLast() : lines[number - 1]
    return secrets.reduce(String(decoding: text, as: UTF8.self)) { line, secret in
      // As long as the secret, so that the caret below stays in place.
      line.replacing(secret, with: String(repeating: "*", count: secret.unicodeScalars.count))
    }
  }
}

/// The manifests of this run as they were read: later changes must not appear under a finding.
final class ManifestSources: Sendable {
  private let sources = Mutex<[String: ManifestSource]>([:])

  func add(_ source: ManifestSource) {
    sources.withLock { $0[source.file] = source }
  }

  var lineSource: DiagnosticRenderer.LineSource {
    { file, line in self.sources.withLock { $0[file] }?.line(line) }
  }
}

public import Diagnostics
import Dispatch
import FoundationEssentials
public import PipelineCore
import Synchronization

/// `report.json`: the contract `agent-pipeline.report/v1`, for scripts.
public enum JSONReport: ReportFormat {
  public static let id = "json"
  public static let defaultFileName = "report.json"

  /// From so many agents on they are written on all cores.
  static let manyAgents = 8

  public static func render(_ report: RunReport) throws(Failure) -> [UInt8] {
    do {
      if report.agents.count >= manyAgents, let bytes = try renderInParts(report) { return bytes }
      return try encode(report) + Array("\n".utf8)
    } catch {
      throw Failure(
        .infrastructure, .error("report-encoding", "the report cannot be written as JSON: \(error)"))
    }
  }

  private static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // Sorted keys make two reports comparable with diff.
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }

  /// The same bytes, the agents encoded beside one another and put where the empty list of them would stand.
  ///
  /// - Returns: nothing where that is not found.
  private static func renderInParts(_ report: RunReport) throws -> [UInt8]? {
    var frame = report
    frame.agents = []
    let outside = try encode(frame)
    let start = Array("{\n  \"agents\" : [".utf8)
    let emptyList = start + Array("\n\n  ]".utf8)
    guard outside.starts(with: emptyList) else { return nil }
    let parts = Mutex([Result<[UInt8], any Error>?](repeating: nil, count: report.agents.count))
    DispatchQueue.concurrentPerform(iterations: report.agents.count) { place in
      let part = Result { indented(try encode(report.agents[place])) }
      parts.withLock { $0[place] = part }
    }
    var bytes = start
    for (place, part) in parts.withLock({ $0 }).enumerated() {
      bytes += Array((place == 0 ? "\n" : ",\n").utf8)
      bytes += try part?.get() ?? []
    }
    return bytes + Array("\n  ]".utf8) + outside[emptyList.count...] + Array("\n".utf8)
  }

  /// As deep as an agent stands; the empty line in an empty list stays empty. No line break is part of a text: JSON
  /// writes those as `\n`.
  private static func indented(_ lines: [UInt8]) -> [UInt8] {
    let indent = [UInt8](repeating: UInt8(ascii: " "), count: 4)
    var bytes = indent
    bytes.reserveCapacity(lines.count * 5 / 4)
    let lineBreak = UInt8(ascii: "\n")
    for (place, byte) in lines.enumerated() {
      bytes.append(byte)
      if byte == lineBreak, place + 1 < lines.count, lines[place + 1] != lineBreak { bytes += indent }
    }
    return bytes
  }
}

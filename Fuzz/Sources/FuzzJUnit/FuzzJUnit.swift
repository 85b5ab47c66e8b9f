import Diagnostics
import Foundation
import FoundationXML
import FuzzSupport
import PipelineCore
import Reporting
import TextFormats

/// Any bytes as what a test program writes: our junit.xml stays XML, a JUnit file that is XML stays so, and neither shows a
/// secret.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJUnit(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  // What the input says itself is no secret.
  guard !shows(input, canary) else { return -1 }
  checkReport(filled(input, with: secret))
  checkFile(Array(UnsafeBufferPointer(start: start, count: count)))
  checkFile(Array(filled(input, with: written).utf8))
  return 0
}

/// By bytes: characters would depend on the text before and after.
private func filled(_ text: String, with secret: String) -> String {
  String(decoding: Array(parts(of: text, at: "SECRET").joined(separator: Array(secret.utf8))), as: UTF8.self)
}

private func shows(_ text: String, _ secret: String) -> Bool { parts(of: text, at: secret).count > 1 }

private func parts(of text: String, at separator: String) -> [[UInt8]] {
  let (bytes, separator) = (Array(text.utf8), Array(separator.utf8))
  var parts: [[UInt8]] = []
  var (start, position) = (0, 0)
  while position + separator.count <= bytes.count {
    guard bytes[position] == separator[0], bytes[position...].starts(with: separator) else {
      position += 1
      continue
    }
    parts.append(Array(bytes[start..<position]))
    position += separator.count
    start = position
  }
  return parts + [Array(bytes[start...])]
}

private let canary = "5f2c9a71"
private let secret = "a@b:c<d>&\"\(canary)"
/// As XML has it.
private let written = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  .replacing("\"", with: "&quot;")
private let redactor = Redactor(secrets: [secret])

/// The text in every place of a report.
private func checkReport(_ text: String) {
  var report = RunReport(
    tool: RunReport.Tool(name: "agent-pipeline", version: "1.0.0"), startedAt: Timestamp(seconds: 0), dryRun: false,
    ci: nil)
  var agent = AgentReport(name: text, path: "agent", manifest: "agent.yaml")
  agent.diagnostics = [.error("test", text, hints: [secret])]
  let check = CheckReport(id: text, outcome: .failed, message: text, output: text + secret)
  agent.stages = [StageReport(name: .test, outcome: .failed, reason: text, checks: [check])]
  report.agents = [agent]
  let rendered = JUnitReport.render(redactor(report))
  guard isXML(rendered) else { violation("a report that is not XML") }
  guard rendered.count <= 64 << 10 + 64 * text.utf8.count else { violation("a report of \(rendered.count) bytes") }
  checkHidden(rendered)
}

/// The bytes as the JUnit file of a command.
private func checkFile(_ bytes: [UInt8]) {
  let redacted = redactor(xml: bytes)
  guard redacted.count <= 3 * bytes.count else { violation("\(redacted.count) bytes of \(bytes.count)") }
  if isXML(bytes), !isXML(redacted) {
    violation("redaction broke the XML: \(String(decoding: redacted, as: UTF8.self))")
  }
  checkHidden(redacted)
}

private func checkHidden(_ bytes: [UInt8]) {
  guard !shows(String(decoding: bytes, as: UTF8.self), canary) else { violation("a secret is shown") }
}

/// The parser alone takes some files that are not UTF-8 and some that it complains about, and crashes on processing
/// instructions without data. XML has no control characters.
private func isXML(_ bytes: [UInt8]) -> Bool {
  let isPlain = bytes.allSatisfy { $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }
  guard isPlain, let text = String(validating: bytes, as: UTF8.self) else { return false }
  let instructions = parts(of: text, at: "<?").count - 1
  guard instructions == 0 || instructions == 1 && text.hasPrefix("<?xml ") else { return false }
  let (parser, judge) = (XMLParser(data: Data(bytes)), Judge())
  parser.delegate = judge
  return parser.parse() && parser.parserError == nil && !judge.complains
}

private final class Judge: NSObject, XMLParserDelegate {
  var complains = false

  func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { complains = true }
}

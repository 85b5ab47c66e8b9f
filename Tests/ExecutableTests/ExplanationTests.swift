import AgentManifest
import Diagnostics
import DockerEngine
import FileIO
import Forges
import Foundation
import GitHistory
import HTTPTransport
import OCIRegistry
import SystemPackage
import Testing

@Suite("Explanations") struct ExplanationTests {
  private static let sources = FilePath(#filePath).appending("../../../Sources").lexicallyNormalized()

  /// The codes that the sources print: literals, and the cases of those that are made from an enum.
  private static func printedCodes() throws -> Set<String> {
    let literal = try Regex(
      #"(?:\.(?:error|warning|note)\(|SettingProblem\(|(?:Failure|self\.init)\(\s*\.\w+,)\s*"([a-z][a-z0-9-]*)","#)
    var codes: Set<String> = ["commit-stopped", "push-stopped"]
    codes.formUnion(GitFailure.Code.allCases.map(\.rawValue))
    codes.formUnion(EngineFailure.Code.allCases.map(\.rawValue))
    codes.formUnion(ForgeFailure.Code.allCases.map(\.rawValue))
    codes.formUnion(HTTPFailure.Kind.allCases.map { "http-\($0.rawValue)" })
    codes.formUnion(
      RegistryFailure.Class.allCases.map { $0.rawValue == "registry-error" ? $0.rawValue : "registry-\($0.rawValue)" })
    let files = FileManager.default.enumerator(atPath: sources.string)?.compactMap { $0 as? String } ?? []
    for file in files where file.hasSuffix(".swift") && !file.hasPrefix("TestSupport") {
      let text = String(decoding: try FileContents.read(sources.appending(file), limit: 1 << 20), as: UTF8.self)
      for match in text.matches(of: literal) { codes.insert(String(match.output[1].substring ?? "")) }
    }
    return codes
  }

  /// What `explain` lists, a line each.
  private func listed() async throws -> [(code: String, text: String)] {
    let end = try await Workshop(.unbased).call("explain")
    return end.standardOutput.split(separator: "\n").map { line in
      let code = String(line.prefix { $0 != " " })
      return (code, line.dropFirst(code.count).drop { $0 == " " }.description)
    }
  }

  @Test func `every code that a stage or a command prints is explained, each once`() async throws {
    let printed = try Self.printedCodes()
    #expect(printed.count > 120)
    let codes = try await listed().map(\.code)
    #expect(printed.subtracting(codes).sorted() == [], "not explained")
    #expect(Set(codes).count == codes.count, "explained twice")
  }

  @Test func `no explanation is left of a code that nothing prints`() async throws {
    let printed = try Self.printedCodes().union(RuleReference.all.map(\.id))
    #expect(try await listed().map(\.code).filter { !printed.contains($0) } == [])
  }

  @Test func `are printed by explain`() async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await workshop.call("explain", "shallow-history")
    #expect(end.exitCode == 0)
    #expect(end.standardOutput.hasPrefix("shallow-history: The clone is shallow"))
    #expect(end.standardOutput.contains("What to do\n  Fetch the full history"))
    let unknown = try await workshop.call("explain", "shalow-history")
    #expect(unknown.exitCode == 2)
    #expect(unknown.standardError.contains("did you mean `shallow-history`?"))
  }
}

import FileIO
import Settings
import SystemPackage
import Testing

@Suite("agent-pipeline man") struct ManTests {
  private func page(_ workshop: Workshop) async throws -> String {
    let end = try await workshop.call("man")
    #expect(end.exitCode == 0 && end.standardError == "")
    return end.standardOutput
  }

  @Test func `describes each command, setting, variable and exit status, the same each time`() async throws {
    let workshop = try await Workshop(.unbased)
    let page = try await page(workshop)
    let isSame = try await self.page(workshop) == page
    #expect(isSame)
    let plain = page.replacing("\\-", with: "-").replacing("\\fR", with: "").replacing("\\fB", with: "")
    for (path, _) in try await DumpedCommand.all(workshop) where !path.isEmpty {
      #expect(plain.contains("\n.SS \(path.joined(separator: " "))"), "\(path)")
    }
    for setting in AllSettings.all.map(\.definition) {
      #expect(plain.contains("\n\(setting.flag)"), "\(setting.flag)")
      #expect(plain.contains("\n\(setting.variables[0])\n"), "\(setting.name)")
    }
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"] {
      #expect(plain.contains("\n.SH \(section)\n"), "\(section)")
    }
    for status in [0, 1, 2, 3, 4, 129, 130, 131, 143] { #expect(plain.contains("\n.TP\n\(status)\n")) }
  }

  @Test(.needs("mandoc")) func `is clean for mandoc, and fits 80 columns`() async throws {
    let workshop = try await Workshop(.unbased)
    try workshop.write(try await page(workshop), to: "page.1")
    let lint = try await Child.run(
      ["/usr/bin/mandoc", "-T", "lint", "page.1"], environment: workshop.environment, in: workshop.agent,
      scratch: workshop.directory.appending("streams"))
    // A page without a date is the same whenever it is made.
    let findings = lint.standardOutput.split(separator: "\n").filter { !$0.contains("missing date, using \"\": TH") }
    #expect(findings == [])
    let shown = try await Child.run(
      ["/usr/bin/mandoc", "-T", "ascii", "-O", "width=78", "page.1"], environment: workshop.environment,
      in: workshop.agent, scratch: workshop.directory.appending("streams"))
    let lines = shown.standardOutput.replacing(/.\u{8}/, with: "").split(separator: "\n")
    #expect(lines.filter { $0.count > 80 } == [])
    #expect(lines.contains { $0.contains("build-base-image") })
  }
}

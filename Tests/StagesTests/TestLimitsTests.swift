import AgentManifest
import Diagnostics
import Sandbox
import Testing

@testable import Stages

struct `The limits of a tested agent` {
  private let machine = TestLimits.Machine(memory: 8 << 30, processors: 4, disk: 100 << 30)

  private func limits(cpu: String? = nil, memory: String? = nil, disk: String? = nil) -> TestLimits {
    func located(_ text: String?) -> Located<Quantity>? {
      text.flatMap { Quantity($0) }.map { Located($0, at: SourceLocation(file: "agent.yaml", line: 7, column: 3)) }
    }
    return TestLimits(
      AgentLimits(cpu: located(cpu), memory: located(memory), ephemeralStorage: located(disk)), on: machine)
  }

  @Test func `are half of the machine's memory, 512 processes and 4 GiB of disk by default`() {
    let limits = limits()
    #expect(limits.limits == SandboxLimits(memory: 4 << 30, processors: nil, processes: 512, disk: 4 << 30))
    #expect(limits.notes.isEmpty)
  }

  @Test func `are what agent.yaml says`() {
    let limits = limits(cpu: "500m", memory: "512Mi", disk: "1G")
    #expect(
      limits.limits == SandboxLimits(memory: 512 << 20, processors: 0.5, processes: 512, disk: 1_000_000_000))
    #expect(limits.notes.isEmpty)
  }

  @Test func `leave something to the machine whatever agent.yaml says`() {
    let limits = limits(cpu: "64", memory: "16Ei", disk: "900Gi")
    #expect(limits.limits == SandboxLimits(memory: 6 << 30, processors: nil, processes: 512, disk: 75 << 30))
    #expect(limits.notes.map(\.code) == ["limit-lowered", "limit-lowered"])
    #expect(limits.notes.allSatisfy { $0.location?.line == 7 })
  }

  @Test func `that are met are errors that say what to set`() {
    let findings = limits(memory: "512Mi").findings(on: [.memory, .processes, .disk, .processors])
    #expect(findings.map(\.code) == ["memory-limit", "process-limit", "disk-limit"])
    #expect(findings[0].message.contains("512 MiB") && findings[0].location?.line == 7)
    #expect(findings[0].hints.joined().contains("spec.resources.limits.memory"))
  }

  @Test func `that do not hold are one note`() {
    let notes = limits().notes(on: [.memory, .processes])
    #expect(notes.map(\.message) == ["the sandbox's memory and number of processes cannot be limited on this machine"])
    #expect(notes.first?.severity == .note)
  }
}

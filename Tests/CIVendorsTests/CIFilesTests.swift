import FileIO
import PipelineCore
import Settings
import SystemPackage
import Testing

@testable import CIVendors

/// The CI files in the repository's root, read as text: they must keep up with the code.
@Suite("CI files") struct CIFilesTests {
  /// What the actions need to get the program.
  private static let installing = ["version", "download-url", "build-from-source"]

  @Test func `the action has an input for every setting, and no other but those that install the program`() throws {
    #expect(try keys(under: "inputs") == Self.installing + AllSettings.all.map(\.definition.kebabName))
    #expect(try keys(under: "inputs", of: "setup/action.yml") == Self.installing + ["path"])
  }

  @Test func `both actions install the program in the same way`() throws {
    func lines(_ file: String, _ beginning: String, until end: String) throws -> [Substring] {
      let lines = try text(file).split(separator: "\n")
      return Array(lines.drop { $0 != beginning[...] }.prefix { !$0.hasPrefix(end) })
    }
    for (begin, end) in [("  version:", "  #"), ("    - name: Install agent-pipeline", "      run:")] {
      let (one, other) = (
        try lines("action.yml", begin, until: end), try lines("setup/action.yml", begin, until: end)
      )
      #expect(!one.isEmpty && one == Array(other.prefix(one.count)))
    }
  }

  @Test func `the action hands every input on, as composite actions do not do it by themselves`() throws {
    let action = try text("action.yml")
    for setting in AllSettings.all.map(\.definition) {
      let variable = "INPUT_\(setting.kebabName.uppercased().replacing("-", with: "_"))"
      #expect(setting.variables.contains(variable))
      #expect(action.contains("\n        \(variable): ${{ inputs.\(setting.kebabName) }}\n"), "\(variable)")
    }
  }

  @Test func `the action's outputs are those that are written`() throws {
    let report = SampleReport.passed("a")
    let outputs = RunOutputs(report, ReportPaths(directory: "r", json: nil, junit: nil)).all.map(\.name)
    #expect(try keys(under: "outputs") == outputs)
    for output in outputs {
      #expect(try text("action.yml").contains("    value: ${{ steps.run.outputs.\(output) }}\n"), "\(output)")
    }
  }

  @Test(
    "the files use only settings that there are",
    arguments: [
      ".gitlab-ci.example.yml", "ci-templates/gitlab/templates/agent-pipeline.yml",
      "ci-templates/github/agent-pipeline.yml", "ci-templates/jenkins/Jenkinsfile",
      "ci-templates/azure/azure-pipelines.yml", "ci-templates/circleci/config.yml",
      "ci-templates/buildkite/pipeline.yml",
      "ci-templates/bitbucket/bitbucket-pipelines.yml", "ci-templates/woodpecker/woodpecker.yaml",
      "ci-templates/drone/drone.yml", "ci-templates/tekton/task/agent-pipeline/0.1/agent-pipeline.yaml",
    ])
  func settings(file: String) throws {
    let known = AllSettings.all.map(\.definition)
    let outputs = RunOutputs(SampleReport.passed("a"), ReportPaths(directory: "r", json: nil, junit: nil)).all
    let variables =
      known.flatMap(\.variables) + outputs.map { "AGENT_PIPELINE_\($0.name.uppercased())" }
      // A secret is no setting.
      + ["AGENT_PIPELINE_FACTS_KEY"]
    let contents = try text(file)
    for match in contents.matches(of: /AGENT_PIPELINE_[A-Z_]+/) {
      #expect(variables.contains(String(match.output)), "\(match.output)")
    }
    let flags = known.map(\.flag)
    for command in contents.matches(of: /agent-pipeline (run|validate|build|test|tag|push)\b.*/) {
      for match in command.output.0.matches(of: #/ (--[a-z-]+)/#) {
        #expect(flags.contains(String(match.output.1)), "\(match.output.1)")
      }
    }
  }

  @Test(
    "plugin steps set only settings that there are, and credentials that the image hands on",
    arguments: ["ci-templates/woodpecker/woodpecker.yaml", "ci-templates/drone/drone.yml"])
  func pluginSettings(file: String) throws {
    let script = try text("image/plugin.sh")
    let lines = try text(file).split(separator: "\n")
    var used: Set<String> = []
    for (index, line) in lines.enumerated() where line == "    settings:" {
      let settings = lines[(index + 1)...].prefix { $0.hasPrefix("      ") }
      used.formUnion(settings.compactMap { $0.firstMatch(of: #/^ +([a-z_-]+):/#).map { String($0.output.1) } })
    }
    #expect(used.count > 4)
    for name in used {
      let screaming = name.uppercased().replacing("-", with: "_")
      let isSetting = AllSettings.all.contains { $0.definition.variables.contains("PLUGIN_\(screaming)") }
      #expect(isSetting || script.contains(" \(screaming) "), "\(name)")
    }
  }

  /// The keys one level below a key of the first level, in order.
  private func keys(under parent: String, of file: String = "action.yml") throws -> [String] {
    let lines = try text(file).split(separator: "\n", omittingEmptySubsequences: false)
    let section = lines.drop { $0 != "\(parent):" }.dropFirst().prefix { $0.isEmpty || $0.hasPrefix(" ") }
    return section.compactMap { $0.wholeMatch(of: #/  ([a-z-]+):/#).map { String($0.output.1) } }
  }

  private func text(_ file: String) throws -> String {
    let root = FilePath(#filePath).appending("../../..").lexicallyNormalized()
    return String(decoding: try FileContents.read(root.appending(file), limit: 1 << 20), as: UTF8.self)
  }
}

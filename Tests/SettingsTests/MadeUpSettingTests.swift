import Diagnostics
import Testing

@testable import Settings

/// A setting is added by its declaration and its place in the list, and nothing else.
@Suite("A made-up setting") struct MadeUpSettingTests {
  enum Speed: String, CaseIterable, Sendable { case slow, fast }

  static let setting = Setting.choice("launch.windSpeed", default: Speed.slow, "How fast the wind may be.")
  static let table: [any AnySetting] = AllSettings.all + [setting]

  @Test(
    arguments: [
      (["launch.windSpeed": ["fast"]], [:], "--launch-wind-speed"),
      ([:], ["AGENT_PIPELINE_LAUNCH_WIND_SPEED": "fast"], "AGENT_PIPELINE_LAUNCH_WIND_SPEED"),
    ] as [([String: [String]], [String: String], String)])
  func `has a flag and variables`(flags: [String: [String]], environment: [String: String], origin: String) {
    let (settings, diagnostics) = Settings.resolve(flags: flags, environment: environment, table: Self.table)
    #expect(diagnostics.isEmpty)
    #expect(settings(Self.setting) == .fast)
    #expect(settings.listing.last?.description == "launch.windSpeed: fast  # \(origin)")
  }

  @Test func `is taken from the manifest and has its default`() {
    let given = Settings.resolve(flags: [:], environment: [:], table: Self.table).settings
    #expect(given(Self.setting) == .slow)
    let settings = given.completed { name in
      name == "launch.windSpeed" ? (.scalar("fast"), .init(file: "agent.yaml", line: 1, column: 1)) : nil
    }.settings
    #expect(settings(Self.setting) == .fast)
  }

  @Test func `is judged and documented`() {
    let diagnostics = Settings.resolve(
      flags: ["launch.windSpeed": ["fats"]], environment: [:], table: Self.table
    ).diagnostics
    #expect(diagnostics.map(\.message) == ["unknown value `fats` for `launch.windSpeed`"])
    #expect(SettingsPage.markdown(Self.table).contains("\n## The launch stage\n"))
    let action =
      "inputs:\n  \(ActionInputs.begin)\n  \(ActionInputs.end)\nenv:\n\(ActionInputs.begin)\n\(ActionInputs.end)\n"
    let updated = ActionInputs.updated(action, Self.table)
    #expect(updated.contains("\n  launch-wind-speed:\n    description: \"How fast the wind may be.\"\n"))
    #expect(updated.contains("\n        INPUT_LAUNCH_WIND_SPEED: ${{ inputs.launch-wind-speed }}\n"))
    #expect(ActionInputs.updated(updated, AllSettings.all) == ActionInputs.updated(action, AllSettings.all))
  }
}

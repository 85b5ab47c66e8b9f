import AgentManifest
import Diagnostics
import Languages
import Settings

extension BuildPlan {
  /// The settings that single languages know.
  /// - Throws: if a placeholder stands for something that there is not.
  func options(_ settings: Settings) throws(Failure) -> BuildOptions {
    var flags: [String] = []
    for flag in settings(Settings.buildLDFlags) ?? [] { flags.append(try expanded(flag, settings)) }
    return BuildOptions(
      extras: settings(Settings.buildPythonExtras) ?? [], groups: settings(Settings.buildPythonGroups) ?? [],
      package: settings(Settings.buildPackage), flags: settings(Settings.buildFlags) ?? [],
      tags: settings(Settings.buildTags) ?? [], linkerFlags: flags, mainClass: settings(Settings.buildMainClass),
      hasCommands: settings(Settings.buildRun)?.isEmpty == false,
      hasEntrypoint: settings(Settings.buildEntrypoint) != nil)
  }

  private func expanded(_ flag: String, _ settings: Settings) throws(Failure) -> String {
    var flag = flag
    let values = [
      ("{version}", revision.version(orOf: manifest), "set `metadata.version`, or build with the whole git history"),
      ("{commit}", revision?.commit, "build in a git repository with a commit"),
    ]
    for (placeholder, value, remedy) in values where flag.contains(placeholder) {
      guard let value else {
        throw Failure(
          .agent, "build-setting", "`build.ldflags` has `\(placeholder)`, but the agent has none",
          at: settings.origin(of: Settings.buildLDFlags)?.location, hints: [remedy])
      }
      flag = flag.replacing(placeholder, with: value)
    }
    return flag
  }
}

import Diagnostics
import TextFormats
import YAMLTree

/// .yarnrc of classic yarn and .yarnrc.yml of later versions (yarnpkg.com/configuration/yarnrc), and what of them a
/// repository may decide.
enum YarnConfiguration {
  /// Keys that choose among packages or change the output, but neither hosts nor programs. `yarnPath` is not obeyed.
  private static let harmless: Set = [
    "approvedGitRepositories", "catalog", "catalogs", "checksumBehavior", "compressionLevel", "constraintsPath",
    "defaultProtocol", "defaultSemverRangePrefix", "deferredVersionFolder", "enableColors", "enableConstraintsChecks",
    "enableGlobalCache", "enableHardenedMode", "enableImmutableInstalls", "enableInlineBuilds", "enableInlineHunks",
    "enableMessageNames", "enableProgressBars", "enableScripts", "enableTelemetry", "enableTimers",
    "enableTransparentWorkspaces",
    "httpRetry", "httpTimeout", "logFilters", "networkConcurrency", "nmHoistingLimits", "nmMode", "nmSelfReferences",
    "nodeLinker", "packageExtensions", "pnpEnableEsmLoader", "pnpFallbackMode", "pnpIgnorePatterns", "pnpMode",
    "preferDeferredVersions", "preferInteractive", "preferReuse", "progressBarStyle", "supportedArchitectures",
    "taskPoolConcurrency", "taskPoolMode", "tsEnableAutoTypes", "winLinkType", "workerPoolMode", "yarnPath",
  ]
  private static let servers: Set = ["npmRegistryServer", "npmPublishRegistry", "npmAuditRegistry"]
  private static let classic = ".yarnrc"
  private static let current = ".yarnrc.yml"
  /// Keys of .yarnrc; `--install.flat` and the like are options of commands.
  private static let harmlessClassic: Set = [
    "ignore-optional", "lastUpdateCheck", "network-concurrency", "network-timeout", "save-prefix",
    "version-git-message",
    "version-git-tag", "version-tag-prefix", "yarn-path",
  ]

  static func problems(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    classicProblems(directory, hosts) + currentProblems(directory, hosts)
  }

  private static func classicProblems(_ directory: ProjectDirectory, _ hosts: PackageHosts) -> [ProjectFileProblem] {
    guard let text = directory.text(classic) else { return [] }
    return ProjectDependencies.lines(text).compactMap { line in
      let code = ASCII.trimmed(line.text)
      guard !code.isEmpty, !code.hasPrefix("#") else { return nil }
      let words = code.split(separator: " ", maxSplits: 1).map { $0.filter { $0 != "\"" } }
      let (key, value) = (String(words[0]), words.count > 1 ? String(words[1]) : "")
      if key == "registry" || key.hasSuffix(":registry") { return index(key, value, classic, line.number, hosts) }
      // classic yarn hands itself over to the program that it names.
      if key != "yarn-path", harmlessClassic.contains(key) { return nil }
      return refused(key, classic, line.number)
    }
  }

  private static func currentProblems(_ directory: ProjectDirectory, _ hosts: PackageHosts) -> [ProjectFileProblem] {
    guard let bytes = directory.read(current, ProjectDirectory.limit) else { return [] }
    guard let root = YAMLDocument.parse(bytes: bytes, file: current).root else {
      return String(decoding: bytes, as: UTF8.self).allSatisfy(\.isWhitespace) ? [] : [.unchecked(current)]
    }
    return (root.mapping ?? []).flatMap { pair -> [ProjectFileProblem] in
      let line = pair.key.location.line
      if servers.contains(pair.name) {
        return [index(pair.name, pair.value.text ?? "", current, line, hosts)].compactMap(\.self)
      }
      if pair.name == "npmScopes" {
        return (pair.value.mapping ?? []).flatMap { scope in
          (scope.value.mapping ?? []).compactMap { setting in
            if servers.contains(setting.name) {
              return index(
                "npmScopes.\(scope.name).\(setting.name)", setting.value.text ?? "", current, setting.key.location.line,
                hosts)
            }
            return setting.name.hasPrefix("npmAlwaysAuth") || setting.name.hasPrefix("npmAuth")
              ? nil : refused("npmScopes.\(setting.name)", current, setting.key.location.line)
          }
        }
      }
      if ["npmAuthToken", "npmAuthIdent", "npmAlwaysAuth"].contains(pair.name) { return [] }
      return harmless.contains(pair.name) ? [] : [refused(pair.name, current, line)]
    }
  }

  private static func index(
    _ key: String, _ value: String, _ file: String, _ line: Int, _ hosts: PackageHosts
  ) -> ProjectFileProblem? {
    hosts.contain(value)
      ? nil
      : .index(
        value, as: key, in: file, line: line, remedy: "set the variable YARN_NPM_REGISTRY_SERVER in the CI system")
  }

  private static func refused(_ key: String, _ file: String, _ line: Int) -> ProjectFileProblem {
    .refused(
      key, in: file, line: line, because: "a repository may not decide it for the build",
      hint: "remove it, or set it in the CI system")
  }
}

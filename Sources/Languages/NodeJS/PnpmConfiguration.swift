import Diagnostics
import YAMLTree

/// pnpm-workspace.yaml (pnpm.io/settings), and what of it a repository may decide.
enum PnpmConfiguration {
  private static let file = "pnpm-workspace.yaml"
  /// Keys that choose among packages or change the output, but neither hosts nor programs.
  private static let harmless: Set = [
    "packages", "catalog", "catalogs", "cleanupUnusedCatalogs", "catalogMode", "overrides", "packageExtensions",
    "peerDependencyRules", "allowedDeprecatedVersions", "patchedDependencies", "allowUnusedPatches",
    "ignoredOptionalDependencies",
    "onlyBuiltDependencies", "neverBuiltDependencies", "ignoredBuiltDependencies", "strictDepBuilds",
    "supportedArchitectures",
    "autoInstallPeers", "strictPeerDependencies", "dedupePeerDependents", "resolvePeersFromWorkspaceRoot", "hoist",
    "hoistPattern", "publicHoistPattern", "shamefullyHoist", "hoistWorkspacePackages", "nodeLinker",
    "linkWorkspacePackages",
    "preferWorkspacePackages", "sharedWorkspaceLockfile", "saveWorkspaceProtocol", "includeWorkspaceRoot",
    "injectWorkspacePackages",
    "resolutionMode", "savePrefix", "saveExact", "minimumReleaseAge", "minimumReleaseAgeExclude", "engineStrict",
    "packageManagerStrict", "packageManagerStrictVersion", "disallowWorkspaceCycles", "dedupeDirectDeps",
    "dedupeInjectedDeps",
    "updateNotifier", "verifyDepsBeforeRun", "enablePrePostScripts", "auditConfig", "updateConfig", "requiredScripts",
    "allowBuilds", "blockExoticSubdeps", "enableGlobalVirtualStore", "minimumReleaseAgeStrict",
    "optimisticRepeatInstall", "trustPolicy", "trustPolicyExclude", "trustPolicyIgnoreAfter",
    "lockfileIncludeTarballUrl", "excludeLinksFromLockfile", "preferFrozenLockfile", "sideEffectsCache", "loglevel",
  ]

  static func problems(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    guard let bytes = directory.read(file, ProjectDirectory.limit) else { return [] }
    guard let root = YAMLDocument.parse(bytes: bytes, file: file).root else {
      return String(decoding: bytes, as: UTF8.self).allSatisfy(\.isWhitespace) ? [] : [.unchecked(file)]
    }
    return (root.mapping ?? []).flatMap { pair -> [ProjectFileProblem] in
      if harmless.contains(pair.name) { return [] }
      let line = pair.key.location.line
      let registries =
        pair.name == "registry" ? [pair.value.text ?? ""] : pair.value.mapping?.map { $0.value.text ?? "" }
      if ["registry", "registries"].contains(pair.name), let registries {
        return registries.filter { !hosts.contain($0) }.map {
          .index(
            $0, as: pair.name, in: file, line: line, remedy: "set the variable npm_config_registry in the CI system")
        }
      }
      return [
        .refused(
          pair.name, in: file, line: line, because: "a repository may not decide it for the build",
          hint: "remove it, or set it in the CI system")
      ]
    }
  }
}

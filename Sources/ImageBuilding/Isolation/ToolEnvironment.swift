import FileIO
import Languages
import PipelineCore
import SystemPackage

/// The variables that a language's tools see.
struct ToolEnvironment {
  /// Marks of names whose values are secret, wherever they stand between underscores.
  private static let secretMarks = [
    "TOKEN", "PASSWORD", "PASSWD", "SECRET", "SECRETS", "CREDENTIAL", "CREDENTIALS", "APIKEY", "AUTH", "_AUTH",
    "AUTHTOKEN", "PASSPHRASE", "USERNAME", "KEY", "USERCONFIG", "GLOBALCONFIG",
  ]
  private static let managers = [
    "PYENV_ROOT": ".pyenv", "RUSTUP_HOME": ".rustup", "VOLTA_HOME": ".volta", "ASDF_DATA_DIR": ".asdf",
    "SDKMAN_DIR": ".sdkman",
  ]
  /// Where this user's tools keep things and credentials: those of a build have places of their own.
  private static let replaced: Set = [
    "CARGO_HOME", "CARGO_INSTALL_ROOT", "PIP_CACHE_DIR", "PIP_LOG", "UV_CACHE_DIR", "UV_CREDENTIALS_DIR",
    "npm_config_cache", "npm_config_prefix", "NPM_CONFIG_CACHE", "NPM_CONFIG_PREFIX", "PIP_KEYRING_PROVIDER",
  ]
  /// For the tools; the layers must not depend on the commit's time.
  static let sourceDate = ["SOURCE_DATE_EPOCH": "\(RecipeLayer.modificationTime)"]

  let variables: [String: String]
  /// Names that agent.yaml asks for and that are withheld.
  let withheld: [String]

  init(_ environment: [String: String], _ needs: ToolNeeds, _ policy: IsolationPolicy) {
    let patterns = ToolNeeds.variables + needs.variables
    var variables = environment.filter { name, value in
      guard patterns.contains(where: { Self.matches(name, $0) }), !Self.isSecret(name), !Self.replaced.contains(name)
      else { return false }
      // A password in the options of a JVM is one that the user gave to the tools; a stranger's code gets none.
      return policy.source != .fork || !(name.hasSuffix("_OPTS") && UserFiles.holdsSecret(value))
    }
    if policy.source == .fork {
      // The index stays without its login, and refuses the build: in its place, the public one would be asked for packages.
      variables = variables.mapValues(NamedServers.withoutLogins)
    }
    let asked = policy.variables.filter { environment[$0] != nil && variables[$0] == nil }
    if policy.letsVariablesThrough {
      for name in asked { variables[name] = environment[name] }
    }
    // Version managers look below the home directory, which is another one for the tools.
    if let home = environment["HOME"], !home.isEmpty {
      for (name, directory) in Self.managers where variables[name] == nil {
        let path = FilePath(home).appending(directory)
        if (try? FileStatus.of(path)) ?? nil != nil { variables[name] = path.string }
      }
    }
    self.variables = variables.merging(Self.sourceDate) { $1 }
    withheld = policy.letsVariablesThrough ? [] : asked.sorted()
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
  }

  /// `CARGO_REGISTRY_TOKEN`, `npm_config_//registry.example.com/:_authToken`, `UV_INDEX_PRIVATE_PASSWORD`.
  static func isSecret(_ name: String) -> Bool {
    name.contains("//")
      || name.uppercased().split { "_:-.".contains($0) }.contains { secretMarks.contains(String($0)) }
  }
}

/// The variables that an agent reads, for `spec.environment`.
enum EnvironmentReads {
  /// What the system, the image or the tool itself sets.
  private static let given: Set<String> = [
    "PATH", "HOME", "USER", "PWD", "SHELL", "HOSTNAME", "LANG", "LC_ALL", "TZ", "TERM", "TMPDIR", "CI", "NODE_ENV",
    "PYTHONPATH", "PYTHONUNBUFFERED", "VIRTUAL_ENV", "GOPATH", "JAVA_HOME", "CARGO_MANIFEST_DIR", "OUT_DIR",
    "APPDATA", "LOCALAPPDATA", "USERPROFILE", "TEMP", "TMP", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
    "EDITOR", "DISPLAY", "NO_COLOR", "VERCEL", "RUST_LOG", "RUST_BACKTRACE", "KUBERNETES_SERVICE_HOST",
    "NPM_PACKAGE_VERSION", "npm_package_version", "DJANGO_SETTINGS_MODULE",
  ]

  private static let secretEndings = [
    "KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIALS", "PASSPHRASE", "PAT", "DSN", "WEBHOOK_URL",
  ]

  /// What client libraries read by themselves.
  private static let ofProviders: [String: String] = [
    "openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "google": "GOOGLE_API_KEY",
    "mistral": "MISTRAL_API_KEY", "groq": "GROQ_API_KEY", "cohere": "CO_API_KEY", "together": "TOGETHER_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY", "xai": "XAI_API_KEY", "perplexity": "PERPLEXITY_API_KEY",
  ]

  static let maximum = 40

  /// In the order in which they are found; each once.
  static func all(in files: SourceFiles, model: ModelUse) -> [DraftVariable] {
    var found: [DraftVariable] = []
    var places: [String: Int] = [:]
    for file in files.all {
      for read in VariableRead.all(in: file.tokens[...], of: file.language) + SettingsClass.reads(in: file) {
        guard !given.contains(read.name) else { continue }
        if let place = places[read.name] {
          if found[place].value == nil { found[place].value = read.defaultValue }
          if !read.isRequired { found[place].isRequired = false }
          continue
        }
        guard found.count < maximum else { continue }
        places[read.name] = found.count
        found.append(
          DraftVariable(
            name: read.name, value: read.defaultValue, isSecret: isSecret(read.name), isRequired: read.isRequired,
            place: file.place(read.index)))
      }
    }
    if let provider = model.provider, let name = ofProviders[provider.value],
      !found.contains(where: { $0.name == name || ($0.isSecret && $0.name.hasSuffix("API_KEY")) })
    {
      found.append(
        DraftVariable(
          name: name, isSecret: true, isRequired: false, place: "\(provider.place): its client reads it"))
    }
    return found
  }

  static func isSecret(_ name: String) -> Bool {
    secretEndings.contains { name == $0 || name.hasSuffix("_\($0)") || name.hasSuffix("API\($0)") }
      && !["PUBLIC_KEY", "MAX_TOKEN"].contains(where: name.contains)
  }
}

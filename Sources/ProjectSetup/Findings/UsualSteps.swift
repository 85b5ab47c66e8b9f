/// What Dockerfiles do so that there is an image at all, which the build does in its own way.
enum UsualSteps {
  private static let variables: Set<String> = [
    "PATH", "HOME", "LANG", "LC_ALL", "LANGUAGE", "DEBIAN_FRONTEND", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE",
    "PYTHONFAULTHANDLER", "PYTHONHASHSEED", "PYTHONPATH", "VIRTUAL_ENV", "NODE_ENV", "CGO_ENABLED", "GOPATH", "GOOS",
    "GOARCH", "GO111MODULE", "NEXT_TELEMETRY_DISABLED", "HOSTNAME", "HOST", "JAVA_HOME",
  ]

  static func isUsual(variable name: String) -> Bool {
    variables.contains(name)
      || ["PIP_", "UV_", "POETRY_", "PNPM_", "NPM_CONFIG_", "CARGO_", "RUSTUP_"]
        .contains(where: name.hasPrefix)
  }

  /// Programs that prepare the image's files and its user.
  private static let programs: Set<Substring> = [
    "rm", "mkdir", "chmod", "chown", "addgroup", "adduser", "groupadd", "useradd", "usermod", "corepack", "mvn",
    "./mvnw", "gradle", "./gradlew", "javac", "tsc",
  ]

  /// Programs that install the project's packages or build it, with the words that do so.
  private static let installers: [Substring: Set<Substring>] = [
    "apt-get": ["update", "clean", "autoremove", "upgrade", "dist-upgrade"],
    "apt": ["update", "clean", "autoremove", "upgrade"], "apk": ["update", "upgrade"],
    "uv": ["sync", "venv", "lock", "export", "cache"], "poetry": ["install", "config", "export", "lock"],
    "pipenv": ["install", "sync", "lock"], "pdm": ["install", "sync"], "npm": ["ci", "run", "prune", "cache"],
    "yarn": ["build", "run", "cache"], "pnpm": ["build", "run", "fetch", "prune"],
    "go": ["mod", "build", "install", "test", "vet", "generate"], "cargo": ["build", "fetch", "install", "test"],
    "python": ["venv", "compileall"], "python3": ["venv", "compileall"], "pip": ["cache"],
  ]

  /// Package managers of Node.js, which install the project's packages unless they are told which.
  private static let ofNode: Set<Substring> = ["npm", "yarn", "pnpm"]

  static func contain(_ command: String, _ survey: Survey) -> Bool {
    var words = command.split(separator: " ").filter { !$0.hasPrefix("-") || ["-r", "-e"].contains($0) }
    while words.first?.contains("=") == true { words.removeFirst() }
    if words.first?.hasPrefix("python") == true, words.dropFirst().first?.hasPrefix("pip") == true {
      words.removeFirst()
    }
    if words.first == "uv", words.dropFirst().first == "pip" { words.removeFirst() }
    guard let program = words.first else { return true }
    if programs.contains(program) { return true }
    let rest = words.dropFirst()
    if rest.first.map({ installers[program]?.contains($0) ?? false }) ?? ofNode.contains(program) { return true }
    guard rest.first == "install" || rest.first == "i" else { return false }
    if ofNode.contains(program) { return rest.count == 1 }
    guard program.hasPrefix("pip") else { return false }
    let tools = ["pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "pdm"]
    return rest.dropFirst().allSatisfy { word in
      let name = PythonSetup.name(word.filter { $0 != "\"" && $0 != "'" })
      return word.hasPrefix(".") || word == "-e" || word == "-r" || word.hasSuffix("requirements.txt")
        || tools.contains(name) || survey.needs(name)
    }
  }
}

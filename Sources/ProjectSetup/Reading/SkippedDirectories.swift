/// Directories that hold no code of the project itself: what package managers, compilers and editors make.
public enum SkippedDirectories {
  static let names: Set<String> = [
    "node_modules", "vendor", "target", "dist", "build", "out", "venv", "env", "virtualenv", "__pycache__",
    "site-packages", "bower_components", "coverage", "htmlcov", "testdata", "fixtures", "__fixtures__",
  ]

  /// Those that begin with a dot are skipped, except those of CI systems.
  static let dotted: Set<String> = [
    ".github", ".circleci", ".buildkite", ".woodpecker", ".tekton", ".gitlab", ".gitea",
  ]

  public static func contains(_ name: String) -> Bool {
    names.contains(name) || (name.hasPrefix(".") && !dotted.contains(name))
  }
}

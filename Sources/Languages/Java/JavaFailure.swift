import Diagnostics

/// Failures of Maven, Gradle and javac whose cause is not the agent.
enum JavaFailure {
  /// What javac says of a version that it does not know.
  private static let unknownVersions = [
    "invalid target release: ", "invalid source release: ", "release version ",
  ]

  static func explained(_ failure: Failure, _ compiler: JavaCompiler) -> Failure {
    let said = failure.diagnostic.hints.joined(separator: "\n")
    guard failure.diagnostic.code == "build-failed", let own = JavaCompiler.major(compiler.version),
      let wanted = wanted(in: said, own: own)
    else { return failure }
    return Failure(
      .infrastructure, "toolchain-too-old",
      "the project requires Java \(wanted), but the host has `\(compiler.version)`",
      hints: [
        "on Debian and Ubuntu: apt-get install openjdk-\(wanted)-jdk-headless",
        "or build with a Docker Engine: set `build.engine: docker`", said,
      ])
  }

  /// The version that a tool does not know, if it is newer than the host's.
  static func wanted(in said: String, own: Int) -> Int? {
    unknownVersions.compactMap { told -> Int? in
      guard let place = said.firstRange(of: told) else { return nil }
      return JavaCompiler.major(String(said[place.upperBound...].prefix { $0.isNumber || $0 == "." }))
    }.first { $0 > own }
  }
}

import Testing

/// What our builder makes of a project is what the project's own tool makes of it: the same words, the same packages, the
/// same image each time.
@Suite("The project matrix of compiled languages") struct ProjectMatrixTests {
  private static func possible(_ projects: [MatrixProject]) -> [MatrixProject] {
    projects.filter { $0.tools.allSatisfy(Workbench.has) }
  }

  @Test(arguments: possible(CompiledProjects.go)) func `Go`(project: MatrixProject) async throws {
    try await Workbench.compare(project, base: "scratch")
  }

  @Test(.enabled(if: Workbench.base("glibc") != nil), arguments: possible(CompiledProjects.rust))
  func `Rust`(project: MatrixProject) async throws {
    try await Workbench.compare(project, base: try #require(Workbench.base("glibc")))
  }

  @Test(arguments: possible([JavaProjects.plain, JavaProjects.boot, JavaProjects.gradle]))
  func `Java`(project: MatrixProject) async throws {
    try await Workbench.compare(project, base: "scratch")
  }

  // Scripts/install-packages.sh installs the plugins; elsewhere Maven would need an index.
  @Test(.enabled(if: JavaTests.hasPlugins), arguments: possible(JavaProjects.maven))
  func `Maven`(project: MatrixProject) async throws {
    try await Workbench.compare(project, base: "scratch")
  }
}

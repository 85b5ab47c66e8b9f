import Testing

@testable import Languages

/// What a Python project's files mean, where reading them otherwise would install something else without a word.
@Suite("Files of a Python project") struct PythonTruthTests {
  private func directory(_ files: [String: String], at place: String = "") -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  @Test(arguments: [
    ("-e six", "./six"), ("-e ./six", "./six"), ("--editable=six", "./six"), ("-e ../lib", "../lib"),
    ("-e git+https://example.com/x", "git+https://example.com/x"), ("six==1.0", "six==1.0"), ("-e .", "."),
    ("\u{FEFF}-e lib", "./lib"),
  ])
  func `install a directory where pip does`(line: String, installed: String) {
    #expect(RequirementLine.withoutEditable(line) == installed)
  }

  @Test(
    arguments: [
      ("libs/greet", "libs/greet"), ("./libs/greet", "./libs/greet"), ("libs/greet[x]", "libs/greet[x]"),
      ("-e six", "six"),
      ("six", nil), ("six==1.0", nil), ("x @ https://example.com/a/b", nil), ("-e git+https://example.com/x", nil),
      ("x @ file:///wheels/x.whl", "/wheels/x.whl"),
    ] as [(String, String?)])
  func `name local packages`(line: String, place: String?) throws {
    let line = try #require(RequirementLine.lines(of: line).first)
    #expect(line.localFile == place)
  }

  @Test func `begin with a byte order mark where an editor of Windows wrote them`() {
    #expect(RequirementLine.lines(of: "\u{FEFF}-r base.txt\nsix").map(\.text) == ["-r base.txt", "six"])
  }

  @Test func `include files of the repository, whose packages count as well`() {
    let agent = directory(
      [
        "agents/chat/requirements.txt": "-r ../../shared/common.txt\n-c ../../constraints.txt\n",
        "shared/common.txt": "-r more.txt\n-e ../../libs/greet\n", "shared/more.txt": "six\n", "constraints.txt": "",
      ], at: "agents/chat")
    #expect(
      Set(RequirementsTree(in: agent).paths) == [
        "../../shared/common.txt", "../../shared/more.txt", "../../constraints.txt", "../../libs/greet",
      ])
  }

  @Test func `include dependency groups in others`() throws {
    let project = try PyProject(
      """
      [dependency-groups]
      Base_x = ["iniconfig"]
      server = [{include-group = "base-x"}, "idna"]
      """)
    #expect(project.groups == ["base-x": ["iniconfig"], "server": ["iniconfig", "idna"]])
    for (text, message) in [
      ("a = [{include-group = \"b\"}]", "does not exist"), ("a = [{include-group = \"a\"}]", "includes itself"),
      ("a = [1]", "neither"),
    ] {
      let problem = #expect(throws: LockProblem.self) { try PyProject("[dependency-groups]\n\(text)\n") }
      #expect(problem?.message.contains(message) == true, "\(text)")
    }
  }

  @Test func `name the project's own extras`() throws {
    let project = try PyProject(
      """
      [project]
      name = "My.Agent"
      [project.optional-dependencies]
      web = ["six"]
      db = ["attrs"]
      all = ["my-agent[web, db]"]
      loop = ["my-agent[loop]"]
      """)
    #expect(try project.withoutItself(["my_agent[all]", "idna"]) == ["six", "attrs", "idna"])
    #expect(try project.withoutItself(["my-agent[loop]"]) == [])
    #expect(throws: LockProblem.self) { try project.withoutItself(["my-agent[nothing]"]) }
    #expect(throws: LockProblem.self) { try project.withoutItself(["my-agent[web]; python_version < '4'"]) }
  }

  @Test(
    arguments: [
      ("[tool.uv.sources]\nsix = {path = \"./six\"}", "[tool.uv] sources"),
      ("[tool.uv]\nconstraint-dependencies = [\"six<1.16\"]", "[tool.uv] constraint-dependencies"),
      ("[tool.uv]\noverride-dependencies = []", nil), ("[tool.uv.sources]", nil),
      ("[tool.pdm.resolution.overrides]\nsix = \"1.0\"", "[tool.pdm.resolution] overrides"),
    ] as [(String, String?)])
  func `decide with a lock alone`(text: String, table: String?) throws {
    #expect(try PyProject(text).lockOnlyTables.first == table)
  }

  @Test(
    arguments: [
      (["pyproject.toml": "[project]\nrequires-python = \">=3.12\"\n"], ["3.11.9": false, "3.12.0": true]),
      (
        ["pyproject.toml": "[tool.poetry.dependencies]\npython = \"^3.12\"\n", "poetry.lock": ""],
        ["3.11.9": false, "3.12.1": true, "4.0.0": false]
      ),
      (
        ["Pipfile.lock": "{\"_meta\": {\"requires\": {\"python_version\": \"3.12\"}}}"],
        ["3.11.2": false, "3.12.4": true]
      ),
      (["Pipfile.lock": "{}"], [:]),
    ] as [([String: String], [String: Bool])])
  func `say which Python they need`(files: [String: String], accepted: [String: Bool]) throws {
    let found = try PythonProject(in: directory(files)).requiredPythons
    #expect(found.count == (accepted.isEmpty ? 0 : 1))
    for (version, isAccepted) in accepted { #expect(found.first?.range.contains(version) == isAccepted, "\(version)") }
  }
}

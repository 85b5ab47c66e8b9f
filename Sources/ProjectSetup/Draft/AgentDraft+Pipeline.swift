import TextFormats

extension AgentDraft {
  /// `spec.pipeline`: how it is built and tested.
  var pipelineLines: [String] {
    let (build, test) = (buildLines, testLines)
    var lines: [String] = []
    if !build.isEmpty { lines += ["    build:"] + build }
    if !test.isEmpty { lines += ["    test:"] + test }
    return lines.isEmpty ? [] : ["  pipeline:"] + lines
  }

  private var buildLines: [String] {
    var lines: [String] = []
    func add(_ line: String, from place: String) { lines.append("      \(line)" + YAMLText.comment("from \(place)")) }
    if let package = start.package { add("package: \(YAMLText.scalar(package.value))", from: package.place) }
    if let mainClass = start.mainClass { add("mainClass: \(YAMLText.scalar(mainClass.value))", from: mainClass.place) }
    for include in start.includes.prefix(1) {
      add("include: \(YAMLText.list(start.includes.map(\.value)))", from: include.place)
    }
    if let entrypoint = start.entrypoint {
      add("entrypoint: \(YAMLText.list(entrypoint.value))", from: entrypoint.place)
    }
    let commands = tests.compactMap { test in
      if case .inBuild(let command) = test.way { (command, test.place) } else { nil }
    }
    if !commands.isEmpty {
      lines.append("      run:")
      for (command, place) in commands { add("  - \(YAMLText.quoted(command))", from: place) }
    }
    return lines
  }

  private var testLines: [String] {
    var lines: [String] = []
    if !testFiles.isEmpty { lines.append("      include: \(YAMLText.list(testFiles))  # for the tests alone") }
    let placeholders = environment.filter(\.needsPlaceholder).map(\.name)
    if !placeholders.isEmpty {
      lines += [
        "      # The tests run without a network and without secrets: most clients only need to find a value.",
        "      environment:",
      ]
      lines += placeholders.map { "        \($0): placeholder" }
    }
    switch start.kind {
    case .mcp: lines.append("      ready: mcp" + YAMLText.comment("an MCP server on standard input and output"))
    case .other where start.port == nil:
      lines.append(
        "      ready: started" + YAMLText.comment("not found: a port; the test is that the process keeps running"))
    case .other, .server: break
    }
    let commands = tests.compactMap { test in
      if case .inImage(let command) = test.way { (test.name, command, test.place) } else { nil }
    }
    if !commands.isEmpty {
      lines.append("      commands:")
      for (name, command, place) in commands {
        lines.append("        - name: \(name)" + YAMLText.comment("from \(place)"))
        lines.append("          run: \(YAMLText.list(command))")
      }
    }
    if start.port != nil, let health {
      lines += [
        "      http:", "        - name: answers GET \(YAMLText.scalar(health.value))",
        "          request: {method: GET, path: \(YAMLText.scalar(health.value))}", "          expect: {status: 200}",
      ]
    }
    return lines
  }
}

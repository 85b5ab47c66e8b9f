import ProjectTemplates

/// What `Sources/ProjectTemplates/Generated` has to hold.
enum EmbeddedSource {
  /// Contents by file name.
  static func all() throws -> [String: String] {
    let templates = try TemplateFiles.templates().map { language, name in
      (path: "templates/\(language)/\(name)", identifier: identifier([language, name]))
    }
    let vendors = try TemplateFiles.directories("ci-templates")
    let files = try templates.map { try TemplateFiles.files(in: $0.path) }
    let shared = sharedTexts(of: files.joined())

    var sources: [String: String] = [:]
    for (template, files) in zip(templates, files) {
      sources["\(capitalized(template.identifier)).swift"] = source(
        template.path, template.identifier, files, shared: shared)
    }
    for vendor in vendors {
      sources["\(capitalized(vendor))CI.swift"] = source(
        "ci-templates/\(vendor)", "\(vendor)CI", try TemplateFiles.ci(vendor), shared: [:])
    }
    let list = vendors.map { "    CITemplate(\"\($0)\", EmbeddedFiles.\($0)CI),\n" }.joined()
    sources["AllCITemplates.swift"] =
      head("ci-templates") + "extension CITemplates {\n  public static let all: [CITemplate] = [\n\(list)  ]\n}\n"
    let texts = shared.sorted { $0.value < $1.value }.map { "  static let \($0.value) = \(literal($0.key))\n" }
    sources["SharedTexts.swift"] =
      head("what several of templates/ have") + "extension EmbeddedFiles {\n\(texts.joined(separator: "\n"))}\n"
    return sources
  }

  /// Names for the texts that are embedded once, though several templates have them: each template stands alone.
  private static func sharedTexts(of files: some Sequence<ProjectTemplate.File>) -> [String: String] {
    let groups = Dictionary(grouping: files, by: \.contents).filter { $0.value.count > 1 }
    var names: [String: String] = [:]
    for (text, files) in groups.sorted(by: { $0.key < $1.key }) {
      let name = identifier(["shared", files[0].path])
      let number = names.values.count { $0.hasPrefix(name) }
      names[text] = number == 0 ? name : "\(name)\(number + 1)"
    }
    return names
  }

  private static func source(
    _ path: String, _ identifier: String, _ files: [ProjectTemplate.File], shared: [String: String]
  ) -> String {
    let items = files.map { file in
      "ProjectTemplate.File(\"\(file.path)\", \(shared[file.contents] ?? literal(file.contents)), "
        + "isExecutable: \(file.isExecutable)),\n"
    }
    return head(path) + "extension EmbeddedFiles {\n  static let \(identifier): [ProjectTemplate.File] = [\n"
      + items.joined() + "  ]\n}\n"
  }

  private static func head(_ origin: String) -> String {
    "// swift-format-ignore-file\n// Made from \(origin) by `make generate`.\n\n"
  }

  private static func identifier(_ parts: [String]) -> String {
    let words = parts.joined(separator: "/").split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return words[0] + words.dropFirst().map(capitalized).joined()
  }

  private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  /// A raw string of several lines: with as many `#` as the text needs, it is the text itself.
  private static func literal(_ text: String) -> String {
    var mark = "#"
    while text.contains("\"\"\"\(mark)") || text.contains("\\\(mark)") { mark += "#" }
    return "\(mark)\"\"\"\n\(text)\n\"\"\"\(mark)"
  }
}

import Diagnostics
import ProjectSetup
import ProjectTemplates

/// The templates of new agents and of CI files.
enum InitTemplates {
  static let names: [String] = {
    var seen: Set<String> = []
    return AllTemplates.all.map(\.name).filter { seen.insert($0).inserted }
  }()

  /// Lines for people.
  static var list: [String] {
    let width = names.map(\.count).max() ?? 0
    return names.compactMap { name in
      let languages = AllTemplates.all.filter { $0.name == name }
      guard let first = languages.first else { return nil }
      let padded = name + String(repeating: " ", count: width - name.count)
      return "\(padded)  \(first.summary) (\(languages.map(\.language).joined(separator: ", ")))"
    }
  }

  /// - Parameters:
  ///   - name: also with its language behind it: `chatbot-go`.
  ///   - directory: the name of the agent's directory.
  /// - Throws: if there is no such template, or not in the language.
  static func files(_ name: String, _ options: SetupOptions, directory: String) throws -> [NewFile] {
    let named = AllTemplates.all.filter { $0.name == name }
    let all = named.isEmpty ? AllTemplates.all.filter { "\($0.name)-\($0.language)" == name } : named
    guard let first = all.first else {
      throw Failure(.usage, "template-unknown", "there is no template `\(name)`", hints: ["write one of:"] + list)
    }
    let template = options.language.map { language in all.first { $0.language == language } } ?? first
    guard let template else {
      throw Failure(
        .usage, "template-unknown", "the template `\(first.name)` is not written in `\(options.language ?? "")`",
        hints: ["write one of its languages: \(all.map { "`\($0.language)`" }.joined(separator: ", "))"])
    }
    let agent = options.name ?? AgentDraft.validName(directory) ?? template.name
    return template.files(named: agent).map { NewFile($0.path, $0.contents, isExecutable: $0.isExecutable) }
  }

  /// The text of a CI system's file; `nil` if there is none.
  static func ci(_ system: CISystem) -> String? {
    let files = CITemplates.files(for: system.rawValue) ?? []
    return (files.first { !$0.path.contains("/") } ?? files.first)?.contents
  }
}

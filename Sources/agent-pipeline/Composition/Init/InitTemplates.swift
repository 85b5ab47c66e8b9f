import Diagnostics
import ProjectSetup

/// The templates of new agents and of CI files.
enum InitTemplates {
  static var names: [String] { [] }

  /// Lines for people.
  static var list: [String] { [] }

  /// - Throws: if there is no such template in the language.
  static func files(_ name: String, _ options: SetupOptions) throws -> [NewFile] {
    throw Failure(.usage, "template-unknown", "there is no template `\(name)`", hints: list)
  }

  static func ci(_ system: CISystem) -> String { "" }
}

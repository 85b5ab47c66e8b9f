public import Diagnostics
import Languages

public enum UnpinnedDependency: ManifestRule {
  public static let id = "unpinned-dependency"
  public static let title = "Dependencies have exact versions, here or in the runtime's lock file"
  public static let why = """
    Without them, the same commit builds a different image tomorrow. This is only a note: version ranges can be \
    deliberate, and `--strict` allows them
    """
  public static let badExample = """
    spec:
      runtime: python
      dependencies: [fastapi>=0.104, uvicorn]
    """
  public static let goodExample = """
    spec:
      runtime: python
      dependencies: [fastapi==0.115.12, uvicorn==0.34.2]
    """

  /// One note for all of them: a list of twenty ranges is one decision.
  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let language = manifest.language else { return [] }
    let loose = manifest.dependencies.filter { $0.dependency?.isPinned == false }
    guard !loose.isEmpty else { return [] }
    let pinned = manifest.surroundings.map { language.dependencies(in: $0.directory) }?.locked ?? [:]
    let open = loose.filter { pinned[$0.dependency?.identity ?? ""] == nil }
    guard let first = open.first, let example = first.dependency else { return [] }
    let names = open.compactMap { $0.dependency.map { "`\($0.name)`" } }
    let list = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    return note(
      names.count == 1
        ? "\(list) has no exact version" : "\(names.count) dependencies have no exact version: \(list)",
      at: first.location,
      hints: ["write `\(language.notation.pinned(example.name, "1.2.3"))` with the version you tested"])
  }
}

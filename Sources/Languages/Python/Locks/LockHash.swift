import OCIImage
import TOMLKit

/// The hash that a lock file keeps of what it was made from. The tools' own rules are followed, those of older releases
/// included: a lock is outdated if none of them gives the hash.
struct LockHash {
  /// The hashes that a lock of these files may have, in hexadecimal; empty if they cannot be told.
  var accepted: Set<String>

  private init(_ texts: [String?]) {
    accepted = texts.contains(nil) ? [] : Set(texts.compactMap(\.self).map { SHA256.digest(of: Array($0.utf8)).hex })
  }

  func isOutdated(_ hash: String?) -> Bool {
    guard let hash, !accepted.isEmpty else { return false }
    return !accepted.contains(hash)
  }

  /// `Locker._get_content_hash` of Poetry 1.0 to 2.3: without dependency groups before 2.3, without `[project]` before 2.0.
  static func poetry(_ root: TOMLTable) -> LockHash {
    let project = fields(["requires-python", "dependencies", "optional-dependencies"], of: root.table("project"))
    let groups = root.table("dependency-groups").map { PythonJSON($0) } ?? .empty
    func text(_ project: [String: PythonJSON]?, _ groups: PythonJSON?) -> String? {
      guard let project, let groups else { return nil }
      var content: [String: PythonJSON] = [:]
      if !project.isEmpty { content["project"] = .object(project) }
      if case .object(let named) = groups, !named.isEmpty { content["dependency-groups"] = groups }
      let legacy = ["dependencies", "source", "extras", "dev-dependencies"]
      guard var poetry = fields(legacy + ["group"], of: root.table("tool", "poetry")) else { return nil }
      if content.isEmpty {
        for key in legacy where poetry[key] == nil { poetry[key] = .null }
        return PythonJSON.object(poetry).text()
      }
      content["tool"] = .object(["poetry": .object(poetry)])
      return PythonJSON.object(content).text()
    }
    return LockHash([text(project, groups), text(project, .empty), text([:], .empty)])
  }

  /// `PyProject.content_hash` of PDM: before 2.20 without `[dependency-groups]`, at first with `overrides` alone.
  static func pdm(_ root: TOMLTable) -> LockHash {
    let (project, settings) = (root.table("project"), root.table("tool", "pdm"))
    func value(_ key: String, of table: TOMLTable?, or other: PythonJSON) -> PythonJSON? {
      guard let value = table?[key] else { return other }
      return PythonJSON(value)
    }
    func text(_ groups: PythonJSON?, _ resolution: String, _ chosen: PythonJSON?) -> String? {
      let parts: [String: PythonJSON?] = [
        "sources": value("source", of: settings, or: .list([])),
        "dependencies": value("dependencies", of: project, or: .list([])), "dev-dependencies": groups,
        "optional-dependencies": value("optional-dependencies", of: project, or: .empty),
        "requires-python": value("requires-python", of: project, or: .string("")), resolution: chosen,
      ]
      let known = parts.compactMapValues(\.self)
      return known.count == parts.count ? PythonJSON.object(known).text() : nil
    }
    let old = value("dev-dependencies", of: settings, or: .empty)
    var groups: [String: [PythonJSON]]? = [:]
    for table in [root.table("dependency-groups"), settings?.table("dev-dependencies")].compactMap(\.self) {
      for key in table.keys {
        guard let list = table[key]?.array?.compactMap({ PythonJSON($0) }) else { groups = nil; continue }
        groups?[PythonRequirement.identity(key), default: []] += list
      }
    }
    let all = groups.map { PythonJSON.object($0.mapValues(PythonJSON.list)) }
    let resolution = value("resolution", of: settings, or: .empty)
    let overrides = value("overrides", of: settings?.table("resolution"), or: .empty)
    return LockHash(
      [all, old].flatMap { [text($0, "resolution", resolution), text($0, "overrides", overrides)] })
  }

  /// plette's `Pipfile.get_hash`, and pipenv's own, for which the spelling of a name does not count.
  static func pipenv(_ root: TOMLTable) -> LockHash {
    // What pipenv takes a Pipfile without sources for.
    let usual = PythonJSON.object([
      "name": .string("pypi"), "url": .string("https://pypi.org/simple"), "verify_ssl": .scalar("true"),
    ])
    func section(_ key: String, _ normal: Bool) -> PythonJSON? {
      guard let value = root[key] else { return .empty }
      guard case .object(let fields)? = PythonJSON(value) else { return nil }
      guard normal else { return .object(fields) }
      return .object(Dictionary(fields.map { (PythonRequirement.identity($0), $1) }) { $1 })
    }
    func text(_ normal: Bool) -> String? {
      guard let sources = root["source"].map({ PythonJSON($0) }) ?? .list([usual]),
        let requires = section("requires", false),
        let packages = section("packages", normal), let development = section("dev-packages", normal)
      else { return nil }
      var content = [
        "_meta": PythonJSON.object(["sources": sources, "requires": requires]), "default": packages,
        "develop": development,
      ]
      let others = ["source", "packages", "dev-packages", "requires", "scripts", "pipfile", "pipenv"]
      for key in root.keys where !others.contains(key) && content[key] == nil {
        guard let category = section(key, normal) else { return nil }
        content[key] = category
      }
      return PythonJSON.object(content).text(isCompact: true)
    }
    return LockHash([text(true), text(false)])
  }

  /// Those fields that are there; `nil` if one cannot be written.
  private static func fields(_ keys: [String], of table: TOMLTable?) -> [String: PythonJSON]? {
    var found: [String: PythonJSON] = [:]
    for key in keys {
      guard let value = table?[key] else { continue }
      guard let field = PythonJSON(value) else { return nil }
      found[key] = field
    }
    return found
  }
}

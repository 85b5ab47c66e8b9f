import OCIImage

/// What the variables of markers are for the image's Python: nothing of the host counts.
struct MarkerEnvironment: Sendable, Hashable {
  /// By the names of PEP 508.
  private(set) var values: [String: String]
  /// The whole versions that the image's Python may have.
  let possibleVersions: [String]
  /// What a lock's markers call `extras` and `dependency_groups` (PEP 751), and `extra` one by one.
  var extras: Set<String> = []
  var groups: Set<String> = []

  init(_ python: TargetPython) {
    possibleVersions = python.possibleVersions
    values = [
      "implementation_name": "cpython", "implementation_version": python.fullVersion, "os_name": "posix",
      "platform_machine": python.machine, "platform_python_implementation": "CPython", "platform_release": "",
      "platform_system": "Linux", "platform_version": "", "python_full_version": python.fullVersion,
      "python_version": python.version, "sys_platform": "linux",
    ]
  }

  /// Old spellings of the variables (packaging, `markers.py`).
  private static let aliases = [
    "os.name": "os_name", "sys.platform": "sys_platform", "platform.version": "platform_version",
    "platform.machine": "platform_machine", "platform.python_implementation": "platform_python_implementation",
    "python_implementation": "platform_python_implementation",
  ]

  /// Whether a marker holds for one patch level of the image's Python and not for another, where its own is unknown.
  func dependsOnPatchLevel(_ marker: PythonMarker) throws(MarkerProblem) -> Bool {
    var results: Set<Bool> = []
    for version in possibleVersions {
      var environment = self
      environment.values["python_full_version"] = version
      environment.values["implementation_version"] = version
      results.insert(try environment.satisfies(marker))
    }
    return results.count > 1
  }

  /// Whether a marker holds; no marker always does.
  /// - Throws: if it cannot be judged.
  func satisfies(_ marker: PythonMarker?) throws(MarkerProblem) -> Bool {
    switch marker {
    case nil: return true
    case .all(let parts)?:
      for part in parts where try !satisfies(part) { return false }
      return true
    case .any(let parts)?:
      for part in parts where try satisfies(part) { return true }
      return false
    case .comparison(let left, let sign, let right)?: return try holds(left, sign, right)
    }
  }

  private func holds(
    _ left: PythonMarker.Operand, _ sign: PythonMarker.Operator, _ right: PythonMarker.Operand
  ) throws(MarkerProblem) -> Bool {
    if let (set, text) = Self.membership(left, right) ?? Self.membership(right, left) {
      let isContained = (set == "dependency_groups" ? groups : extras).contains(PythonRequirement.identity(text))
      switch sign {
      case .equal, .isIn: return isContained
      case .notEqual, .isNotIn: return !isContained
      default: throw MarkerProblem(text: "\(set) \(sign.rawValue) \(text)")
      }
    }
    let (one, other) = (try value(of: left), try value(of: right))
    switch sign {
    case .isIn: return other.contains(one)
    case .isNotIn: return !other.contains(one)
    case .identical: return one == other
    // A range has no place for what is not a part of it, such as `!= "3.10.*"`.
    case .notEqual: return try !holds(left, .equal, right)
    default: break
    }
    if let isAccepted = VersionRange.python([(sign.rawValue, other)])?.contains(one) { return isAccepted }
    switch sign {
    case .equal: return one == other
    case .less: return one < other
    case .lessOrEqual: return one <= other
    case .greater: return one > other
    case .greaterOrEqual: return one >= other
    default: throw MarkerProblem(text: "\(one) \(sign.rawValue) \(other)")
    }
  }

  /// `extra == "x"`, `"x" in extras`
  private static func membership(
    _ variable: PythonMarker.Operand, _ text: PythonMarker.Operand
  ) -> (set: String, text: String)? {
    guard case .variable(let name) = variable, ["extra", "extras", "dependency_groups"].contains(name),
      case .text(let text) = text
    else { return nil }
    return (name, text)
  }

  private func value(of operand: PythonMarker.Operand) throws(MarkerProblem) -> String {
    switch operand {
    case .text(let text): return text
    case .variable(let name):
      guard let value = values[Self.aliases[name] ?? name] else { throw MarkerProblem(text: name) }
      return value
    }
  }
}

/// A marker that cannot be judged.
struct MarkerProblem: Error, Hashable {
  var text: String
}

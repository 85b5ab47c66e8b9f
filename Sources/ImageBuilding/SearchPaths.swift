public import Diagnostics
import OCIImage

/// Variables that list directories: what agent.yaml says joins what the image relies on, and never replaces it.
///
/// The order: what the builder needs, such as the virtual environment, then the agent's entries, then the base image's.
/// `$NAME` in a value stands for the base's entries, as in a Dockerfile.
public enum SearchPaths {
  public static let names: Set = ["PATH", "PYTHONPATH", "NODE_PATH", "CLASSPATH", "LD_LIBRARY_PATH"]

  /// Variables that no value of agent.yaml can join, by what is hidden: the directory that the builder's one names.
  private static let hiding = ["PYTHONHOME": "VIRTUAL_ENV", "VIRTUAL_ENV": "VIRTUAL_ENV"]

  /// The value of a search path in the image.
  /// - Parameters:
  ///   - own: what agent.yaml says.
  ///   - builder: what the builder sets; it may contain the base's entries.
  ///   - base: what the base image sets.
  static func joined(_ name: String, own: String, builder: String?, base: String?) -> String {
    let base = entries(base ?? (name == "PATH" ? ImageConfig.Execution.defaultPath : ""))
    let needed = entries(builder ?? "").filter { !base.contains($0) }
    var all = needed + entries(own).flatMap { isReference($0, to: name) ? base : [$0] } + base
    var seen: Set<String> = []
    all.removeAll { !seen.insert($0).inserted }
    return all.joined(separator: ":")
  }

  /// The value for an ENV instruction of a Dockerfile, whose base image is not known yet.
  /// - Parameter own: quoted by `quote`, but for the references to the base's value.
  static func expanding(_ name: String, own: String, quote: (String) -> String) -> String {
    let all = entries(own)
    let place = all.firstIndex { isReference($0, to: name) } ?? all.count
    let before = all[..<place].map(quote).joined(separator: ":")
    let after = all[place...].filter { !isReference($0, to: name) }.map(quote).joined(separator: ":")
    // The base may not set it, and an empty entry would mean the current directory.
    if before.isEmpty { return after.isEmpty ? "$\(name)" : "${\(name):+$\(name):}\(after)" }
    return "\(before)${\(name):+:$\(name)}" + (after.isEmpty ? "" : ":\(after)")
  }

  /// The variables of a test over those of an image.
  /// - Throws: if one would hide what the image relies on.
  public static func adding(
    _ own: [String: String], to image: [String: String], at location: SourceLocation?
  ) throws(Failure) -> [String: String] {
    var result = image
    for (name, value) in own {
      try refuse(name, value, hiding: image, at: location)
      result[name] =
        names.contains(name) ? joined(name, own: value, builder: nil, base: image[name]) : value
    }
    return result
  }

  /// - Parameter needed: the variables that the image relies on.
  static func refuse(
    _ name: String, _ value: String, hiding needed: [String: String], at location: SourceLocation?
  ) throws(Failure) {
    guard let hidden = hiding[name], let directory = needed[hidden], value != directory else { return }
    throw Failure(
      .agent, "environment-hides-packages",
      "`\(name)` is set to `\(value)`, which would hide the agent's packages in `\(directory)`", at: location,
      hints: ["remove `\(name)`", "add directories of Python modules with `PYTHONPATH`"])
  }

  /// Empty entries, which mean the current directory, are not taken over: an accident in nearly every case.
  private static func entries(_ value: String) -> [String] { value.split(separator: ":").map(String.init) }

  private static func isReference(_ entry: String, to name: String) -> Bool {
    entry == "$\(name)" || entry == "${\(name)}"
  }
}

import Diagnostics
import FileIO
import SystemPackage

/// A package that an index has as source only.
struct SourceOnly: Error {
  /// As the package manager named it: `name==1.0`.
  var requirement: String
  /// What is wrong if it cannot be built.
  var failure: Failure

  /// - Returns: `nil` if something else is wrong.
  init?(_ failure: Failure, _ requirement: String?) {
    guard failure.diagnostic.code == "dependency-source-only", let requirement else { return nil }
    self.requirement = requirement
    self.failure = failure
  }

  var identity: String {
    PythonRequirement.identity(String(requirement.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }))
  }
}

/// Builds wheels of packages that are there as source only, if they are pure Python: such a wheel fits every platform.
struct SourceWheel {
  /// More packages than this without wheels are no accident.
  static let limit = 30

  let request: PythonRequest
  /// Gets the wheels.
  let directory: FilePath

  /// - Parameter locked: the package as a lock has it, whose hashes its source must have.
  /// - Returns: `nil` if it cannot be built, or not for every platform.
  func build(_ missing: SourceOnly, locked: LockedPackage?) async throws -> FilePath? {
    let place = directory.appending(missing.identity)
    guard try FileStatus.of(place) == nil else { return nil }
    try Directory.create(place)
    let list = directory.appending("\(missing.identity).txt")
    try FileContents.write(Array("\(locked?.requirement ?? missing.requirement)\n".utf8), to: list)
    let pip = PipInstaller(request: request)
    let isBuilt = try await pip.wheel(list, named: missing.identity, isHashed: locked?.isHashed == true, into: place)
    let wheels = try Directory.names(in: place).filter { $0.hasSuffix(".whl") }
    guard isBuilt, let wheel = wheels.first, wheels.count == 1, wheel.hasSuffix("-none-any.whl"),
      try FileStatus.of(place.appending(wheel))?.kind == .file
    else { return nil }
    return place.appending(wheel)
  }
}

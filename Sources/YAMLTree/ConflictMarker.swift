import Diagnostics

/// What `git merge` leaves where two sides changed the same lines (git-merge(1), How conflicts are presented).
enum ConflictMarker {
  /// One finding at the first marker: what stands around it is two files in one.
  static func find(in source: SourceText) -> Diagnostic? {
    guard let start = line(of: "<<<<<<<", from: 1, in: source),
      let end = line(of: ">>>>>>>", from: start + 1, in: source)
    else { return nil }
    let location = SourceLocation(file: source.file, line: start, column: 1, endLine: start, endColumn: 8)
    return .error(
      .syntax, "an unresolved git merge conflict", at: location,
      hints: ["keep one side of lines \(start) to \(end), and remove the `<`, `=` and `>` markers"])
  }

  private static func line(of marker: StaticString, from first: Int, in source: SourceText) -> Int? {
    guard first <= source.lineCount else { return nil }
    return (first...source.lineCount).first { number in
      let line = source.lineBytes(number)
      guard marker.withUTF8Buffer({ line.starts(with: $0) }) else { return false }
      let next = line.dropFirst(marker.utf8CodeUnitCount).first
      return next == nil || next == 0x20 || next == 0x0A || next == 0x0D
    }
  }
}

import TextFormats

/// The syntax of image references, for findings; images are named elsewhere.
public enum ImageNameText {
  /// What is wrong with `[host[:port]/]path[:tag][@digest]`, or nothing (distribution-spec, Pulling manifests).
  public static func problem(in text: String) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.utf8.contains(where: { $0 <= 0x20 }) { return "it contains a space" }
    if text.contains("://") { return "it begins with a scheme" }
    if isDigest("sha256:\(text)") { return "it is the id of an image, not its name" }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, !isDigest(parts[1]) { return "`\(parts[1])` is not a digest" }
    var elements = parts[0].split(separator: "/", omittingEmptySubsequences: false)
    var tag: Substring?
    if let last = elements.last, let colon = last.firstIndex(of: ":") {
      tag = last[last.index(after: colon)...]
      elements[elements.count - 1] = last[..<colon]
    }
    if let tag, !isTag(tag) { return tag.isEmpty ? "no tag follows `:`" : "`\(tag)` is not a tag" }
    if elements.count > 1, let first = elements.first, namesHost(first) {
      guard RegistryHost.normal(first) != nil else { return "`\(first)` is not a host name with an optional port" }
      elements.removeFirst()
    }
    for element in elements where !isPathElement(element) {
      if element.isEmpty { return "a part of the path is empty" }
      return element.utf8.contains(where: ASCII.isUpper)
        ? "`\(element)` has upper-case letters" : "`\(element)` cannot be part of a path"
    }
    return nil
  }

  /// Without scheme, in lower case except for the tag.
  public static func repaired(_ text: String) -> String {
    let bare = text.firstRange(of: "://").map { String(text[$0.upperBound...]) } ?? text
    let name = bare.lastIndex(of: "/") ?? bare.startIndex
    let colon = bare[name...].firstIndex(of: ":") ?? bare.endIndex
    return bare[..<colon].lowercased() + bare[colon...]
  }

  /// Whether a first element is a host, not a part of the path (distribution/reference, splitDockerDomain). An
  /// upper-case letter alone does not count: it is more likely a mistake in the path.
  static func namesHost(_ text: Substring) -> Bool {
    text == "localhost" || text.contains(".") || text.contains(":")
  }

  /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*` (distribution-spec, "Pulling manifests").
  private static func isPathElement(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, isPlain(first), isPlain(last) else { return false }
    let separators: [Substring.UTF8View] = text.utf8.split(whereSeparator: isPlain)
    return separators.allSatisfy { bytes in
      let separator = Substring(bytes)
      return [".", "_", "__"].contains(separator) || separator.allSatisfy { $0 == "-" }
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool { ASCII.isDigit(byte) || ASCII.isLower(byte) }

  private static func isTag(_ text: Substring) -> Bool {
    ASCII.isWord(text, and: "_.-") && text.utf8.count <= 128 && !text.hasPrefix(".") && !text.hasPrefix("-")
  }

  private static func isDigest(_ text: Substring) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    // Upper-case digits would be another text for the same content (image-spec, descriptor.md, "Digests").
    guard parts.count == 2, parts[1].utf8.allSatisfy({ ASCII.isHexadecimal($0) && !ASCII.isUpper($0) }) else {
      return false
    }
    return parts[0] == "sha256" ? parts[1].utf8.count == 64 : parts[0] == "sha512" && parts[1].utf8.count == 128
  }
}

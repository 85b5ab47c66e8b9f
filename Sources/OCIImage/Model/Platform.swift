/// The machine an image runs on: `os/architecture[/variant]` with Go's names (OCI image-spec, image-index.md).
public struct Platform: Sendable, Hashable, Codable, CustomStringConvertible {
  public var architecture: String
  public var os: String
  public var variant: String?

  public init(os: String, architecture: String, variant: String? = nil) {
    self.os = os
    self.architecture = architecture
    self.variant = variant
  }

  /// From `linux/amd64` or `linux/arm/v7`; `nil` if the text has another form.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    self.init(os: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
  }

  public var description: String { [os, architecture, variant].compactMap(\.self).joined(separator: "/") }

  /// The platform this executable was built for.
  public static var host: Platform {
    #if arch(arm64)
    Platform(os: "linux", architecture: "arm64")
    #else
    Platform(os: "linux", architecture: "amd64")
    #endif
  }

  /// Whether an image for `other` runs on this platform; arm64 means arm64/v8.
  public func accepts(_ other: Platform) -> Bool {
    func normal(_ variant: String?) -> String? { architecture == "arm64" && variant == "v8" ? nil : variant }
    return os == other.os && architecture == other.architecture && normal(variant) == normal(other.variant)
  }
}

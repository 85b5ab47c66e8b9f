public import Diagnostics
import YAMLTree

public enum VolumeSource: ManifestRule {
  public static let id = "volume-source"
  public static let title = "A volume has the fields of its type, and no others"
  public static let why =
    "Without a source there is nothing to mount, and the engine notices only when the container starts"
  public static let badExample = """
    spec:
      volumes:
        - {target: /app/config, type: configmap}
        - {source: ./cache, target: /tmp, type: tmpfs}
    """
  public static let goodExample = """
    spec:
      volumes:
        - {source: app-config, target: /app/config, type: configmap}
        - {target: /tmp, type: tmpfs, size: 100Mi}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.items("spec", "volumes").filter { $0.mapping != nil }.flatMap(check)
  }

  private static func check(_ volume: YAMLNode) -> [Diagnostic] {
    let written = volume["type"]?.text
    guard let kind = written.map(Volume.Kind.init(rawValue:)) ?? .bind else { return [] }
    let place = volume["type"]?.location ?? volume["target"]?.location ?? volume.location
    let source = volume.written("source")
    let size = volume.written("size")
    var found: [Diagnostic] = []
    switch (kind, source) {
    case (.bind, nil):
      let type = written == nil ? "a volume without `type` is a `bind`, and" : "a `bind` volume"
      found += error(
        "\(type) needs a `source`", at: place, hints: ["add `source: ./directory`, or write `type: tmpfs`"])
    case (.configmap, nil):
      found += error(
        "a `configmap` volume needs a `source`", at: place, hints: ["add `source:` with the config map's name"])
    case (.volume, nil):
      found += warning(
        "a `volume` without `source` has no name, and is lost with its container", at: place,
        hints: ["add `source:` with a name"])
    case (.tmpfs, let source?):
      found += withoutEffect(source, with: "type: tmpfs")
    case (.volume, let source?), (.configmap, let source?):
      if let name = source.value.text, name.contains("/") {
        found += error(
          "the source of a `\(kind.rawValue)` volume is a name, not the path `\(name)`", at: source.value.location,
          hints: ["write a name, or `type: bind`"])
      }
    default: break
    }
    if let size, kind == .bind || kind == .configmap {
      found += withoutEffect(size, with: "type: \(kind.rawValue)")
    }
    return found
  }
}

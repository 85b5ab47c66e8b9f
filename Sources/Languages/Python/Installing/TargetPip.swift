import FoundationEssentials

/// pip, judging environment markers for the image's Python. By itself it judges them by the interpreter that it runs in,
/// whatever `--python-version` says (pip issue 11664).
enum TargetPip {
  /// The first argument is the environment, the others are pip's.
  static let script = """
    import json, sys
    import pip._vendor.packaging.markers as markers
    environment = json.loads(sys.argv.pop(1))
    markers.default_environment = lambda: dict(environment)
    from pip._internal.cli.main import main
    sys.exit(main())
    """

  /// The variables of PEP 508 as JSON.
  static func environment(of python: TargetPython) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Text by text cannot fail to be encoded.
    let bytes = (try? encoder.encode(MarkerEnvironment(python).values)) ?? Data("{}".utf8)
    return String(decoding: bytes, as: UTF8.self)
  }
}

public enum UnknownValue: ValueRule {
  public static let id = "unknown-value"
  public static let title = "Fields with a fixed set of values have one of them"
  public static let why = "Other values have no meaning"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      ports: [{container: 8080, protocol: tpc}]
    """
  public static let goodExample = """
    spec:
      ports: [{container: 8080, protocol: tcp}]
    """
}

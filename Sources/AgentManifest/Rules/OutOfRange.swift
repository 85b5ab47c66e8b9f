public enum OutOfRange: ValueRule {
  public static let id = "out-of-range"
  public static let title = "Numbers are within the range of their field"
  public static let why = "Port 70000 and exit status 300 do not exist"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      ports: [{container: 70000}]
    """
  public static let goodExample = """
    spec:
      ports: [{container: 8080}]
    """
}

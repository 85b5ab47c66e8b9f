public enum InvalidDuration: ValueRule {
  public static let id = "invalid-duration"
  public static let title = "Durations are numbers with units"
  public static let why = "A number alone could mean seconds or milliseconds"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      healthCheck: {type: tcp, port: 8080, interval: 30, timeout: 10 seconds}
      ports: [{container: 8080}]
    """
  public static let goodExample = """
    spec:
      healthCheck: {type: tcp, port: 8080, interval: 30s, timeout: 10s}
      ports: [{container: 8080}]
    """
}

extension String {
  /// Text from elsewhere for a terminal: control characters, and those that turn the direction of text, are spaces.
  public var withoutControlCharacters: String {
    String(
      unicodeScalars.map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: " "
        default: Character(scalar)
        }
      })
  }
}

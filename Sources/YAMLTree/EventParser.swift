import CYAML

/// libyaml's parser: the one place that knows its C interface.
///
/// libyaml keeps pointers into its own structure, so that lives on the heap at a fixed address.
struct EventParser: ~Copyable {
  /// Where and why libyaml gave up.
  struct Failure: Error {
    let problem: String
    let context: String
    /// Index of a Unicode scalar.
    let problemIndex: Int
    let contextIndex: Int
  }

  struct Properties {
    let anchor: String?
    let tag: String?
  }

  enum Event {
    case documentStart, documentEnd, streamEnd
    case alias(String)
    case scalar(String, YAMLScalar.Style, Properties)
    case sequenceStart(Properties, isFlow: Bool)
    case mappingStart(Properties, isFlow: Bool)
    case collectionEnd
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Nil for an empty text, which libyaml does not take, and where memory is out.
  /// - Parameter text: UTF-8; must outlive the parser.
  static func reading(_ text: UnsafeBufferPointer<UInt8>) -> EventParser? {
    guard let start = text.baseAddress, !text.isEmpty else { return nil }
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      return nil
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, start, text.count)
    return EventParser(initialized: parser)
  }

  private init(initialized parser: UnsafeMutablePointer<yaml_parser_t>) {
    self.parser = parser
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event and its range of Unicode scalars; `streamEnd` comes last.
  func next() throws(Failure) -> (event: Event, start: Int, end: Int) {
    while true {
      var raw = yaml_event_t()
      guard yaml_parser_parse(parser, &raw) == 1 else { throw failure }
      defer { yaml_event_delete(&raw) }
      if let event = Self.event(raw) { return (event, raw.start_mark.index, raw.end_mark.index) }
    }
  }

  private var failure: Failure {
    let state = parser.pointee
    return Failure(
      problem: state.problem.map { String(cString: $0) } ?? "out of memory",
      context: state.context.map { String(cString: $0) } ?? "",
      problemIndex: state.problem_mark.index, contextIndex: state.context_mark.index)
  }

  private static func event(_ raw: yaml_event_t) -> Event? {
    switch raw.type {
    case YAML_STREAM_START_EVENT: return nil
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(text(raw.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = raw.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return .scalar(
        String(decoding: bytes, as: UTF8.self), style(scalar.style),
        Properties(anchor: text(scalar.anchor), tag: text(scalar.tag)))
    case YAML_SEQUENCE_START_EVENT:
      let start = raw.data.sequence_start
      return .sequenceStart(
        Properties(anchor: text(start.anchor), tag: text(start.tag)), isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
    case YAML_MAPPING_START_EVENT:
      let start = raw.data.mapping_start
      return .mappingStart(
        Properties(anchor: text(start.anchor), tag: text(start.tag)), isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
    default: return .streamEnd
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }
}

import Diagnostics

/// Makes a tree of libyaml's events: resolves aliases and merges, rejects duplicate keys, enforces the limits.
struct TreeBuilder {
  private(set) var diagnostics: [Diagnostic] = []
  private let source: SourceText
  private var frames: [Frame] = []
  private var anchors: [String: Measured] = [:]
  private var root: YAMLNode?
  private(set) var otherRoots: [YAMLNode] = []
  private(set) var aliases: [YAMLAlias] = []
  private var nodeCount = 0
  /// Where the last scalar was read: an unclosed quote shows only after it.
  private var lastScalar: (style: YAMLScalar.Style, location: SourceLocation)?

  private var search: CommentSearch

  init(_ source: SourceText, comments: CommentSearch?) {
    self.source = source
    search = comments ?? CommentSearch()
  }

  /// Complete only after `build`.
  var comments: [YAMLComment] { search.comments }

  /// Reads the whole text; `nil` if it contains no document, or one that cannot be understood.
  mutating func build() -> YAMLNode? {
    source.bytes.withUnsafeBufferPointer { text in
      guard let parser = EventParser.reading(text) else {
        diagnostics.append(emptyFile)
        return nil
      }
      return build(from: parser)
    }
  }

  private mutating func build(from parser: borrowing EventParser) -> YAMLNode? {
    do throws(Unreadable) {
      var documents = 0
      while true {
        let (event, start, end) = try next(parser)
        let location = source.location(start, end)
        switch event {
        case .streamEnd:
          return try finished(documents: documents)
        case .documentStart:
          documents += 1
          anchors = [:]
          if documents == 2 { diagnostics.append(Self.severalDocuments(at: location)) }
        case .documentEnd:
          break
        case .alias(let name):
          try add(resolve(name, at: location))
        case .scalar(let text, let style, let properties):
          lastScalar = (style, location)
          search.exclude(start, end, style, line: location.line)
          let text = style == .plain ? withoutWideSpaces(text, at: location) : text
          let node = YAMLNode(.scalar(scalar(text, style, tag: properties.tag, at: location)), at: location)
          try add(Measured(node: node), anchor: properties.anchor)
        case .sequenceStart(let properties, let isFlow):
          try open(Frame(.sequence, anchor: properties.anchor, location: location, isFlow: isFlow))
          checkTag(properties.tag, expected: "tag:yaml.org,2002:seq", at: location)
        case .mappingStart(let properties, let isFlow):
          try open(Frame(.mapping, anchor: properties.anchor, location: location, isFlow: isFlow))
          checkTag(properties.tag, expected: "tag:yaml.org,2002:map", at: location)
        case .collectionEnd:
          try close(at: location)
        }
      }
    } catch {
      diagnostics.append(error.diagnostic)
      return nil
    }
  }

  private func next(
    _ parser: borrowing EventParser
  ) throws(Unreadable) -> (event: EventParser.Event, start: Int, end: Int) {
    do throws(EventParser.Failure) {
      return try parser.next()
    } catch {
      throw Unreadable(SyntaxProblem(error, in: source, after: lastScalar).diagnostic)
    }
  }

  private func finished(documents: Int) throws(Unreadable) -> YAMLNode? {
    guard let root, documents > 0, !(root.isNull && root.scalar?.text == "") else {
      if documents > 1 { return nil }
      throw Unreadable(emptyFile)
    }
    return root
  }

  // MARK: Collections

  private mutating func open(_ frame: Frame) throws(Unreadable) {
    guard frames.count < YAMLDocument.maximumDepth else { throw Unreadable(Self.tooDeep(at: frame.location)) }
    if let anchor = frame.anchor { anchors[anchor] = nil }
    frames.append(frame)
  }

  private mutating func close(at end: SourceLocation) throws(Unreadable) {
    guard var frame = frames.popLast() else { return }
    frame.resolveMerges(&diagnostics)
    let measured = Measured(node: frame.node(closedAt: end), size: frame.size, height: frame.height)
    // Its values are counted already.
    try add(measured, anchor: frame.anchor, count: 1)
  }

  // MARK: Values

  private mutating func add(
    _ measured: Measured, anchor: String? = nil, count: Int? = nil
  ) throws(Unreadable) {
    nodeCount += count ?? measured.size
    guard nodeCount <= YAMLDocument.maximumNodes else {
      throw Unreadable(Self.tooManyNodes(at: measured.node.location))
    }
    if let anchor { anchors[anchor] = measured }
    if frames.isEmpty {
      if root == nil { root = measured.node } else { otherRoots.append(measured.node) }
    } else {
      frames[frames.count - 1].add(measured, &diagnostics)
    }
  }

  /// No manifest has more; each is compared with every finding.
  private static let maximumAliases = 200

  private mutating func resolve(_ name: String, at location: SourceLocation) throws(Unreadable) -> Measured {
    guard var target = anchors[name] else {
      diagnostics.append(unknownAnchor(name, at: location))
      return Measured(node: YAMLNode(.scalar(.plain("")), at: location))
    }
    guard frames.count + target.height <= YAMLDocument.maximumDepth else {
      throw Unreadable(Self.tooDeep(at: location))
    }
    if aliases.count < Self.maximumAliases {
      aliases.append(YAMLAlias(name: name, location: location, target: target.node.location))
    }
    target.node = YAMLNode(target.node.content, at: location)
    return target
  }

  private mutating func scalar(
    _ text: String, _ style: YAMLScalar.Style, tag: String?, at location: SourceLocation
  ) -> YAMLScalar {
    switch tag {
    case nil:
      return style == .plain ? .plain(text) : YAMLScalar(text: text, style: style)
    case "!", "tag:yaml.org,2002:str":
      return YAMLScalar(text: text, style: style)
    case "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float":
      return YAMLScalar(text: text, style: style, kind: YAMLScalar.coreKind(of: text))
    case let tag?:
      checkTag(tag, expected: "", at: location)
      return YAMLScalar(text: text, style: style)
    }
  }
}

/// A node with its size after expansion, and how many collections it holds inside one another.
struct Measured {
  var node: YAMLNode
  var size = 1
  var height = 0
}

extension TreeBuilder {
  private mutating func checkTag(_ tag: String?, expected: String, at location: SourceLocation) {
    guard let tag, tag != "!", tag != expected else { return }
    let core = "tag:yaml.org,2002:"
    let shown = tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
    diagnostics.append(
      .error(.unsupportedTag, "the tag `\(shown)` is not supported", at: location, hints: ["remove the tag"]))
  }

  /// A plain text without the spaces around it that YAML takes for letters; they are copied from web pages.
  private mutating func withoutWideSpaces(_ text: String, at location: SourceLocation) -> String {
    // All of them take two bytes and more.
    var text = text
    guard text.withUTF8({ $0.contains { $0 >= 0x80 } }) else { return text }
    let scalars = text.unicodeScalars
    guard let place = WideSpace.place(in: scalars) else { return text }
    let column = location.column + scalars.distance(from: scalars.startIndex, to: place)
    var found = location
    if location.line == location.endLine { (found.column, found.endColumn) = (column, column + 1) }
    diagnostics.append(WideSpace.diagnostic(scalars[place], at: found))
    let rest = scalars.drop(while: WideSpace.isOne).reversed().drop(while: WideSpace.isOne).reversed()
    return String(String.UnicodeScalarView(rest))
  }

  private var emptyFile: Diagnostic {
    .error(.emptyFile, "the file is empty", at: SourceLocation(file: source.file, line: 1, column: 1))
  }

  private func unknownAnchor(_ name: String, at location: SourceLocation) -> Diagnostic {
    if frames.contains(where: { $0.anchor == name }) {
      return .error(.unknownAnchor, "the alias `*\(name)` is inside its own anchor", at: location)
    }
    // A hostile file may hold thousands of anchors.
    let nearest = anchors.count <= 100 && name.utf8.count <= 64 ? NearestName.to(name, in: anchors.keys.sorted()) : nil
    return .error(
      .unknownAnchor, "no anchor `&\(name)` comes before the alias `*\(name)`", at: location,
      hints: [nearest.map { "did you mean `*\($0)`?" } ?? "put the text in quotes if it is not an alias"])
  }

  private static func severalDocuments(at location: SourceLocation) -> Diagnostic {
    .error(
      .severalDocuments, "a second document starts here", at: location,
      hints: ["keep one agent per file: move this one to its own directory"])
  }

  private static func tooDeep(at location: SourceLocation) -> Diagnostic {
    .error(
      .nestedTooDeep, "lists and mappings are nested more than \(YAMLDocument.maximumDepth) levels deep",
      at: location)
  }

  private static func tooManyNodes(at location: SourceLocation) -> Diagnostic {
    .error(
      .tooManyValues, "more than \(YAMLDocument.maximumNodes) values, counted after aliases are expanded",
      at: location, hints: ["write the values out, or use fewer aliases"])
  }
}

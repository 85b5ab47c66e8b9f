/// What a layer says about files of the layers below it (image-spec, layer.md, "Whiteouts").
enum Whiteout: Hashable {
  /// The directory hides everything of the layers below.
  case opaque
  /// The name is deleted.
  case remove([UInt8])
  /// Bookkeeping of aufs that old engines left in layers; it means nothing.
  case bookkeeping

  static let prefix = Array(".wh.".utf8)

  /// `nil` if the name is ordinary.
  init?(name: ArraySlice<UInt8>) {
    guard name.starts(with: Self.prefix) else { return nil }
    if name.elementsEqual(".wh..wh..opq".utf8) {
      self = .opaque
    } else if name.starts(with: Array(".wh..wh.".utf8)) {
      self = .bookkeeping
    } else {
      self = .remove(Array(name.dropFirst(Self.prefix.count)))
    }
  }
}

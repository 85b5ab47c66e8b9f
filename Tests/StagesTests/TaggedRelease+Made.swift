import Versioning

@testable import Stages

extension TaggedRelease {
  /// A release whose version is the first tag.
  static func made(_ tags: [String], commit: String = "abc") -> TaggedRelease {
    TaggedRelease(
      commit: commit, label: tags[0], isRelease: true,
      tags: tags.map { name in
        switch name.split(separator: ".").map({ UInt64($0) }) {
        case _ where name == tags[0]: ImageTag(name, .version)
        case _ where name == "latest": ImageTag(name, .line(major: nil, minor: nil))
        case let numbers where numbers.count == 1 && numbers[0] != nil:
          ImageTag(name, .line(major: numbers[0], minor: nil))
        case let numbers where numbers.count == 2 && numbers[1] != nil:
          ImageTag(name, .line(major: numbers[0], minor: numbers[1]))
        default: ImageTag(name, .build)
        }
      })
  }
}

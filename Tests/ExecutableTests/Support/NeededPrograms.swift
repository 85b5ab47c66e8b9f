import FileIO
import SystemPackage
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where a program is missing that Scripts/install-packages.sh installs.
  static func needs(_ programs: String...) -> Self {
    .enabled("needs \(programs.joined(separator: ", "))") {
      programs.allSatisfy { program in
        ["/usr/local/bin", "/usr/bin", "/bin"].contains { directory in
          (try? FileStatus.of(FilePath(directory).appending(program), followsLinks: true)) != .some(nil)
        }
      }
    }
  }
}

import ArgumentParser
import Diagnostics
import FileIO
import OCIImage
import SystemPackage

struct Pull: AsyncParsableCommand, SettingsCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Copies an image from a registry and verifies it.",
    discussion: "The image goes into an OCI layout, with all platforms. The digest of every blob is compared.")

  @Argument(help: "The image: `registry.example.com/team/agent:1.2.0`.") var reference: String
  @Argument(help: "The destination: oci-layout:DIR[:TAG].") var layout: String
  @Option(help: ArgumentHelp("Only the image for this platform. (default: all)", valueName: "os/arch"))
  var platform: String?
  @OptionGroup(title: "Settings") var settings: SettingFlags<Pull>
  @OptionGroup var options: Flags.Registry

  func run() async throws {
    try await Invocation.print(settings.values, options.presentation) { call in
      let reference = try Reference(parsing: reference)
      guard case .layout(let path, let tag) = try? BaseImage(parsing: layout) else {
        throw Failure(
          .usage, "invalid-layout", "`\(layout)` is not an OCI layout", hints: ["write `oci-layout:DIR[:TAG]`"])
      }
      let wanted = try platform.map { text in
        guard let platform = Platform(text) else {
          throw Failure(.usage, "invalid-platform", "`\(text)` is not a platform", hints: ["write `linux/amd64`"])
        }
        return platform
      }
      let directory = call.directories.absolute(path)
      let isNew = try FileStatus.of(directory) == nil
      let target = try ImageLayout.create(at: directory)
      let descriptor: Descriptor
      do {
        descriptor = try await call.pull(reference, platform: wanted, to: target)
      } catch {
        // What was fetched is there for the next try.
        if isNew, (try? Directory.names(in: directory.appending("blobs/sha256"))) == [] {
          try? Directory.remove(directory)
        }
        throw error
      }
      // The tag comes last, so that it never names a partial image.
      try target.tag(descriptor, as: tag ?? reference.tag ?? "latest")
      return "\(descriptor.digest)\n"
    }
  }
}

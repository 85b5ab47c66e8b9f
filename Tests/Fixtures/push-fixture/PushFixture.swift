import HTTPTransport
import OCIImage
import OCIRegistry
import SystemPackage

/// Pushes the image of a layout, for tests that kill it in the middle.
///
///     push-fixture LAYOUT TAG REPOSITORY
@main
enum PushFixture {
  static func main() async throws {
    let layout = try ImageLayout(opening: FilePath(CommandLine.arguments[1]))
    let tag = CommandLine.arguments[2]
    let repository = try Reference(parsing: CommandLine.arguments[3])
    for entry in try layout.index().manifests {
      let client = RegistryClient(
        for: repository, http: CurlTransport(CurlTransport.Configuration(version: "test")).client, keychain: .empty)
      _ = try await client.push(try await PushableImage(entry, in: layout), to: repository, tags: [tag])
    }
  }
}

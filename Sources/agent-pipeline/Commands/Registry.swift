import ArgumentParser
import Diagnostics
import FoundationEssentials
import OCIImage
import OCIRegistry
import Reporting
import TextFormats
import Versioning

struct Registry: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registry",
    abstract: "Shows tags, manifests and attachments of a registry.",
    subcommands: [Tags.self, Inspect.self, Referrers.self])

  struct Tags: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "registry"
    static let configuration = CommandConfiguration(
      commandName: "tags",
      abstract: "Lists the tags of a repository, one per line.")

    @Argument(help: "The repository: `registry.example.com/team/agent`.") var repository: String
    @Option(help: ArgumentHelp("List only tags that match this pattern, such as `1.*`.", valueName: "glob"))
    var filter: String?
    @OptionGroup(title: "Settings") var settings: SettingFlags<Tags>
    @OptionGroup var options: Flags.Registry

    func run() async throws {
      try await Invocation.print(settings.values, options.presentation) { call in
        let repository = try Reference(parsing: repository)
        let glob = filter.map { Glob($0) }
        let tags = try await call.client(for: repository).tags(of: repository)
        return LogCommands.disarmed(tags.filter { glob?.matches($0) ?? true }.map { "\($0)\n" }.joined())
      }
    }
  }

  struct Inspect: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "registry"
    static let configuration = CommandConfiguration(
      commandName: "inspect",
      abstract: "Prints the manifest of an image as JSON, with media type, digest and size.")

    @Argument(help: "The image: `registry.example.com/team/agent:1.2.0`.") var reference: String
    @OptionGroup(title: "Settings") var settings: SettingFlags<Inspect>
    @OptionGroup var options: Flags.Registry

    private struct Head: Encodable {
      var reference: String
      var mediaType: String
      var digest: String
      var size: Int
    }

    /// Any JSON object; its content does not matter here.
    private struct AnyDocument: Decodable {
      var schemaVersion: Int?
    }

    func run() async throws {
      try await Invocation.print(settings.values, options.presentation) { call in
        let reference = try Reference(parsing: reference)
        let pulled = try await call.client(for: reference).manifest(reference)
        guard (try? JSONDecoder().decode(AnyDocument.self, from: Data(pulled.bytes))) != nil else {
          throw Failure(
            .infrastructure, "malformed-manifest", "the manifest of `\(reference)` is not a JSON document",
            hints: ["check for a login page or a proxy in front of the registry"])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = try encoder.encode(
          Head(
            reference: "\(reference)", mediaType: pulled.mediaType, digest: "\(pulled.digest)",
            size: pulled.bytes.count))
        // The original bytes: re-encoded ones would have another digest.
        return String(decoding: head.dropLast(), as: UTF8.self)
          + #","manifest":\#(String(decoding: pulled.bytes, as: UTF8.self))}"# + "\n"
      }
    }
  }

  struct Referrers: AsyncParsableCommand, SettingsCommand {
    static let nameInTable = "registry"
    static let configuration = CommandConfiguration(
      commandName: "referrers",
      abstract: "Lists what is attached to an image: digest, type and size, one per line.")

    @Argument(help: "The image: `registry.example.com/team/agent:1.2.0`.") var reference: String
    @Option(help: ArgumentHelp("List only attachments of this type.", valueName: "mediatype")) var type: String?
    @OptionGroup(title: "Settings") var settings: SettingFlags<Referrers>
    @OptionGroup var options: Flags.Registry

    func run() async throws {
      try await Invocation.print(settings.values, options.presentation) { call in
        let reference = try Reference(parsing: reference)
        let client = call.client(for: reference)
        let digest: Digest
        if let known = reference.digest { digest = known } else { digest = try await client.resolve(reference).digest }
        return try await client.referrers(of: digest, in: reference)
          .filter { type == nil || $0.artifactType == type }
          .map { "\($0.digest) \(($0.artifactType ?? $0.mediaType).withoutControlCharacters) \($0.size)\n" }.joined()
      }
    }
  }
}

import ArgumentParser
import OCIImage
import OCIRegistry
import SystemPackage

struct Attach: AsyncParsableCommand, SettingsCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Attaches a file to an image in a registry.",
    discussion: """
      The file may be a report, an SBOM or a signature. It becomes an OCI artifact whose subject is the image. Registries without the referrers API get the fallback \
      tag `sha256-<digest>`. `agent-pipeline registry referrers` lists what is attached.
      """)

  @Argument(help: "The image: `registry.example.com/team/agent:1.2.0`.") var reference: String
  @Argument(help: "The file to attach.", completion: .file()) var file: String
  @Option(help: ArgumentHelp("The media type of the file and of the artifact.", valueName: "mediatype"))
  var type: String
  @OptionGroup(title: "Settings") var settings: SettingFlags<Attach>
  @OptionGroup var options: Flags.Registry

  func validate() throws {
    // RFC 6838, section 4.2.
    let name = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"
    guard type.wholeMatch(of: try Regex("\(name)/\(name)")) != nil else {
      throw ValidationError("`\(type)` is not a media type: write `application/vnd.example.report+json`")
    }
  }

  func run() async throws {
    try await Invocation.print(settings.values, options.presentation) { call in
      let reference = try Reference(parsing: reference)
      let client = call.client(for: reference)
      let subject = try await client.resolve(reference)
      let artifact = try await call.withScratch { scratch in
        try await client.attach(
          call.directories.absolute(FilePath(file)), mediaType: type, to: subject, in: reference, scratch: scratch)
      }
      return "\(reference.repository)@\(artifact.digest)\n"
    }
  }
}

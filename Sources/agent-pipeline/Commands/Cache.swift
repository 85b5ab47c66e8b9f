import ArgumentParser
import Diagnostics
import ImageBuilding
import PipelineCore
import Settings
import Stages
import TextFormats

struct Cache: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows or empties what runs share on this machine: layers and base images.",
    subcommands: [Info.self, Prune.self])

  struct Location: ParsableArguments {
    @Option(help: .of(Settings.cacheDir)) var cacheDir: String?

    var folder: CacheFolder {
      var flags = FlagValues()
      flags.set(Settings.cacheDir, cacheDir)
      let environment = ProcessEnvironment.variables()
      let settings = Settings.resolve(flags: flags.values, environment: environment).settings
      return CacheFolder(
        RunFolders(current: ProcessEnvironment.currentFolder, settings: settings, environment: environment).cache)
    }

    /// Runs the body and ends with the exit status of its failure.
    func use(_ body: (CacheFolder) async throws -> String) async throws {
      do {
        StandardStreams.writeOutput(try await body(folder) + "\n")
      } catch let error as any DiagnosableError {
        let renderer = DiagnosticRenderer(style: TerminalStyle(isColored: false), lineSource: { _, _ in nil })
        StandardStreams.writeError(renderer.render(error.diagnostic))
        throw ExitCode(error.failureKind.exitCode)
      }
    }
  }

  struct Info: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows where the cache is and how large.")

    @OptionGroup var location: Location

    func run() async throws {
      try await location.use { cache in
        let usage = try cache.usage()
        return
          "\(cache.path): \(HumanText.size(usage.bytes)) in \(usage.blobs) blobs, \(usage.entries) layers by inputs"
      }
    }
  }

  struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Removes what was used longest ago until the rest fits; runs under way are waited for.")

    @OptionGroup var location: Location
    @Option(help: ArgumentHelp("How much may stay.", valueName: "size")) var maxSize = "10GB"
    @Option(help: ArgumentHelp("Remove what was not used for this time, whatever its size.", valueName: "duration"))
    var unusedFor: String?

    func validate() throws {
      guard SizeText.parse(maxSize) != nil else {
        throw ValidationError("`\(maxSize)` is no size: write `500MB` or `10GB`")
      }
      if let unusedFor, DurationText.parse(unusedFor) == nil {
        throw ValidationError("`\(unusedFor)` is no duration: write `720h`")
      }
    }

    func run() async throws {
      try await location.use { cache in
        let gone = try await cache.prune(
          to: SizeText.parse(maxSize) ?? 0, unusedFor: unusedFor.flatMap { DurationText.parse($0) })
        let left = try cache.usage()
        return "removed \(HumanText.size(gone.bytes)) in \(gone.blobs) blobs, \(HumanText.size(left.bytes)) are left"
      }
    }
  }
}

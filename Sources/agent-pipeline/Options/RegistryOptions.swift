import ArgumentParser
import PipelineCore
import Settings

/// What the commands that only speak with registries take.
struct RegistryOptions: ParsableArguments {
  @Option(help: .of(Settings.insecureRegistries)) var insecureRegistries: [String] = []
  @Option(help: .of(Settings.timeout)) var timeout: String?
  @Flag(help: "Show which credential is used for which repository.") var verbose = false

  var flags: [String: [String]] {
    var flags = FlagValues()
    flags.set(Settings.insecureRegistries, insecureRegistries)
    flags.set(Settings.timeout, timeout)
    return flags.values
  }
}

import AgentManifest
import Diagnostics
import FileIO
import OCIImage
import PipelineCore
import SystemPackage

/// Looks for the program of a `command` health check in the image: the famous case is `curl`, which slim images lack.
enum HealthProgram {
  /// - Parameters:
  ///   - image: what a listing is made of; asked for only if there is a program to look for.
  ///   - directory: where the command starts.
  /// - Returns: what is missing and how to do without; `nil` if the program is there.
  static func finding(
    in image: @autoclosure () throws -> StoredImage, _ listing: ImageListing? = nil, startedIn directory: String?,
    _ plan: BuildPlan, _ context: RunContext
  ) throws -> Diagnostic? {
    guard let check = plan.manifest.spec.healthCheck, case .command(let arguments) = check.kind,
      let program = program(of: arguments)
    else { return nil }
    let image = try image()
    let listing = listing ?? ImageListing(image, context)
    guard try !ImageProgram(name: program, directory: directory).isIn(image, listing) else { return nil }
    return .warning(
      "health-check-program-missing", "the health check runs `\(program)`, which is not in the image",
      at: check.location,
      hints: [
        "use `type: http` with a path and a port: it needs no program in the image",
        "or choose a base image that has `\(program)`",
      ])
  }

  /// The program, or the first word of what a shell is told to run.
  private static func program(of arguments: [String]) -> String? {
    guard let first = arguments.first else { return nil }
    let isShell = ["sh", "bash", "ash", "dash"].contains(FilePath(first).lastComponent?.string ?? "")
    guard isShell, arguments.count >= 3, arguments[1] == "-c" else { return first }
    let word = arguments[2].prefix { !$0.isWhitespace }
    // A word with a character that means something to the shell may be no program.
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "./_-+".contains($0) }
    let builtIns = ["test", "echo", "exit", "cd", "true", "false", "if", "for", "while", "set", "exec", "eval", "kill"]
    return word.isEmpty || !isPlain || builtIns.contains(String(word)) ? first : String(word)
  }
}

extension StartCommand {
  /// Programs that run TypeScript or watch files, by the packages that bring them. Most projects have them for development.
  private static let runners = [
    "tsx": "tsx", "ts-node": "ts-node", "ts-node-esm": "ts-node", "ts-node-script": "ts-node",
    "ts-node-dev": "ts-node-dev", "tsnd": "ts-node-dev", "esno": "esno", "vite-node": "vite-node",
    "swc-node": "@swc-node/register", "nodemon": "nodemon", "tsc": "typescript", "bun": "bun", "deno": "deno",
  ]

  /// - Parameter program: of a package.
  static func checkInstalled(_ program: String, _ manifest: NodeManifest) throws(Problem) {
    let package = runners[program] ?? program
    if manifest.needed[package] != nil { return }
    if manifest.forDevelopment[package] != nil { throw .forDevelopment(package) }
    if runners[program] != nil { throw .notInstalled(package) }
  }

  /// - Parameter version: of the image's Node.js; `nil` if nothing names it.
  /// - Throws: if Node.js could not load the file or a module before it.
  func checkLoadable(_ manifest: NodeManifest, _ version: NodeVersion?) throws(Problem) {
    guard let node = NodeArguments(arguments) else { return }
    for package in node.packages where manifest.needed[package] == nil && manifest.forDevelopment[package] != nil {
      throw .forDevelopment(package)
    }
    guard let script = node.script, [".ts", ".mts", ".cts", ".tsx"].contains(where: script.hasSuffix),
      node.modules.isEmpty
    else { return }
    let isAsked = ["--experimental-strip-types", "--experimental-transform-types"].contains(
      where: node.options.contains)
    guard let version else { return }
    guard isAsked ? version.knowsStripping : version.stripsTypes, !script.hasSuffix(".tsx") else {
      throw .typeScript(script)
    }
  }
}

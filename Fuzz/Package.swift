// swift-tools-version: 6.2
// A package of its own: the fuzzer brings its own `main`, and everything below it is compiled with instruments.
//   ./run.sh TARGET [RUNS]

import PackageDescription

/// A program that libFuzzer feeds with inputs.
func fuzzer(_ name: String, of product: String = "Fuzzed") -> Target {
  .executableTarget(
    name: name, dependencies: ["FuzzSupport", .product(name: product, package: "agent-pipeline")],
    swiftSettings: [.unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "agent-pipeline", path: "..")],
  targets: [
    .target(name: "FuzzSupport"),
    fuzzer("FuzzManifest", of: "AgentManifest"),
    fuzzer("FuzzLayer"),
    fuzzer("FuzzImage"),
    fuzzer("FuzzRegistry"),
    fuzzer("FuzzJUnit"),
  ]
)

// swift-tools-version: 6.2
// A package of its own: the fuzzer brings its own `main`, and everything below it is compiled with instruments.
//   ./run.sh [RUNS]

import PackageDescription

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "agent-pipeline", path: "..")],
  targets: [
    .executableTarget(
      name: "FuzzManifest",
      dependencies: [.product(name: "AgentManifest", package: "agent-pipeline")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ]
)

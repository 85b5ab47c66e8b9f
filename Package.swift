// swift-tools-version: 6.2

import PackageDescription

/// What every Swift target is compiled with. The build enforces the house rules: see ARCHITECTURE.md.
let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

/// A library target of this package.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of one target; `resources` are the golden files beside them.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, exclude: exclude,
    swiftSettings: swiftSettings)
}

/// A C library: a module map and a shim header, nothing else.
func cLibrary(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
  name: "agent-pipeline",
  // For Fuzz/, which is a package of its own.
  products: [
    .library(name: "AgentManifest", targets: ["AgentManifest"]),
    .library(
      name: "Fuzzed",
      targets: [
        "Diagnostics", "FileIO", "HTTPTransport", "OCIImage", "OCIRegistry", "PipelineCore", "Reporting", "TextFormats",
      ]),
  ],
  dependencies: [
    // Exact: a commit gives the same program on any day. SettingFlags relies on how ArgumentParser finds options by
    // reflection.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    cLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    cLibrary("CGit2", pkgConfig: "libgit2", apt: "libgit2-dev"),
    cLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    cLibrary("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    cLibrary("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
    cLibrary("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    cLibrary("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CVersion"),

    library("Diagnostics"),
    library("ProjectTemplates", ["TextFormats"]),
    library("TextFormats"),
    library("FileIO", ["Diagnostics", systemPackage]),
    library(
      "OCIImage",
      [
        "Diagnostics", "FileIO", "TextFormats", "CCrypto", "CDeflate", "CZlib", "CZstd", "CLinux",
        systemPackage,
      ]),
    library(
      "ChildProcess",
      ["Diagnostics", "FileIO", "CLinux", systemPackage, .product(name: "Subprocess", package: "swift-subprocess")]),
    library("YAMLTree", ["Diagnostics", "CYAML"]),
    library(
      "Languages",
      [
        "ChildProcess", "Diagnostics", "FileIO", "OCIImage", "TextFormats", "Versioning", "YAMLTree", systemPackage,
        .product(name: "TOMLKit", package: "TOMLKit"),
      ]),
    library(
      "ProjectSetup",
      [
        "Diagnostics", "FileIO", "Languages", "TextFormats", "YAMLTree", systemPackage,
        .product(name: "TOMLKit", package: "TOMLKit"),
      ]),
    library(
      "AgentManifest",
      ["Diagnostics", "FileIO", "Languages", "Settings", "TextFormats", "Versioning", "YAMLTree", systemPackage]),
    library("GitHistory", ["Diagnostics", "FileIO", "CGit2", "CLinux", systemPackage]),
    library("HTTPTransport", ["Diagnostics", "FileIO", "CCurl", systemPackage]),
    library("Forges", ["Diagnostics", "HTTPTransport", "TextFormats"]),
    library("Versioning", ["Diagnostics", "TextFormats"]),
    library("Reporting", ["PipelineCore", "Diagnostics", "FileIO", "TextFormats", systemPackage]),
    library("CIVendors", ["PipelineCore", "Diagnostics", "FileIO", "TextFormats", systemPackage]),
    library("OCIRegistry", ["Diagnostics", "FileIO", "HTTPTransport", "OCIImage", "TextFormats", systemPackage]),
    library(
      "DockerEngine",
      ["ChildProcess", "Diagnostics", "FileIO", "HTTPTransport", "OCIImage", "Sandbox", systemPackage]),
    library("Sandbox", ["ChildProcess", "Diagnostics", "FileIO", "CLinux", systemPackage]),
    library(
      "ImageBuilding",
      [
        "AgentManifest", "ChildProcess", "Diagnostics", "DockerEngine", "FileIO", "Languages", "OCIImage",
        "OCIRegistry", "PipelineCore", "Sandbox", "Settings", "TextFormats", systemPackage,
      ]),
    library(
      "Stages",
      [
        "AgentManifest", "ChildProcess", "Diagnostics", "DockerEngine", "FileIO", "Forges", "GitHistory",
        "HTTPTransport", "ImageBuilding", "Languages", "OCIImage", "OCIRegistry", "PipelineCore", "Sandbox", "Settings",
        "TextFormats", "Versioning", systemPackage,
      ]),
    .executableTarget(
      name: "agent-pipeline",
      dependencies: [
        "AgentManifest", "CIVendors", "CLinux", "CVersion", "ChildProcess", "Diagnostics", "DockerEngine", "FileIO",
        "GitHistory", "HTTPTransport", "ImageBuilding", "Languages", "OCIImage", "OCIRegistry", "PipelineCore",
        "ProjectSetup", "ProjectTemplates", "Reporting", "Sandbox", "Settings", "Stages", "TextFormats", "Versioning",
        systemPackage,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "sandbox-helper-fixture", dependencies: ["ChildProcess", "Sandbox", systemPackage],
      path: "Tests/Fixtures/sandbox-helper-fixture",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "push-fixture", dependencies: ["HTTPTransport", "OCIImage", "OCIRegistry", systemPackage],
      path: "Tests/Fixtures/push-fixture", swiftSettings: swiftSettings),
    library("TestSupport", ["FileIO", "OCIImage", systemPackage]),
    library("Settings", ["Diagnostics", "TextFormats", "Versioning"]),
    library("PipelineCore", ["Diagnostics", "FileIO", "Settings", "TextFormats", systemPackage]),

    tests("Diagnostics"),
    tests("FileIO", ["Diagnostics", systemPackage]),
    tests("OCIImage", ["Diagnostics", "FileIO", "TextFormats", systemPackage]),
    tests(
      "Languages",
      ["AgentManifest", "ChildProcess", "Diagnostics", "FileIO", "OCIImage", "TestSupport", systemPackage],
      exclude: ["Golden"]),
    tests(
      "ProjectSetup", ["AgentManifest", "Diagnostics", "FileIO", "Languages", "TestSupport", systemPackage],
      exclude: ["Golden"]),
    tests("YAMLTree", ["Diagnostics"]),
    tests("GitHistory", ["Diagnostics", "FileIO", systemPackage]),
    tests("Versioning", ["ChildProcess", "Diagnostics", "FileIO", "TextFormats", systemPackage]),
    tests(
      "Reporting", ["PipelineCore", "Diagnostics", "FileIO", "TestSupport", "TextFormats", systemPackage],
      exclude: ["Golden", "junit-strict.xsd"]),
    tests(
      "AgentManifest",
      ["Diagnostics", "FileIO", "Languages", "Settings", "TestSupport", "TextFormats", "YAMLTree", systemPackage],
      exclude: ["Golden"]),
    tests(
      "Sandbox", ["ChildProcess", "Diagnostics", "FileIO", "TestSupport", "sandbox-helper-fixture", systemPackage]),
    tests(
      "OCIRegistry",
      ["Diagnostics", "FileIO", "HTTPTransport", "OCIImage", "TestSupport", "push-fixture", systemPackage]),
    tests(
      "ImageBuilding",
      [
        "AgentManifest", "ChildProcess", "Diagnostics", "DockerEngine", "FileIO", "HTTPTransport", "Languages",
        "OCIImage", "OCIRegistry", "PipelineCore", "Sandbox", "Settings", "TestSupport", "TextFormats", systemPackage,
      ], exclude: ["Golden"]),
    tests(
      "Stages",
      [
        "AgentManifest", "CIVendors", "Diagnostics", "DockerEngine", "FileIO", "HTTPTransport", "ImageBuilding",
        "Languages", "OCIImage", "OCIRegistry", "PipelineCore", "Reporting", "Sandbox", "Settings", "TestSupport",
        "TextFormats", systemPackage,
      ]),
    tests(
      "CIVendors", ["PipelineCore", "Diagnostics", "FileIO", "Settings", "TextFormats", systemPackage],
      exclude: ["Events"]),
    tests("HTTPTransport", ["Diagnostics", "FileIO", "TestSupport", systemPackage]),
    tests("Forges", ["Diagnostics", "HTTPTransport", "TestSupport", "TextFormats"]),
    .testTarget(
      name: "HookTests", dependencies: ["agent-pipeline", "ChildProcess", "FileIO", "TestSupport", systemPackage],
      swiftSettings: swiftSettings),
    tests(
      "DockerEngine",
      ["ChildProcess", "Diagnostics", "FileIO", "HTTPTransport", "OCIImage", "Sandbox", "TestSupport", systemPackage],
      exclude: ["Streams"]),
    tests("ChildProcess", ["Diagnostics", "FileIO", systemPackage]),
    tests("TextFormats"),
    tests(
      "ProjectTemplates",
      ["AgentManifest", "Diagnostics", "FileIO", "Languages", "YAMLTree", systemPackage]),
    // Runs the executable, which therefore has to be built before.
    .testTarget(
      name: "BuildingTests",
      dependencies: [
        "agent-pipeline", "ChildProcess", "Diagnostics", "FileIO", "Languages", "OCIImage", "PipelineCore",
        "ProjectTemplates", "Sandbox", "TestSupport", "sandbox-helper-fixture", systemPackage,
      ], swiftSettings: swiftSettings),
    tests("Settings", ["Diagnostics", "FileIO", "TextFormats", systemPackage]),
    tests("PipelineCore", ["Diagnostics", "FileIO", "Settings", "TextFormats", systemPackage]),
    .testTarget(
      name: "ExecutableTests",
      dependencies: [
        "agent-pipeline", "AgentManifest", "CIVendors", "Diagnostics", "DockerEngine", "FileIO", "Forges", "GitHistory",
        "HTTPTransport", "Languages", "OCIRegistry", "PipelineCore", "Reporting", "Settings", "Stages", "TestSupport",
        systemPackage,
      ],
      swiftSettings: swiftSettings),
    // Each attack that the tool withstands, tried against the executable.
    .testTarget(
      name: "SecurityTests",
      dependencies: [
        "agent-pipeline", "ChildProcess", "Diagnostics", "FileIO", "Languages", "OCIImage", "PipelineCore", "Sandbox",
        "TestSupport", "sandbox-helper-fixture", systemPackage,
      ], swiftSettings: swiftSettings),
    .testTarget(
      name: "InteropTests",
      dependencies: [
        "agent-pipeline", "ChildProcess", "Diagnostics", "FileIO", "OCIImage", "PipelineCore", "TestSupport",
        systemPackage,
      ],
      swiftSettings: swiftSettings),
  ]
)

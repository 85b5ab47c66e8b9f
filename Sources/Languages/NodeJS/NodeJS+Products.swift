extension NodeJS {
  /// A build may make modules of its own (Next.js standalone, Nuxt's `.output`); those of the project are gone by then.
  public var ignoredProducts: [String] { ["/node_modules"] + ignoredFiles.filter { $0 != "**/node_modules" } }
}

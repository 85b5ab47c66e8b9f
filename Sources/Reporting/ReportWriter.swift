public import Diagnostics
public import FileIO
public import PipelineCore
public import SystemPackage

/// Writes the reports of a run, each in one step, so that a reader never sees half a file.
public struct ReportWriter: Sendable {
  /// What was written, and what could not be.
  public struct Result: Sendable {
    /// The paths in the order of the requests, those that are always written first.
    public var written: [Written] = []
    /// One for each report that could not be written; the others are written anyway.
    public var failures: [Failure] = []

    /// Nothing written.
    public init() {}

    /// The path of a format's report; the first if there are several.
    public func path(of format: any ReportFormat.Type) -> FilePath? {
      written.first { $0.format == format.id }?.path
    }
  }

  public struct Written: Sendable, Hashable {
    /// The format's id.
    public var format: String
    public var path: FilePath
  }

  private let directory: FilePath
  private let chosen: [FilePath]
  private let redactor: Redactor

  /// - Parameters:
  ///   - directory: where reports without a path of their own go; it is created.
  ///   - chosen: directories that the user chose; links below them may come from a repository.
  ///   - redactor: hides secrets in every text of the report before it is rendered.
  public init(directory: FilePath, below chosen: [FilePath] = [], redactor: Redactor) {
    self.directory = directory
    self.chosen = chosen
    self.redactor = redactor
  }

  /// Writes the reports that every run has and those asked for.
  public func write(_ report: RunReport, _ requests: [ReportRequest] = []) async -> Result {
    let requests = AllReportFormats.all.map { ReportRequest($0) } + requests
    let rendered = await Self.rendered(redactor(report), requests)
    var result = Result()
    for (request, contents) in zip(requests, rendered) {
      let path = request.path ?? directory.appending(request.format.defaultFileName)
      guard !result.written.contains(where: { $0.path == path && $0.format == request.format.id }) else { continue }
      do throws(Failure) {
        try write(try contents.get(), to: path)
        result.written.append(Written(format: request.format.id, path: path))
      } catch {
        result.failures.append(error)
      }
    }
    return result
  }

  /// Removes the reports of an earlier run: if this one is killed, nothing says that it passed.
  /// - Parameter others: further files that this run would replace.
  public func removeOld(_ requests: [ReportRequest] = [], others: [FilePath] = []) throws(FileFailure) {
    let reports = (AllReportFormats.all.map { ReportRequest($0) } + requests).map { request in
      request.path ?? directory.appending(request.format.defaultFileName)
    }
    for path in try reports + others + oldCommandReports() {
      let parent = path.removingLastComponent()
      guard try FileStatus.of(path)?.kind == .file else { continue }
      if !parent.isEmpty { try Directory.claim(parent, below: chosen) }
      try Directory.remove(path)
    }
  }

  /// JUnit files of the agent's commands. In a directory that is not ours alone they may be someone else's; the test stage
  /// removes those that it writes.
  private func oldCommandReports() throws(FileFailure) -> [FilePath] {
    guard directory.components.contains(where: { RunContext.defaultWorkDirectory.components.contains($0) }),
      try FileStatus.of(directory)?.kind == .directory
    else { return [] }
    return try Directory.names(in: directory)
      .filter { $0.hasPrefix(CheckReport.commandReportPrefix) && $0.hasSuffix(".xml") }.map { directory.appending($0) }
  }

  /// Renders the formats in parallel: the reports of a thousand agents are long.
  private static func rendered(
    _ report: RunReport, _ requests: [ReportRequest]
  ) async -> [Swift.Result<[UInt8], Failure>] {
    let rendering = requests.map { request in
      Task { Swift.Result { () throws(Failure) in try request.format.render(report) } }
    }
    var rendered: [Swift.Result<[UInt8], Failure>] = []
    for format in rendering { rendered.append(await format.value) }
    return rendered
  }

  private func write(_ contents: [UInt8], to path: FilePath) throws(Failure) {
    do throws(FileFailure) {
      let parent = path.removingLastComponent()
      if !parent.isEmpty { try Directory.claim(parent, below: chosen) }
      // Every run rewrites it, so it is not flushed.
      try FileContents.write(contents, to: path, isFlushed: false)
    } catch {
      throw Failure(error.failureKind, error.diagnostic)
    }
  }
}

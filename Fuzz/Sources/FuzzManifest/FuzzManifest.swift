import AgentManifest

/// Any bytes as an agent.yaml: reading must end, without a crash, in findings that lie in the file.
///
/// libFuzzer calls this with each input (https://llvm.org/docs/LibFuzzer.html).
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzManifest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let (manifest, findings) = ManifestReader.read(bytes: bytes, file: "agent.yaml")
  guard manifest != nil || findings.contains(where: { $0.severity == .error }) else {
    fatalError("no manifest, and nobody says why")
  }
  let lines = bytes.count + 1
  for location in findings.compactMap(\.location)
  where location.line < 1 || location.column < 1 || location.line > lines {
    fatalError("a finding outside of the file: \(location)")
  }
  return 0
}

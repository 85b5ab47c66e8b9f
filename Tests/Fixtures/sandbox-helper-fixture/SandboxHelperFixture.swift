import Glibc
import Sandbox

/// Stands in for the executable in its role as a helper; its HTTP sends the request back as the answer.
@main
enum SandboxHelperFixture {
  static func main() async {
    let status = await SandboxHelper.main(Array(CommandLine.arguments.dropFirst())) { request in
      if request.url == "hang" { try? await Task.sleep(for: .seconds(600)) }
      return ProbeResponse(
        status: 200, headers: request.headers,
        body: Array("\(request.method) \(request.url)".utf8) + (request.body ?? []))
    }
    exit(status)
  }
}

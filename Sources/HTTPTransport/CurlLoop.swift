import CCurl
import Glibc
import Synchronization

/// The thread that drives all transfers of one transport over a curl multi handle.
///
/// It exists because libcurl calls block or call back, and neither belongs on Swift's cooperative threads. It starts
/// with the first request and ends with the transport.
final class CurlLoop: Sendable {
  typealias Result = Swift.Result<HTTPResponse, HTTPFailure>

  /// Lets a task cancel its request, before or after the loop has seen it.
  final class Ticket: Sendable {
    let isCancelled = Atomic<Bool>(false)
  }

  struct Submission: Sendable {
    var request: HTTPRequest
    var ticket: Ticket
    var finish: @Sendable (Result) -> Void
  }

  private struct Inbox {
    var submissions: [Submission] = []
    var isStopped = false
    var multi: MultiHandle?
  }

  private let configuration: CurlTransport.Configuration
  private let inbox = Mutex(Inbox())

  init(_ configuration: CurlTransport.Configuration) {
    self.configuration = configuration
  }

  func submit(_ submission: Submission) {
    let isRunning = inbox.withLock { inbox in
      if inbox.multi == nil { inbox.multi = start() }
      guard let multi = inbox.multi else { return false }
      inbox.submissions.append(submission)
      multi.wakeUp()
      return true
    }
    if !isRunning {
      submission.finish(
        .failure(
          HTTPFailure(.transport, url: submission.request.url.description, detail: "libcurl cannot be started")))
    }
  }

  func cancel(_ ticket: Ticket) {
    ticket.isCancelled.store(true, ordering: .releasing)
    inbox.withLock { $0.multi?.wakeUp() }
  }

  func stop() {
    inbox.withLock { inbox in
      inbox.isStopped = true
      inbox.multi?.wakeUp()
    }
  }

  /// Starts the thread; `nil` if the system refuses.
  private func start() -> MultiHandle? {
    guard let multi = MultiHandle() else { return nil }
    let box = Unmanaged.passRetained(ThreadBox(loop: self, multi: multi))
    // The thread blocks all signals: other threads wait for them, and OpenSSL may raise SIGPIPE here.
    var all = sigset_t()
    var old = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { return nil }
        let box = Unmanaged<ThreadBox>.fromOpaque(pointer).takeRetainedValue()
        box.loop.run(box.multi)
        return nil
      }, box.toOpaque())
    guard status == 0 else {
      box.release()
      return nil
    }
    pthread_detach(thread)
    return multi
  }

  private final class ThreadBox: Sendable {
    let loop: CurlLoop
    let multi: MultiHandle

    init(loop: CurlLoop, multi: MultiHandle) {
      self.loop = loop
      self.multi = multi
    }
  }

  /// Longest sleep without an event, in milliseconds; curl's own timers end it sooner.
  private static let idleMilliseconds: Int32 = 60_000

  private func run(_ multi: MultiHandle) {
    var running: [UnsafeMutableRawPointer: (transfer: Transfer, submission: Submission)] = [:]
    func end(_ handle: UnsafeMutableRawPointer, _ code: CURLcode?) {
      guard let (transfer, submission) = running.removeValue(forKey: handle) else { return }
      multi.remove(handle)
      submission.finish(
        code.map { transfer.result($0) }
          ?? .failure(HTTPFailure(.cancelled, url: submission.request.url.description, detail: "")))
    }
    while true {
      let (arrived, isStopped) = inbox.withLock { inbox in
        defer { inbox.submissions = [] }
        return (inbox.submissions, inbox.isStopped)
      }
      for submission in arrived {
        do throws(HTTPFailure) {
          let transfer = try Transfer(submission.request, configuration)
          try multi.add(transfer.handle, for: submission.request.url)
          running[transfer.handle] = (transfer, submission)
        } catch {
          submission.finish(.failure(error))
        }
      }
      for (handle, entry) in running where entry.submission.ticket.isCancelled.load(ordering: .acquiring) {
        end(handle, nil)
      }
      multi.perform()
      while let (handle, code) = multi.nextFinished() { end(handle, code) }
      if isStopped && running.isEmpty { return }
      multi.wait(milliseconds: Self.idleMilliseconds)
    }
  }
}

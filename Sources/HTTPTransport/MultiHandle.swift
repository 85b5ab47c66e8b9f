import CCurl

/// A curl multi handle with its pool of connections.
///
/// Unchecked, because of its calls only `wakeUp` comes from other threads, and curl_multi_wakeup(3) is made for that;
/// the rest is the loop thread's alone, and the handle is freed with its last owner.
final class MultiHandle: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer

  /// curl_global_init once a process; this libcurl makes it thread-safe, and Swift runs it once.
  private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Idle connections to keep: a few hosts with a few parallel uploads each.
  private static let connectionCacheSize = 16

  init?() {
    guard Self.isInitialised, let handle = curl_multi_init() else { return nil }
    self.handle = handle
    ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, Self.connectionCacheSize)
  }

  deinit {
    curl_multi_cleanup(handle)
  }

  func wakeUp() {
    curl_multi_wakeup(handle)
  }

  func add(_ easy: UnsafeMutableRawPointer, for url: HTTPURL) throws(HTTPFailure) {
    let code = curl_multi_add_handle(handle, easy)
    guard code == CURLM_OK else {
      throw HTTPFailure(.transport, url: url.description, detail: String(cString: curl_multi_strerror(code)))
    }
  }

  func remove(_ easy: UnsafeMutableRawPointer) {
    curl_multi_remove_handle(handle, easy)
  }

  func perform() {
    var running: Int32 = 0
    curl_multi_perform(handle, &running)
  }

  /// The next transfer that has ended, with its code.
  func nextFinished() -> (UnsafeMutableRawPointer, CURLcode)? {
    var left: Int32 = 0
    while let message = curl_multi_info_read(handle, &left) {
      if message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle {
        return (easy, message.pointee.data.result)
      }
    }
    return nil
  }

  func wait(milliseconds: Int32) {
    curl_multi_poll(handle, nil, 0, milliseconds, nil)
  }
}

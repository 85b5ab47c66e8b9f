import CCurl
import Diagnostics
import FileIO
import Glibc
import SystemPackage

/// One exchange over a curl easy handle. It lives on the loop thread only: libcurl calls it back from there.
final class Transfer {
  let handle: UnsafeMutableRawPointer
  private let request: HTTPRequest
  private var source: BodySource?
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>
  private var response = HTTPResponse(status: 0)
  private var headerBytes = 0
  /// The local failure that ended the transfer.
  private var failure: HTTPFailure?
  /// More than is kept of an error page or a body that is not wanted; the transfer ends there and counts as complete.
  private var isCutShort = false
  private var discardedBytes = 0
  private var lacksAuthorities = false
  /// Whether the body that is streamed has begun.
  private var hasBegun = false

  /// libcurl bounds one header line, not their sum.
  private static let headerLimit = 1 << 20
  /// Bytes of an unwanted body that are cheaper to read than a new connection is to make.
  private static let discardLimit = 4096
  /// Bytes a callback moves at once: larger than the default of 64 KiB, it halves the system calls of a large layer.
  private static let bufferSize = 256 << 10

  init(_ request: HTTPRequest, _ configuration: CurlTransport.Configuration) throws(HTTPFailure) {
    let url = request.url.description
    guard let handle = curl_easy_init() else {
      throw HTTPFailure(.transport, url: url, detail: "out of memory")
    }
    self.handle = handle
    self.request = request
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    do {
      source = try BodySource(request.body)
    } catch {
      throw HTTPFailure(.local, url: url, detail: error.description, underlying: error)
    }
    try setConnectionOptions(configuration)
    try setRequestOptions()
    try setCallbacks()
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  /// The result of the exchange, given the code with which libcurl ended it.
  func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPFailure> {
    if let failure { return .failure(failure) }
    if code == CURLE_OK || isCutShort { return .success(response) }
    var systemError = 0
    ccurl_get_long(handle, CURLINFO_OS_ERRNO, &systemError)
    // The system's reason is more precise: libcurl only says that it could not connect.
    let reason = code == CURLE_COULDNT_CONNECT && systemError != 0 ? strerror(Int32(systemError)) : nil
    var failure = HTTPFailure(code, url: request.url, text: String(cString: reason ?? errorText))
    failure.lacksAuthorities = lacksAuthorities
    return .failure(failure)
  }

  // MARK: Options

  private func check(_ code: CURLcode) throws(HTTPFailure) {
    guard code == CURLE_OK else { throw HTTPFailure(code, url: request.url, text: "") }
  }

  private func set(_ option: CURLoption, _ value: Int) throws(HTTPFailure) {
    try check(ccurl_set_long(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) throws(HTTPFailure) {
    try check(ccurl_set_string(handle, option, value))
  }

  private func setCertificates(_ configuration: CurlTransport.Configuration) throws(HTTPFailure) {
    let own = configuration.hostCertificates.find(request.url)
    if let authority = own?.authority ?? configuration.authorities.file { try set(CURLOPT_CAINFO, authority.string) }
    if let directory = configuration.authorities.directory { try set(CURLOPT_CAPATH, directory.string) }
    lacksAuthorities = own?.authority == nil && configuration.authorities.isEmpty
    if let certificate = own?.client ?? configuration.clientCertificate {
      try set(CURLOPT_SSLCERT, certificate.certificate.string)
      try set(CURLOPT_SSLKEY, certificate.key.string)
    }
    if !configuration.verifiesServers {
      try set(CURLOPT_SSL_VERIFYPEER, 0)
      try set(CURLOPT_SSL_VERIFYHOST, 0)
    }
  }

  private func setConnectionOptions(_ configuration: CurlTransport.Configuration) throws(HTTPFailure) {
    try check(ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(CURLOPT_BUFFERSIZE, Self.bufferSize)
    try set(CURLOPT_UPLOAD_BUFFERSIZE, Self.bufferSize)
    try set(CURLOPT_USERAGENT, configuration.userAgent)
    if let socket = configuration.unixSocket { try set(CURLOPT_UNIX_SOCKET_PATH, socket.string) }
    if request.url.scheme == "https" { try setCertificates(configuration) }
    try set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.milliseconds)
    try set(CURLOPT_LOW_SPEED_LIMIT, 1)
    try set(CURLOPT_LOW_SPEED_TIME, max(1, (request.timeouts.stall.milliseconds + 999) / 1000))
    if let total = request.timeouts.total { try set(CURLOPT_TIMEOUT_MS, max(1, total.milliseconds)) }
  }

  private func setRequestOptions() throws(HTTPFailure) {
    try set(CURLOPT_URL, request.url.string)
    // For a proxy, loopback is another machine, and it would see the request.
    if request.url.isLoopback { try set(CURLOPT_PROXY, "") }
    if let length = source?.length {
      try set(CURLOPT_UPLOAD, 1)
      try check(ccurl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(length)))
    } else if request.method == .head {
      try set(CURLOPT_NOBODY, 1)
    }
    try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    // No `Expect: 100-continue`: servers that ignore it cost a second for each large body.
    try append(header: "Expect:")
    for field in request.headers.fields {
      let isSafe = !(field.name + field.value).utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }
      guard isSafe, !field.name.isEmpty else {
        throw HTTPFailure(
          .malformedRequest, url: request.url.description,
          detail: "the header `\(field.name.filter { !$0.isNewline })` contains a line break")
      }
      // libcurl drops `Name:` without a value; `Name;` makes it send an empty one.
      try append(header: field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    try check(ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, headerList))
  }

  private func append(header: String) throws(HTTPFailure) {
    guard let list = curl_slist_append(headerList, header) else {
      throw HTTPFailure(.transport, url: request.url.description, detail: "out of memory")
    }
    headerList = list
  }

  /// The callbacks get the transfer unretained: the loop keeps it until it has removed the handle.
  private func setCallbacks() throws(HTTPFailure) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    try check(ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context))
    try check(
      ccurl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
        Transfer.from(context)?.receiveHeader(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
      })
    try check(ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context))
    try check(
      ccurl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
        Transfer.from(context)?.receive(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
      })
    guard source != nil else { return }
    try check(ccurl_set_pointer(handle, CURLOPT_READDATA, context))
    try check(
      ccurl_set_data_callback(handle, CURLOPT_READFUNCTION) { data, size, count, context in
        Transfer.from(context)?.provide(UnsafeMutableRawBufferPointer(start: data, count: size * count))
          ?? Int(CURL_READFUNC_ABORT)
      })
    try check(ccurl_set_pointer(handle, CURLOPT_SEEKDATA, context))
    try check(
      ccurl_set_seek_callback(handle) { context, offset, origin in
        guard origin == SEEK_SET, let transfer = Transfer.from(context) else { return CURL_SEEKFUNC_FAIL }
        return transfer.source?.seek(to: Int64(offset)) == true ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
      })
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: Callbacks

  private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    headerBytes += bytes.count
    guard headerBytes <= Self.headerLimit else {
      failure = HTTPFailure(.tooLarge, url: request.url.description, detail: "more than 1 MiB of headers")
      return 0
    }
    let line = String(decoding: bytes, as: UTF8.self)
    // A line that begins with white space continues the value before it, whatever it looks like (RFC 9112, section 5.2).
    if line.first?.isWhitespace == true { return bytes.count }
    if line.hasPrefix("HTTP/") {
      // A new status line: what came before was an interim response (1xx).
      let parts = line.split(separator: " ", maxSplits: 2)
      response = HTTPResponse(status: parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    } else if let colon = line.firstIndex(of: ":") {
      response.headers.add(String(line[..<colon]), String(line[line.index(after: colon)...].trimmed))
    }
    return bytes.count
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard response.isSuccess else {
      let room = HTTPResponse.errorBodyLimit - response.body.count
      response.body.append(contentsOf: bytes.prefix(room))
      isCutShort = bytes.count > room
      return isCutShort ? 0 : bytes.count
    }
    switch request.receiving {
    case .discarded:
      discardedBytes += bytes.count
      isCutShort = discardedBytes > Self.discardLimit
      return isCutShort ? 0 : bytes.count
    case .bytes(let limit):
      guard response.body.count + bytes.count <= limit else {
        failure = HTTPFailure(.tooLarge, url: request.url.description, detail: "more than \(limit) bytes")
        return 0
      }
      response.body.append(contentsOf: bytes)
    case .stream(let sink):
      do {
        if !hasBegun { try request.onBody?(response) }
        hasBegun = true
        try sink(bytes)
      } catch {
        failure = HTTPFailure(
          .local, url: request.url.description, detail: "\(error)", underlying: error as? any DiagnosableError)
        return 0
      }
    }
    return bytes.count
  }

  private func provide(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    do throws(FileFailure) {
      let count = try source?.read(into: buffer) ?? 0
      if let onSent = request.onSent, let position = source?.position { onSent(position) }
      return count
    } catch {
      failure = HTTPFailure(.local, url: request.url.description, detail: error.description, underlying: error)
      return Int(CURL_READFUNC_ABORT)
    }
  }
}

extension Duration {
  /// Rounded down; a limit of more than a month counts as a month.
  fileprivate var milliseconds: Int {
    Int(min(components.seconds, 2_678_400) * 1000 + components.attoseconds / 1_000_000_000_000_000)
  }
}

extension Substring {
  /// Without white space and line ends around it.
  fileprivate var trimmed: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

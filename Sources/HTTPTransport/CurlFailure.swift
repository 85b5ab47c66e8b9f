import CCurl

/// libcurl's status codes as failures a caller can tell apart (libcurl-errors(3)).
extension HTTPFailure {
  /// - Parameter text: libcurl's error buffer, which says more than the code; may be empty.
  init(_ code: CURLcode, url: HTTPURL, text: String) {
    let detail = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    self.init(Self.kind(code, detail), url: url.description, detail: detail)
  }

  private static func kind(_ code: CURLcode, _ detail: String) -> Kind {
    // A proxy that refuses the tunnel is reported as an error of the pending operation.
    if detail.contains("CONNECT tunnel failed") || detail.contains("proxy after CONNECT") { return .proxy }
    return switch code {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
      .malformedRequest
    case CURLE_COULDNT_RESOLVE_HOST:
      .dns
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
      .proxy
    case CURLE_COULDNT_CONNECT:
      .connect
    case CURLE_OPERATION_TIMEDOUT:
      .timeout
    case CURLE_SSL_CONNECT_ERROR where detail.contains("reset by peer"):
      // Load balancers under load cut handshakes; the certificate is not at fault.
      .reset
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
      CURLE_USE_SSL_FAILED:
      .tls
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_WEIRD_SERVER_REPLY, CURLE_SEND_FAIL_REWIND, CURLE_NO_CONNECTION_AVAILABLE:
      .reset
    default:
      .transport
    }
  }
}

import CCurl

/// A libcurl code in our words.
struct CurlFailure {
  /// The error for the caller, without the request it happened to.
  let error: HTTPFetchError

  /// Translates `code`. `detail` is libcurl's text for this very case; it names hosts, never credentials or queries.
  init(_ code: CURLcode, detail: String, afterHead: Bool) {
    let message = detail.isEmpty ? Self.text(code) : Self.cleaned(detail)
    error = HTTPFetchError(Self.code(code, afterHead: afterHead), message)
  }

  /// libcurl's general text for a code.
  static func text(_ code: CURLcode) -> String {
    curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
  }

  private static func cleaned(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(300).filter { $0.value >= 0x20 && $0.value != 0x7F }))
  }

  private static func code(_ code: CURLcode, afterHead: Bool) -> HTTPFetchError.Code {
    switch code {
    case CURLE_URL_MALFORMAT: .badURL
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost
    case CURLE_COULDNT_CONNECT, CURLE_GOT_NOTHING, CURLE_INTERFACE_FAILED, CURLE_PROXY:
      .unreachable
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR: afterHead ? .broken : .unreachable
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_FILESIZE_EXCEEDED: .tooLarge
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_SHUTDOWN_FAILED:
      .insecure
    default: .broken
    }
  }
}

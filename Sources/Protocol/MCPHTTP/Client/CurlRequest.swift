import Basics
import CCurl

/// One request as libcurl is to make it: a single hop, without redirects.
struct CurlRequest {
  var url: HTTPURL
  var method: String
  var fields: HTTPFields
  var body: [UInt8]?
  var connectTimeout: Duration
  /// For the whole exchange; zero for no limit.
  var timeout: Duration
  var maximumBodyBytes: Int
  var policy: HTTPClientPolicy

  /// The header lines as libcurl takes them: ours, and those that keep it from adding some of its own.
  func headerLines() throws(HTTPFetchError) -> [String] {
    guard !method.isEmpty, method.utf8.allSatisfy(HTTPFields.isTokenByte) else {
      throw HTTPFetchError(.badURL, "the method is no token")
    }
    var lines = ["Expect:"]
    for field in fields.fields {
      guard !field.name.isEmpty, field.name.utf8.allSatisfy(HTTPFields.isTokenByte) else {
        throw HTTPFetchError(.badURL, "the name of a header field is no token")
      }
      guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
        throw HTTPFetchError(.badURL, "the header field \(field.name) has control characters")
      }
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    if fields["Content-Type"] == nil { lines.append("Content-Type:") }
    if fields["User-Agent"] == nil, let agent = policy.userAgent {
      lines.append("User-Agent: \(agent)")
    }
    return lines
  }

  /// Sets every option that depends on the request or on our rules.
  func configure(_ options: inout CurlOptions) {
    options.set(CURLOPT_URL, text: url.text)
    options.set(CURLOPT_PATH_AS_IS, number: 1)
    options.set(CURLOPT_PROTOCOLS_STR, text: "http,https")
    options.set(CURLOPT_FOLLOWLOCATION, number: 0)
    options.set(CURLOPT_HTTP_VERSION, number: CURL_HTTP_VERSION_2TLS)
    options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, number: 1)
    options.set(CURLOPT_SSL_VERIFYPEER, number: 1)
    options.set(CURLOPT_SSL_VERIFYHOST, number: 2)
    if let file = policy.certificateAuthorities { options.set(CURLOPT_CAINFO, text: file) }
    options.set(CURLOPT_NOSIGNAL, number: 1)
    // Without it, giving up a request while its host is looked up would stop the loop until that has ended.
    options.set(CURLOPT_QUICK_EXIT, number: 1)
    options.set(CURLOPT_TCP_NODELAY, number: 1)
    options.set(CURLOPT_TCP_KEEPALIVE, number: 1)
    options.set(CURLOPT_BUFFERSIZE, number: 64 << 10)
    options.set(CURLOPT_CONNECTTIMEOUT_MS, number: Self.milliseconds(connectTimeout))
    options.set(CURLOPT_TIMEOUT_MS, number: Self.milliseconds(timeout))
    if url.isLoopback || !policy.allowsPrivateAddresses {
      options.set(CURLOPT_NOPROXY, text: "*")
    }
    configureMethod(&options)
  }

  private func configureMethod(_ options: inout CurlOptions) {
    let hasBody = body != nil || method == "POST" || method == "PUT"
    if hasBody { options.set(body: body ?? []) }
    switch method {
    case "GET" where !hasBody: options.set(CURLOPT_HTTPGET, number: 1)
    case "HEAD" where !hasBody: options.set(CURLOPT_NOBODY, number: 1)
    case "POST": break
    default: options.set(CURLOPT_CUSTOMREQUEST, text: method)
    }
  }

  /// Whole milliseconds, at least one for any limit at all.
  private static func milliseconds(_ duration: Duration) -> Int {
    duration <= .zero ? 0 : max(1, Int(duration.nanoseconds / 1_000_000))
  }
}

/// What an endpoint has done so far and has open now.
struct EndpointCounters: Sendable {
  var requests = 0
  var modernRequests = 0
  var legacyRequests = 0
  var notifications = 0
  var refusals = 0
  var unauthorized = 0
  var sessionsOpened = 0
  var sessionsExpired = 0
  var streamsBegun = 0
  var streamsCut = 0
  var streamsResumed = 0
  var requestsLeft = 0

  /// Name, help text and value of each.
  var list: [(name: String, help: String, value: Int)] {
    [
      ("mcp_http_requests_total", "HTTP requests taken.", requests),
      ("mcp_http_modern_requests_total", "Requests without a handshake served.", modernRequests),
      ("mcp_http_legacy_requests_total", "Requests of sessions served.", legacyRequests),
      ("mcp_http_notifications_total", "Notifications and answers taken.", notifications),
      ("mcp_http_refusals_total", "Requests refused with a status of 400 or more.", refusals),
      ("mcp_http_unauthorized_total", "Requests that authorization refused.", unauthorized),
      ("mcp_http_sessions_opened_total", "Sessions opened.", sessionsOpened),
      ("mcp_http_sessions_expired_total", "Sessions ended for want of use.", sessionsExpired),
      ("mcp_http_streams_begun_total", "Event streams begun.", streamsBegun),
      ("mcp_http_streams_cut_total", "Event streams cut: the client did not read.", streamsCut),
      ("mcp_http_streams_resumed_total", "Event streams resumed.", streamsResumed),
      ("mcp_http_requests_left_total", "Requests cancelled by going away.", requestsLeft),
    ]
  }
}

/// Counters as Prometheus reads them (text exposition format 0.0.4).
package enum PrometheusText {
  /// The value of `Content-Type`.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// The text. A name that ends in `_total` is a counter, any other a gauge; of several with one name the first
  /// is taken, since a name may stand only once.
  package static func text(_ counters: [(name: String, help: String, value: Int)]) -> String {
    var text = ""
    var seen: Set<String> = []
    for counter in counters {
      let name = usable(counter.name)
      guard seen.insert(name).inserted else { continue }
      text += "# HELP \(name) \(escaped(counter.help))\n"
      text += "# TYPE \(name) \(name.hasSuffix("_total") ? "counter" : "gauge")\n"
      text += "\(name) \(counter.value)\n"
    }
    return text
  }

  private static func usable(_ name: String) -> String {
    let plain = name.utf8.map { byte -> UInt8 in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: ":"), UInt8(ascii: "_"): byte
      default: UInt8(ascii: "_")
      }
    }
    let text = String(decoding: plain, as: UTF8.self)
    return plain.first.map { (0x30...0x39).contains($0) } ?? true ? "_" + text : text
  }

  private static func escaped(_ help: String) -> String {
    var text = ""
    for character in help.unicodeScalars {
      switch character {
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += " "
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }
}

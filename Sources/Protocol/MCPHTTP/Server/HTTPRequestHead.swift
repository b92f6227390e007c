/// The head of a request as it comes in, line by line, and what it says about the body.
struct HTTPRequestHead {
  /// How the body is delimited.
  enum Framing: Equatable {
    case none
    case length(Int)
    case chunked
  }

  /// What a field line says about the message.
  enum Meaning {
    /// Nothing: it is only handed on.
    case none
    case host
    case length(Int)
    case coding(Coding)
    case expectation(isKnown: Bool)
    case close
  }

  enum Coding {
    case chunked
    /// Another coding, which could be undone if we knew it.
    case unknown
    /// None that says where the body ends.
    case malformed
  }

  private enum Expectation {
    case none
    case continuing
    case unknown
  }

  /// The request so far; its body stays empty here.
  var request = HTTPRequest(method: "", path: "")
  private(set) var isVersion10 = false
  /// Whether the client wants the connection closed after the answer.
  private(set) var closes = false
  /// The host and port of an absolute target: they count, and `Host` does not (RFC 9112 §3.2.2).
  private var authority: String?
  private var hasHost = false
  private var length: Int?
  private var coding: Coding?
  private var expectation = Expectation.none

  /// Whether the sender waits for `100 Continue`; said once. HTTP/1.0 does not know it (RFC 9110 §10.1.1).
  mutating func takeExpectation() -> Bool {
    guard expectation == .continuing, !isVersion10 else { return false }
    expectation = .none
    return true
  }

  // MARK: Lines

  /// Takes the request line.
  mutating func take(_ line: HTTPRequestLine) {
    request.method = line.method
    request.path = line.target.path
    request.query = line.target.query
    authority = line.target.authority
    isVersion10 = line.isVersion10
    request.fields.fields.reserveCapacity(Self.usualFields)
  }

  /// Fields most requests of a protocol client have at most.
  private static let usualFields = 12

  /// Takes what a field says about the message; none of it may be said twice.
  mutating func apply(_ meaning: Meaning) throws(HTTPRefusal) {
    switch meaning {
    case .none: break
    case .host:
      if hasHost { throw Self.repeated("Host") }
      hasHost = true
    case .length(let count):
      if length != nil { throw Self.repeated("Content-Length") }
      length = count
    case .coding(let coding):
      if self.coding != nil { throw Self.repeated("Transfer-Encoding") }
      self.coding = coding
    case .expectation(let isKnown):
      expectation = isKnown && expectation == .none ? .continuing : .unknown
    case .close: closes = true
    }
  }

  private static func repeated(_ name: String) -> HTTPRefusal {
    .malformed("the \(name) field stands twice: send it once")
  }

  // MARK: The end of the head

  /// Judges the head as a whole and says how the body is delimited (RFC 9112 §6.3).
  mutating func framing() throws(HTTPRefusal) -> Framing {
    if !hasHost, !isVersion10 {
      throw .malformed("the Host field is missing: HTTP/1.1 requires it (RFC 9112 §3.2)")
    }
    if let authority { request.fields["Host"] = authority }
    if let coding { try check(coding) }
    if expectation == .unknown, !isVersion10 {
      throw HTTPRefusal(417, "only the expectation 100-continue is understood here")
    }
    if coding != nil { return .chunked }
    guard let length, length > 0 else { return .none }
    return .length(length)
  }

  private func check(_ coding: Coding) throws(HTTPRefusal) {
    if length != nil {
      throw .malformed("Content-Length and Transfer-Encoding stand together: send only one")
    }
    if isVersion10 { throw .malformed("HTTP/1.0 knows no Transfer-Encoding: use HTTP/1.1") }
    switch coding {
    case .chunked: break
    case .unknown:
      throw HTTPRefusal(501, "this transfer coding is not understood here: use chunked alone")
    case .malformed:
      throw .malformed("the Transfer-Encoding field is not exactly `chunked` (RFC 9112 §6.1)")
    }
  }
}

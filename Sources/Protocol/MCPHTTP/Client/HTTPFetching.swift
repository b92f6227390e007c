/// An HTTP request of ours.
public struct HTTPFetchRequest: Sendable, Hashable {
  /// `GET`, `POST`, `DELETE` and so on.
  public var method: String
  /// An absolute `http` or `https` URL.
  public var url: String
  /// Header fields besides those every request has (`Host`, `Content-Length`).
  public var fields: HTTPFields
  /// The body; nil for none.
  public var body: [UInt8]?
  /// How long the connection may take to come about.
  public var connectTimeout: Duration
  /// How long the whole exchange may take.
  public var timeout: Duration
  /// Bytes of the answer's body; a longer one fails with `tooLarge`.
  public var maximumBodyBytes: Int
  /// Redirects followed at most; only from `https` to `https`, or to the same origin. 0 gives the 3xx answer itself.
  public var maximumRedirects: Int

  /// Makes a request.
  public init(
    _ method: String, _ url: String, fields: HTTPFields = HTTPFields(), body: [UInt8]? = nil,
    connectTimeout: Duration = .seconds(10), timeout: Duration = .seconds(30),
    maximumBodyBytes: Int = 4 << 20, maximumRedirects: Int = 0
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.connectTimeout = connectTimeout
    self.timeout = timeout
    self.maximumBodyBytes = maximumBodyBytes
    self.maximumRedirects = maximumRedirects
  }
}

/// The answer to an HTTP request.
public struct HTTPFetchResponse: Sendable, Hashable {
  /// The status code, 100 to 599.
  public var status: Int
  /// The header fields.
  public var fields: HTTPFields
  /// The whole body.
  public var body: [UInt8]

  /// Makes an answer.
  public init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}

/// Why an HTTP request got no answer: always something local, never a status of the server.
public struct HTTPFetchError: Error, Sendable, Hashable {
  /// The kinds of failure.
  public enum Code: Sendable, Hashable {
    /// The URL is none, or of a scheme we do not speak.
    case badURL
    /// The name does not resolve.
    case unknownHost
    /// Nothing listens there, or the connection broke before an answer.
    case unreachable
    /// The certificate or the TLS handshake.
    case insecure
    /// No answer in time.
    case timedOut
    /// The answer is longer than asked for.
    case tooLarge
    /// The answer is no HTTP, or broke off.
    case broken
    /// The caller gave up.
    case cancelled
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened, for a person.
  public let message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// Makes HTTP requests whose answers are read whole: what authorization needs, and what tests stand in for.
public protocol HTTPFetching: Sendable {
  /// Makes a request and reads the answer whole. Cancelling the task gives it up.
  func fetch(_ request: HTTPFetchRequest) async throws(HTTPFetchError) -> HTTPFetchResponse
}

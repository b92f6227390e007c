public import JSONRPC

/// Where a Streamable HTTP client connects to, and how.
public struct StreamableHTTPOptions: Sendable {
  /// The endpoint: an absolute `http` or `https` URL.
  public var url: String
  /// Header fields for every request, such as an API key. Fields of the protocol come on top of them.
  public var fields: HTTPFields
  /// Bounds.
  public var limits: StreamableHTTPLimits
  /// What puts credentials on requests; nil for none.
  public var authorization: (any HTTPClientAuthorization)?
  /// Which arguments of tools are repeated in header fields (2026-07-28).
  public var headerParameters: HeaderParameterTable

  /// Makes options for an endpoint.
  public init(
    url: String, fields: HTTPFields = HTTPFields(),
    limits: StreamableHTTPLimits = StreamableHTTPLimits(),
    authorization: (any HTTPClientAuthorization)? = nil,
    headerParameters: HeaderParameterTable = HeaderParameterTable()
  ) {
    self.url = url
    self.fields = fields
    self.limits = limits
    self.authorization = authorization
    self.headerParameters = headerParameters
  }
}

/// Bounds of one Streamable HTTP client, each with its reason.
public struct StreamableHTTPLimits: Sendable, Hashable {
  /// Bytes of one message: more is no message but a fault of the server.
  public var maximumMessageBytes = 32 << 20
  /// Bytes of an answer that only says what went wrong; its first 200 characters are shown.
  public var maximumErrorBytes = 64 << 10
  /// Requests at once, each of which may hold a connection; the next one fails.
  public var maximumRequests = 256
  /// Messages that wait for the handshake, or for a notification before them; the next one is dropped.
  public var maximumWaiting = 1024
  /// How long a connection may take to come about.
  public var connectTimeout = Duration.seconds(10)
  /// How long a notification or an answer of ours may take; requests have the deadlines of their calls.
  public var deliveryTimeout = Duration.seconds(30)
  /// How long saying goodbye to the server may take.
  public var closingTimeout = Duration.seconds(2)
  /// How long a stream that has brought the answer may stay open before it is closed from here.
  public var answeredLinger = Duration.seconds(1)
  /// The first wait before a stream is opened again, unless the server says how long; each next one is half as long
  /// again.
  public var firstRetry = Duration.seconds(1)
  /// The longest wait before a stream is opened again, where the server does not say how long.
  public var maximumRetry = Duration.seconds(30)
  /// The shortest wait, even if the server asks for less, so that it cannot keep us busy for nothing.
  public var shortestRetry = Duration.milliseconds(100)
  /// The longest wait a server may ask for; what asks for more has given the stream up.
  public var longestRetry = Duration.seconds(3600)
  /// Failures in a row to go on with a broken stream after which its request is given up.
  public var maximumResumptions = 5
  /// How often one request is sent again with fresh credentials.
  public var maximumAuthorizations = 5
  /// Redirects of one request; only such as repeat it unchanged at the same origin, or from `https` to `https`.
  public var maximumRedirects = 3

  /// Makes the default limits.
  public init() {}

  /// The wait a server asks for, within bounds.
  func allowedRetry(_ milliseconds: Int) -> Duration {
    min(max(.milliseconds(milliseconds), shortestRetry), longestRetry)
  }

  /// The wait before a stream is opened again after so many failures in a row: what the server asked for, but with
  /// failures never less than the growing wait.
  func retry(asked: Duration?, after failures: Int) -> Duration {
    if failures == 0, let asked { return asked }
    var wait = firstRetry
    for _ in 0..<min(failures, 20) where wait < maximumRetry { wait = wait * 3 / 2 }
    return max(asked ?? .zero, min(wait, maximumRetry))
  }
}

/// What happens to a Streamable HTTP client besides messages and failed calls.
public enum StreamableHTTPNotice: Sendable, Hashable {
  /// The server no longer knows the session: what comes next has to be an `initialize`.
  case sessionLost
  /// A notification or an answer of ours did not reach the server.
  case undelivered(method: String?, TransportFailure)
  /// The server's own messages will not be heard: its stream could not be opened, and not because it has none.
  case notListening(TransportFailure)
}

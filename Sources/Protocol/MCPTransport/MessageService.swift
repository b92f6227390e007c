public import JSON
public import JSONRPC

/// Who makes a request, as far as authorization has established it.
public struct Principal: Sendable, Hashable {
  /// The subject, unique within the issuer.
  public var subject: String
  /// Who vouches for it; nil for a configured token.
  public var issuer: String?
  /// What it was granted.
  public var scopes: Set<String>

  /// Makes a principal.
  public init(subject: String, issuer: String? = nil, scopes: Set<String> = []) {
    self.subject = subject
    self.issuer = issuer
    self.scopes = scopes
  }

  /// Issuer and subject as one text, to bind state to.
  public var identity: String { "\(issuer ?? "") \(subject)" }
}

/// Carries what belongs to a request of the peer back to it: a session over one pipe, or an HTTP exchange.
public protocol RequestRoute: AnyObject, Sendable {
  /// Sends a notification that belongs to `request`; nothing goes out once that is answered or cancelled.
  func notify(_ method: String, _ params: RawJSON?, for request: RequestID) async
  /// Asks the client while its request is being served (handshake era only).
  func call(
    _ method: String, _ params: RawJSON?, timeout: Duration, for request: RequestID
  ) async -> CallOutcome
  /// Ends the request's stream before its answer, so that the client comes back for the rest after `retry`. No
  /// effect where streams cannot be resumed.
  func closeStream(of request: RequestID, retry: Duration) async
}

/// The way back to the client while one of its requests is served.
public struct RequestLink: Sendable {
  /// What carries the messages.
  public let route: any RequestRoute
  /// Whether the client can be asked something.
  public let canCall: Bool
  /// Who makes the request; nil without authorization.
  public let principal: Principal?

  /// Makes a link.
  public init(route: any RequestRoute, canCall: Bool, principal: Principal? = nil) {
    self.route = route
    self.canCall = canCall
    self.principal = principal
  }
}

/// What a server may send to a client without being asked. Any thread; the order is kept.
public struct ConversationOutlet: Sendable {
  /// Sends a notification that belongs to no request.
  public let notify: @Sendable (_ method: String, _ params: RawJSON?) -> Void
  /// Lets the client send batches from now on, or no longer.
  public let acceptBatches: @Sendable (Bool) -> Void

  /// Makes an outlet.
  public init(
    notify: @escaping @Sendable (_ method: String, _ params: RawJSON?) -> Void,
    acceptBatches: @escaping @Sendable (Bool) -> Void = { _ in }
  ) {
    self.notify = notify
    self.acceptBatches = acceptBatches
  }
}

/// One client's conversation with a server: a stdio connection, or a session of the handshake era over HTTP.
public protocol Conversation: AnyObject, Sendable {
  /// Answers a request. On the transport's loop.
  func serve(_ request: IncomingRequest, _ link: RequestLink) -> Reply
  /// Takes a notification. On the transport's loop.
  func notified(_ method: String, _ message: IncomingMessage)
  /// The client is gone.
  func ended()
  /// The revision agreed on by `initialize`, by name; nil before.
  var revisionName: String? { get }
}

/// A server as a transport sees it.
public protocol MessageService: Sendable {
  /// Begins a conversation.
  func converse(_ outlet: ConversationOutlet) -> any Conversation
  /// Answers a request that stands for itself (modern era), outside any conversation.
  func serve(_ request: IncomingRequest, _ link: RequestLink) -> Reply
  /// The input schema of a tool whose arguments are mirrored in headers; nil when there is no such tool.
  func inputSchema(ofTool name: String) -> JSONValue?
  /// The scopes a request needs, all of them; `name` is the tool, prompt or resource asked for.
  func requiredScopes(method: String, name: String?) -> Set<String>
  /// Counters for `/metrics`: name, help text, value.
  func counters() -> [(name: String, help: String, value: Int)]
}

import EventLoop
import JSON
import JSONRPC
import MCPSchema
import MCPTransport

/// What stands between one session and the calls made over it: it puts the era's envelope on requests, brings
/// progress to the calls, changes to those who watch, and questions of the server to the host.
///
/// It lives on the session's loop. The session knows it only weakly, so it lives as long as somebody uses it.
actor ClientRouter {
  /// How far the connection has come.
  enum Phase: Sendable {
    /// Nothing agreed on yet; the revision in whose words the server is answered.
    case greeting(Revision)
    /// Between the probe and its verdict: what the server sends is dropped (mcp-protocol §5.2).
    case probing
    case ready(Revision)
  }

  nonisolated let client: Implementation
  nonisolated let host: ClientHost
  nonisolated let options: ClientOptions
  nonisolated let observer: ClientObserver
  /// Nil for a session that somebody else made: what needs to wait is not to be had there.
  nonisolated let loop: EventLoop?
  nonisolated let clock: ClientClock?
  nonisolated private let executor: UnownedSerialExecutor
  /// Keeps what the executor belongs to.
  private let keeper: any Sendable

  private(set) var session: Session?
  private(set) var codec: RequestCodec?
  private(set) var serverCapabilities = JSONObject()
  private var phase: Phase
  /// Set once the session has ended, with the reason.
  private(set) var ending: String??

  /// The least severe log message wanted with each request (modern era).
  private var logLevel: LogLevel?
  private(set) var authorizationContext = ""
  var cache: ResponseCache
  var progress = ProgressTable()
  var tools: [String: ListedTool] = [:]

  var watchers: [Int: Watcher] = [:]
  var listens: [JSONValue: Listen] = [:]
  var subscribed: [String: Int] = [:]
  /// The requests of subscriptions being made, by the number of the watch.
  var listenIDs: [Int: RequestID] = [:]
  var nextWatch = 0
  var openWatches = 0
  /// Requests nobody waits for any more. Owned here: stored while they run, awaited by `ended(_:)`.
  private var farewells: [Int: Task<Void, Never>] = [:]
  private var nextFarewell = 0

  /// The loop, as the actor's executor.
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor }

  /// Makes a router whose handlers a session is then made with.
  init(
    loop: EventLoop, clock: ClientClock, client: Implementation, host: ClientHost,
    options: ClientOptions, observer: ClientObserver
  ) {
    self.loop = loop
    self.clock = clock
    self.client = client
    self.host = host
    self.options = options
    self.observer = observer
    executor = loop.asUnownedSerialExecutor()
    keeper = loop
    phase = .greeting(Revision.legacy[0])
    cache = ResponseCache(limits: options.cacheLimits)
  }

  /// Makes a router for a session that has handlers of somebody else's.
  init(borrowing session: Session, client: Implementation) {
    loop = nil
    clock = nil
    self.client = client
    host = ClientHost()
    options = ClientOptions()
    observer = ClientObserver()
    executor = session.unownedExecutor
    keeper = session
    phase = .greeting(Revision.legacy[0])
    cache = ResponseCache(limits: options.cacheLimits)
  }

  /// The handlers to make the session with.
  nonisolated func handlers() -> SessionHandlers {
    let observer = observer
    return SessionHandlers(
      serve: { [weak self] request in
        self?.assumeIsolated { $0.reply(to: request) }
          ?? .now(.error(.methodNotFound(request.method)))
      },
      notified: { [weak self] method, message in
        observer.received(method, message)
        self?.assumeIsolated { $0.notified(method, message) }
      }, stray: observer.stray, tap: observer.tap)
  }

  // MARK: Life

  /// Takes the session, before anything is sent over it.
  func attach(_ session: Session) { self.session = session }

  /// Drops what the server sends until there is a verdict about its era.
  func beginProbe() { phase = .probing }

  /// Answers the server in the words of the revision that is being offered to it.
  func beginGreeting(_ revision: Revision) { phase = .greeting(revision) }

  /// Begins operation.
  func ready(_ codec: RequestCodec, capabilities: JSONObject) {
    self.codec = codec
    serverCapabilities = capabilities
    phase = .ready(codec.revision)
  }

  /// The session has ended: nobody waits any longer.
  func ended(_ reason: String?) async {
    ending = .some(reason)
    for number in Array(watchers.keys) { stopWaiting(number, .closed) }
    for task in Array(farewells.values) { await task.value }
  }

  /// What the end of the session means for whoever still wants something.
  var closedError: ClientError {
    let reason = ending.flatMap { $0 }.map { ": \($0)" } ?? ""
    return .local(SessionError(.closed, "the connection is closed\(reason)"))
  }

  /// Sends a request whose asker no longer waits for its answer.
  func farewell(_ method: String, _ members: JSONObject) {
    guard let session, let codec, let loop, ending == nil,
      farewells.count < options.limits.maximumFarewells
    else { return }
    nextFarewell += 1
    let number = nextFarewell
    let (params, timeout) = (codec.params(members), options.limits.farewell)
    // Owner: this router, through `farewells`; the end of the session ends it.
    farewells[number] = Task(executorPreference: loop) { [weak self] in
      _ = await session.call(method, params: params, timeout: timeout)
      await self?.forgetFarewell(number)
    }
  }

  private func forgetFarewell(_ number: Int) { farewells[number] = nil }

  // MARK: The server's requests

  private func reply(to request: IncomingRequest) -> Reply {
    switch phase {
    case .greeting(let revision): return answer(request, revision)
    case .ready(let revision) where revision.era == .legacy: return answer(request, revision)
    case .probing, .ready:
      observer.warned(.requestIgnored(method: request.method))
      return silence(for: request)
    }
  }

  private func answer(_ request: IncomingRequest, _ revision: Revision) -> Reply {
    if request.method == "ping" { return .now(.result(RawJSON([:]))) }
    do throws(JSONRPCError) {
      let params = try request.params().map { JSONValue.object($0) }
      let question = try HostQuestion(
        method: request.method, params: params, host: host, revision: revision)
      return .later { [host, weak self] in
        do throws(InputRefusal) {
          return .result(RawJSON(.object(try await question.answer(by: host).object)))
        } catch {
          await self?.noteFailure(error, request.method)
          return .error(JSONRPCError(code: error.code, message: error.reason))
        }
      }
    } catch {
      return .now(.error(error))
    }
  }

  /// Tells the observer what went wrong inside the host.
  func noteFailure(_ refusal: InputRefusal, _ method: String) {
    guard let cause = refusal.cause else { return }
    observer.warned(.hostFailed(method: method, reason: cause))
  }

  /// No answer at all. The request waits for the end of the session, or for the server to give it up.
  private func silence(for request: IncomingRequest) -> Reply {
    guard let loop else { return .now(.error(.methodNotFound(request.method))) }
    return .later {
      while !Task.isCancelled {
        do { try await loop.sleep(for: .seconds(24 * 3600)) } catch { break }
      }
      return .error(.methodNotFound(request.method))
    }
  }

  /// Whether the server's notifications are for anybody now.
  var hears: Bool { if case .probing = phase { false } else { true } }
  /// The revision agreed on.
  var revision: Revision? { if case .ready(let revision) = phase { revision } else { nil } }

  // MARK: Settings

  /// Asks for log messages with each request from now on (modern era); nil asks for none.
  func wantLogs(_ level: LogLevel?) { logLevel = level }

  /// Says on whose behalf requests are made from now on; what somebody else was told is forgotten.
  func authorize(_ context: String) {
    guard context != authorizationContext else { return }
    cache.forget(context: authorizationContext)
    authorizationContext = context
  }

  /// The members of `_meta` for a request. Throws when the caller uses a name of the protocol.
  func meta(for request: ClientRequest, _ revision: Revision) throws(ClientError) -> JSONObject {
    var meta = request.options.meta
    if let name = meta.keys.first(where: CallOptions.isReserved) {
      throw .unusable("_meta[\"\(name)\"] belongs to the protocol: use another prefix")
    }
    if revision.era == .modern, let logLevel, request.method != "subscriptions/listen" {
      meta[MetaKey.logLevel] = .string(logLevel.rawValue)
    }
    return meta
  }
}

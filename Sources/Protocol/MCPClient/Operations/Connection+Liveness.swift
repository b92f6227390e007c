import Basics
import JSON
public import MCPSchema
import MCPTransport

extension Connection {
  /// Finds out whether the server answers: `ping` in the handshake era, `server/discover` since. Returns how long
  /// the answer took.
  @discardableResult
  public func checkAlive(timeout: Duration = .seconds(10)) async throws(ClientError) -> Duration {
    let start = router.clock?.now()
    let method = revision.era == .modern ? "server/discover" : "ping"
    _ = try await router.send(ClientRequest(method, [:], CallOptions(timeout: timeout)))
    guard let start, let clock = router.clock else { return .zero }
    return clock.now() - start
  }

  /// Sends `ping`, which the modern era does not have: there it fails without being sent.
  public func ping(timeout: Duration = .seconds(10)) async throws(ClientError) {
    _ = try await router.send(ClientRequest("ping", [:], CallOptions(timeout: timeout)))
  }

  /// Asks for log messages of this severity and above: at once in the handshake era, with every later request in
  /// the modern one. Nil asks for none, which only the modern era can say.
  public func setLogLevel(
    _ level: LogLevel?, timeout: Duration = .seconds(10)
  ) async throws(ClientError) {
    try require("logging", for: "logging/setLevel")
    guard revision.era == .legacy else { return await router.wantLogs(level) }
    guard let level else {
      throw .unusable("revision \(revision.name) cannot turn log messages off: ask for emergency")
    }
    let members: JSONObject = ["level": .string(level.rawValue)]
    _ = try await router.send(
      ClientRequest("logging/setLevel", members, CallOptions(timeout: timeout)))
  }

  /// Tells the server that the client's folders are others now. The modern era has no such message: there the server
  /// asks anew whenever it needs them.
  public func rootsChanged() async throws(ClientError) {
    guard router.host.roots != nil else {
      throw .unusable("this client has not declared any roots")
    }
    guard revision.era == .legacy else { return }
    await session.notify("notifications/roots/list_changed")
  }

  /// Tells of changes until the task is cancelled, in either era; throws when the connection ends or the server
  /// refuses. After `lost` read again what matters: the subscription is made anew by itself.
  ///
  /// What the server does not offer is left out of the filter; when nothing is left, that is an error. `changed` is
  /// called on the session's loop.
  public func watch(
    _ filter: SubscriptionFilter, _ changed: @escaping @Sendable (WatchEvent) -> Void
  ) async throws(ClientError) {
    let offered = try offered(of: filter)
    try await router.watch(offered, changed)
  }

  private func offered(of filter: SubscriptionFilter) throws(ClientError) -> SubscriptionFilter {
    var result = SubscriptionFilter()
    var missing: [String] = []
    func ask(_ isWanted: Bool, _ capability: String, _ set: (inout SubscriptionFilter) -> Void) {
      guard isWanted else { return }
      if offers(capability) { set(&result) } else { missing.append(capability) }
    }
    ask(filter.toolsListChanged, "tools.listChanged") { $0.toolsListChanged = true }
    ask(filter.promptsListChanged, "prompts.listChanged") { $0.promptsListChanged = true }
    ask(filter.resourcesListChanged, "resources.listChanged") { $0.resourcesListChanged = true }
    ask(!filter.resources.isEmpty, "resources.subscribe") { $0.resources = filter.resources }
    if !filter.tasks.isEmpty {
      if hasTasks { result.tasks = filter.tasks } else { missing.append("tasks") }
    }
    guard result == SubscriptionFilter() else { return result }
    guard let first = missing.first else { throw .unusable("the filter asks for nothing") }
    throw .notOffered(capability: first, method: "a subscription")
  }
}

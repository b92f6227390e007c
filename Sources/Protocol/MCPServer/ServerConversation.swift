import JSON
import JSONRPC
import MCPSchema
import MCPTransport
import Synchronization

/// One client's conversation: what its `initialize` agreed on, what it subscribed to.
final class ServerConversation: Conversation {
  /// What an `initialize` agreed on.
  struct Agreement: Sendable {
    var revision: Revision
    var clientInfo: Implementation?
    var clientCapabilities: JSONObject
    var logThreshold: LogLevel? = .info
    var subscriptions: Set<String> = []
    var tasks: Set<String> = []
    /// Whether the client has said, or shown by a request, that the handshake is over for it.
    var isReady = false
  }

  private let core: ServerCore
  private let outlet: ConversationOutlet
  /// A mutex because changes of the catalog are told from any thread; requests come from the loop alone.
  private let agreement = Mutex<Agreement?>(nil)
  private let listening = Mutex<Int?>(nil)

  init(_ core: ServerCore, _ outlet: ConversationOutlet) {
    self.core = core
    self.outlet = outlet
  }

  var revisionName: String? { agreement.withLock { $0?.revision.name } }

  func serve(_ request: IncomingRequest, _ link: RequestLink) -> Reply {
    core.serve(request, link, in: self)
  }

  func notified(_ method: String, _ message: IncomingMessage) {
    if method == "notifications/initialized" { _ = update { $0.isReady = true } }
  }

  func ended() {
    let id = listening.withLock { listening in
      defer { listening = nil }
      return listening
    }
    if let id { core.hub.leave(id) }
    agreement.withLock { $0 = nil }
  }

  /// The session a request without an envelope belongs to; `initialize` opens one.
  func session(
    for method: String, _ params: JSONObject?
  ) throws(JSONRPCError) -> Agreement {
    if method == "initialize" { return try initialize(params) }
    let current = agreement.withLock { agreement in
      if method != "ping" { agreement?.isReady = true }
      return agreement
    }
    if let current { return current }
    if method == "ping" {
      return Agreement(
        revision: Revision.legacy[0], clientInfo: nil, clientCapabilities: JSONObject())
    }
    throw .invalidParams(
      "send initialize first, or name the protocol version in params._meta"
        + "[\"\(MetaKey.protocolVersion)\"]")
  }

  /// Agrees on a revision of the handshake era: the one asked for when we know it, else our newest.
  private func initialize(_ params: JSONObject?) throws(JSONRPCError) -> Agreement {
    guard let requested = params?["protocolVersion"]?.string else {
      throw .invalidParams("initialize needs protocolVersion, a string")
    }
    if let capabilities = params?["capabilities"], capabilities.object == nil {
      throw .invalidParams("initialize: capabilities must be an object")
    }
    let revision = Revision.legacy.first { $0.name == requested } ?? Revision.legacy[0]
    let made = Agreement(
      revision: revision, clientInfo: Implementation(params?["clientInfo"]),
      clientCapabilities: params?["capabilities"]?.object ?? JSONObject())
    agreement.withLock { $0 = made }
    outlet.acceptBatches(revision.hasBatches)
    let isFirst = listening.withLock { $0 == nil }
    if isFirst {
      let id = core.hub.join { [weak self] change in self?.tell(change) }
      listening.withLock { $0 = id }
    }
    return made
  }

  /// Changes what was agreed on; nothing happens without an agreement.
  func update<Result: Sendable>(_ change: (inout Agreement) -> Result) -> Result? {
    agreement.withLock { agreement in
      guard var current = agreement else { return nil }
      defer { agreement = current }
      return change(&current)
    }
  }

  private func tell(_ change: ChangeHub.Change) {
    // Before the handshake is over a client is told nothing (mcp-protocol §3.1).
    guard let agreement = agreement.withLock({ $0 }), agreement.isReady else { return }
    let tellsLists = core.definition.catalog.changesLists
    switch change {
    case .tools where tellsLists: outlet.notify("notifications/tools/list_changed", nil)
    case .prompts where tellsLists: outlet.notify("notifications/prompts/list_changed", nil)
    case .resources where tellsLists: outlet.notify("notifications/resources/list_changed", nil)
    case .tools, .prompts, .resources: break
    case .resource(let uri):
      guard agreement.subscriptions.contains(uri) else { return }
      outlet.notify("notifications/resources/updated", RawJSON(["uri": .string(uri)]))
    case .task(let entry):
      guard agreement.revision.hasCoreTasks, agreement.tasks.contains(entry.id) else { return }
      let members = entry.description(for: agreement.revision).members(for: agreement.revision)
      outlet.notify("notifications/tasks/status", RawJSON(.object(members)))
    }
  }
}

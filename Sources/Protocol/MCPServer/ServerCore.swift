package import EventLoop
package import JSON
import JSONRPC
import MCPSchema
package import MCPTransport
import Synchronization

/// Everything about a server that outlives one request: what it offers, who listens, which tasks run.
///
/// A request with a modern envelope is served for itself alone; one without belongs to the conversation that an
/// `initialize` opened. Both may come over one connection (a client that probes and falls back).
package final class ServerCore: MessageService {
  let definition: ServerDefinition
  let loop: EventLoop
  let hub: ChangeHub
  let tasks: TaskTable
  let seal: StateSeal
  let clock: @Sendable () -> Int64
  private let codecs: [ResultCodec]
  /// The last modern envelope: clients repeat theirs with every request. A mutex because `serve` may be called
  /// for several connections; it is never contended on one loop.
  private let lastEnvelope = Mutex<(memo: MemberMemo, envelope: RequestEnvelope?)>(
    (MemberMemo("_meta"), nil))

  /// Makes the core of a server on a loop. `sealingKey` (32 bytes) is shared by replicas; `clock` gives Unix
  /// milliseconds.
  package init(
    _ definition: ServerDefinition, loop: EventLoop, sealingKey: [UInt8]? = nil,
    clock: @escaping @Sendable () -> Int64 = ServerCore.systemClock
  ) {
    self.definition = definition
    self.loop = loop
    self.clock = clock
    seal = StateSeal(key: sealingKey)
    hub = ChangeHub(loop: loop, catalog: definition.catalog, limits: definition.limits)
    tasks = TaskTable(limits: definition.limits, clock: clock)
    codecs = Revision.all.map { ResultCodec(revision: $0, server: definition.info) }
  }

  /// Ends what goes on without a request: listening streams get their result, tasks are cancelled.
  package func stop() {
    hub.finish()
    tasks.cancelAll()
  }

  // MARK: MessageService

  package func converse(_ outlet: ConversationOutlet) -> any Conversation {
    ServerConversation(self, outlet)
  }

  package func serve(_ request: IncomingRequest, _ link: RequestLink) -> Reply {
    serve(request, link, in: nil)
  }

  package func inputSchema(ofTool name: String) -> JSONValue? {
    definition.catalog.tool(name)?.description.inputSchema
  }

  package func requiredScopes(method: String, name: String?) -> Set<String> {
    guard method == "tools/call", let name else { return [] }
    return definition.catalog.tool(name)?.scopes ?? []
  }

  package func counters() -> [(name: String, help: String, value: Int)] {
    [
      ("mcp_server_listens", "Streams that listen for changes.", hub.listenCount),
      ("mcp_server_tasks", "Tasks kept, finished ones included.", tasks.count),
    ]
  }

  // MARK: Serving

  func serve(
    _ request: IncomingRequest, _ link: RequestLink, in conversation: ServerConversation?
  ) -> Reply {
    do throws(JSONRPCError) {
      return try dispatch(try call(request, link, conversation))
    } catch {
      return .now(.error(error))
    }
  }

  private func call(
    _ request: IncomingRequest, _ link: RequestLink, _ conversation: ServerConversation?
  ) throws(JSONRPCError) -> ServedCall {
    let read: Result<(JSONObject?, RequestEnvelope?), JSONRPCError> = lastEnvelope.withLock {
      last in
      do throws(JSONRPCError) {
        let (params, isRepeated) = try request.params(&last.memo)
        if isRepeated, let envelope = last.envelope { return .success((params, envelope)) }
        // What the transport has read is not what the memo remembers.
        if !request.isRead { last.envelope = nil }
        guard RequestEnvelope.isPresent(in: params) || conversation == nil else {
          return .success((params, nil))
        }
        let envelope = try RequestEnvelope(params: params)
        if !request.isRead { last.envelope = envelope }
        return .success((params, envelope))
      } catch {
        return .failure(error)
      }
    }
    let (params, envelope) = try read.get()
    if let envelope {
      return served(
        request, params, link, nil, envelope.revision, envelope.clientInfo,
        envelope.clientCapabilities, envelope.logLevel)
    }
    let session = try conversation?.session(for: request.method, params)
    return served(
      request, params, link, conversation, session?.revision ?? .v2025_11_25, session?.clientInfo,
      session?.clientCapabilities ?? JSONObject(), session?.logThreshold)
  }

  private func served(
    _ request: IncomingRequest, _ params: JSONObject?, _ link: RequestLink,
    _ conversation: ServerConversation?, _ revision: Revision, _ clientInfo: Implementation?,
    _ capabilities: JSONObject, _ logThreshold: LogLevel?
  ) -> ServedCall {
    let meta = params?["_meta"]?.object ?? JSONObject()
    let codec =
      codecs.first { $0.revision === revision }
      ?? ResultCodec(revision: revision, server: definition.info)
    let context = RequestContext(
      revision: revision, clientInfo: clientInfo, clientCapabilities: capabilities, meta: meta,
      catalog: definition.catalog, request: request.id, link: link,
      logThreshold: definition.writesLogs ? logThreshold : nil,
      progress: ProgressMeter(meta[MetaKey.progressToken]))
    return ServedCall(
      request: request, params: params ?? JSONObject(), codec: codec, context: context, link: link,
      conversation: conversation)
  }

  private func dispatch(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    guard call.codec.revision.clientRequests.contains(call.method), offers(call) else {
      throw .methodNotFound(call.method)
    }
    switch call.method {
    case "tools/call": return try callTool(call)
    case "tools/list": return .now(.result(try listTools(call)))
    case "resources/list": return .now(.result(try listResources(call)))
    case "resources/templates/list": return .now(.result(try listTemplates(call)))
    case "resources/read": return try readResource(call)
    case "resources/subscribe": return try subscribe(call, true)
    case "resources/unsubscribe": return try subscribe(call, false)
    case "prompts/list": return .now(.result(try listPrompts(call)))
    case "prompts/get": return try getPrompt(call)
    case "completion/complete": return try complete(call)
    case "logging/setLevel": return try setLevel(call)
    case "subscriptions/listen": return try listen(call)
    case "tasks/get": return try getTask(call)
    case "tasks/update": return try updateTask(call)
    case "tasks/cancel": return try cancelTask(call)
    case "tasks/result": return try taskResult(call)
    case "tasks/list": return try listTasks(call)
    case "ping": return .now(.result(call.codec.result([:])))
    case "initialize":
      return .now(
        .result(
          call.codec.initialize(
            capabilities: capabilities(for: call.codec.revision, call.link.principal),
            instructions: definition.instructions)))
    case "server/discover":
      return .now(
        .result(
          call.codec.discover(
            capabilities: capabilities(for: call.codec.revision, call.link.principal),
            instructions: definition.instructions)))
    default: throw .methodNotFound(call.method)
    }
  }
}

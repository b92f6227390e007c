import Basics
import JSON
import JSONRPC
import MCPSchema
import MCPTransport
import Synchronization

/// Answers the requests of one connection in whichever era each of them speaks.
///
/// A request with a modern envelope is served for itself alone; one without belongs to the session that an
/// `initialize` opened. Both may come over one connection (a client that probes and falls back).
final class ServerDispatcher: Sendable {
  typealias Notify = @Sendable (_ method: String, _ params: RawJSON) async -> Void

  /// What an `initialize` agreed on.
  private struct Handshake: Sendable {
    var revision: Revision
    var clientInfo: Implementation?
    var clientCapabilities: JSONObject
  }

  private let definition: ServerDefinition
  private let tools: [String: ServerTool]
  private let codecs: [String: ResultCodec]
  private let capabilities: JSONObject = ["tools": [:]]
  private let notify: Notify
  /// A mutex because `serve` is called synchronously from the read loop; it is never contended.
  private let handshake = Mutex<Handshake?>(nil)

  init(_ definition: ServerDefinition, notify: @escaping Notify) {
    self.definition = definition
    self.notify = notify
    tools = Dictionary(uniqueKeysWithValues: definition.tools.map { ($0.name, $0) })
    codecs = Dictionary(
      uniqueKeysWithValues: Revision.all.map {
        ($0.name, ResultCodec(revision: $0, server: definition.info))
      })
  }

  func serve(_ request: IncomingRequest) -> Reply {
    do throws(JSONRPCError) {
      let params: JSONValue?
      do { params = try request.message.params() } catch {
        throw JSONRPCError.invalidParams("params: \(error.message)")
      }
      if let params, params.object == nil {
        throw JSONRPCError.invalidParams("params must be an object")
      }
      let context = try context(of: request, params)
      return try dispatch(request.method, params?.object ?? JSONObject(), context)
    } catch {
      return .now(.error(error))
    }
  }

  private func context(
    of request: IncomingRequest, _ params: JSONValue?
  ) throws(JSONRPCError) -> RequestContext {
    let given = params?["_meta"]?[MetaKey.progressToken]
    let token = given?.string != nil || given?.number != nil ? given : nil
    if RequestEnvelope.isPresent(in: params) || request.method == "server/discover" {
      let envelope = try RequestEnvelope(params: params)
      return RequestContext(
        revision: envelope.revision, clientInfo: envelope.clientInfo,
        clientCapabilities: envelope.clientCapabilities, progressToken: token, notify: notify)
    }
    if request.method == "initialize" { return try openSession(params) }
    guard let session = handshake.withLock({ $0 }) else {
      if request.method == "ping" {
        return RequestContext(
          revision: Revision.servedByHandshake[0], clientInfo: nil,
          clientCapabilities: JSONObject(), progressToken: nil, notify: notify)
      }
      throw .invalidParams(
        "send initialize first, or name the protocol version in params._meta"
          + "[\"\(MetaKey.protocolVersion)\"]")
    }
    return RequestContext(
      revision: session.revision, clientInfo: session.clientInfo,
      clientCapabilities: session.clientCapabilities, progressToken: token, notify: notify)
  }

  /// Agrees on a legacy revision: the one asked for when we serve it, else our newest.
  private func openSession(_ params: JSONValue?) throws(JSONRPCError) -> RequestContext {
    guard let requested = params?["protocolVersion"]?.string else {
      throw .invalidParams("initialize needs protocolVersion, a string")
    }
    let served = Revision.servedByHandshake
    let revision = served.first { $0.name == requested } ?? served[0]
    let session = Handshake(
      revision: revision, clientInfo: Implementation(params?["clientInfo"]),
      clientCapabilities: params?["capabilities"]?.object ?? JSONObject())
    handshake.withLock { $0 = session }
    return RequestContext(
      revision: revision, clientInfo: session.clientInfo,
      clientCapabilities: session.clientCapabilities, progressToken: nil, notify: notify)
  }

  private func dispatch(
    _ method: String, _ params: JSONObject, _ context: RequestContext
  ) throws(JSONRPCError) -> Reply {
    guard context.revision.clientRequests.contains(method),
      let codec = codecs[context.revision.name]
    else { throw .methodNotFound(method) }
    switch method {
    case "tools/call": return try call(params, context, codec)
    case "tools/list": return .now(.result(try list(params, codec)))
    case "ping": return .now(.result(codec.result([:])))
    case "initialize":
      return .now(
        .result(
          codec.initialize(capabilities: capabilities, instructions: definition.instructions)))
    case "server/discover":
      return .now(
        .result(codec.discover(capabilities: capabilities, instructions: definition.instructions)))
    default: throw .methodNotFound(method)
    }
  }

  private func list(
    _ params: JSONObject, _ codec: ResultCodec
  ) throws(JSONRPCError) -> RawJSON {
    if params["cursor"] != nil {
      throw .invalidParams("this cursor is unknown: the list of tools has one page")
    }
    let tools = definition.tools.map { codec.tool($0.description) }
    return codec.cacheable(["tools": .array(tools)], ttlMs: 3_600_000, isPublic: true)
  }

  private func call(
    _ params: JSONObject, _ context: RequestContext, _ codec: ResultCodec
  ) throws(JSONRPCError) -> Reply {
    guard let name = params["name"]?.string else {
      throw .invalidParams("tools/call needs name, a string")
    }
    guard let tool = tools[name] else { throw .invalidParams("there is no tool named \(name)") }
    let given = params["arguments"] ?? [:]
    guard let object = given.object ?? (given.isNull ? JSONObject() : nil) else {
      throw .invalidParams("arguments must be an object")
    }
    let arguments = Arguments(object)
    if let known = tool.knownArguments {
      do { try arguments.onlyKnown(known) } catch {
        return .now(.result(codec.toolResult(.failure(error.message))))
      }
    }
    switch tool.body {
    case .immediate(let handler):
      return .now(.result(codec.toolResult(Self.outcome { try handler(arguments, context) })))
    case .waiting(let handler):
      return .later {
        .result(codec.toolResult(await Self.outcome { try await handler(arguments, context) }))
      }
    }
  }

  private static func outcome(_ work: () throws -> ToolResult) -> ToolResult {
    do { return try work() } catch { return failure(error) }
  }

  private static func outcome(_ work: () async throws -> ToolResult) async -> ToolResult {
    do { return try await work() } catch { return failure(error) }
  }

  private static func failure(_ error: any Error) -> ToolResult {
    switch error {
    case let failure as ToolFailure: .failure(failure.message)
    case is CancellationError: .failure("the call was cancelled")
    default: .failure("the tool failed: \(error)")
    }
  }
}

import EventLoop
import Everything
import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport

/// A client of the everything server that speaks to the server's core on a loop, without a wire in between.
///
/// It declares some capabilities, answers what it is asked, and keeps a journal of what else it heard.
actor FixtureBench {
  /// Answers a question; nil refuses it.
  typealias Answerer = @Sendable (_ method: String, _ params: JSONValue) -> JSONValue?

  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  nonisolated let journal = Journal()

  private let revision: String
  private let capabilities: JSONObject
  private let answer: Answerer
  private let core: ServerCore
  private let route: FixtureRoute
  private let conversation: any Conversation
  private var requests = 0
  private var isOpen = false

  /// Makes a client of a revision, and a server whose tools do not wait when they should unless they are to
  /// wait `endlessly`.
  init(
    _ revision: String, capabilities: JSONObject = Client.capable, endlessly: Bool = false,
    answer: @escaping Answerer = Client.answer
  ) throws {
    let loop = try EventLoop.startThread(named: "test loop")
    let journal = journal
    self.loop = loop
    self.revision = revision
    self.capabilities = capabilities
    self.answer = answer
    let definition = EverythingServer.definition(version: "1.2.3") { duration in
      journal.add(.paused(duration))
      if endlessly { try await loop.sleep(for: .seconds(86_400)) }
    }
    core = ServerCore(definition, loop: loop)
    route = FixtureRoute(journal: journal, answer: answer)
    conversation = core.converse(
      ConversationOutlet(notify: { method, params in
        journal.add(.told(method, (try? params?.parse()) ?? .null))
      }))
  }

  deinit { loop.stop() }

  private var isModern: Bool { revision == Client.modern }

  /// Makes one request; returns its result, or throws the error it was answered with.
  func request(
    _ method: String, _ params: JSONObject = [:], meta: JSONObject = [:]
  ) async throws -> JSONValue {
    if !isModern, !isOpen, method != "initialize" {
      isOpen = true
      _ = try await request(
        "initialize",
        [
          "protocolVersion": .string(revision), "capabilities": .object(capabilities),
          "clientInfo": ["name": "bench", "version": "1"],
        ])
    }
    switch await outcome(try incoming(method, params, meta)) {
    case .result(let raw): return try raw.parse()
    case .error(let error): throw error
    }
  }

  private func incoming(
    _ method: String, _ params: JSONObject, _ meta: JSONObject
  ) throws -> IncomingRequest {
    requests += 1
    var params = params
    var meta = meta
    if isModern {
      meta[MetaKey.protocolVersion] = .string(revision)
      meta[MetaKey.clientCapabilities] = .object(capabilities)
    }
    if !meta.isEmpty { params["_meta"] = .object(meta) }
    let bytes = JSONWriter.bytes([
      "jsonrpc": "2.0", "id": .int(requests), "method": .string(method), "params": .object(params),
    ])
    let message = IncomingMessage(bytes: bytes, envelope: try Envelope(scanning: bytes))
    return IncomingRequest(id: .number(requests), method: method, message: message)
  }

  private func outcome(_ request: IncomingRequest) async -> Outcome {
    switch serve(request) {
    case .now(let outcome): return outcome
    case .later(let work): return await work()
    }
  }

  private func serve(_ request: IncomingRequest) -> Reply {
    let link = RequestLink(route: route, canCall: !isModern)
    return isModern ? core.serve(request, link) : conversation.serve(request, link)
  }

  /// The error a call of a tool is refused with before any work begins; nil when the work begins.
  func refusal(ofTool tool: String) throws -> JSONRPCError? {
    let call = try incoming("tools/call", ["name": .string(tool), "arguments": [:]], [:])
    if case .now(.error(let error)) = serve(call) { return error }
    return nil
  }

  /// Makes a request and answers what it asks, for as many rounds as it takes; returns the last result.
  func settle(
    _ method: String, _ params: JSONObject, meta: JSONObject = [:]
  ) async throws -> JSONValue {
    var params = params
    while true {
      let result = try await request(method, params, meta: meta)
      guard result["resultType"] == "input_required" else { return result }
      params["inputResponses"] = .object(answers(to: result))
      params["requestState"] = result["requestState"]
    }
  }

  /// The answers to everything a result asks.
  func answers(to result: JSONValue) -> JSONObject {
    var answers = JSONObject()
    for question in result["inputRequests"]?.object?.members ?? [] {
      let method = question.value["method"]?.string ?? ""
      let params = question.value["params"] ?? .null
      journal.add(.asked(method, params))
      answers[question.key] = answer(method, params)
    }
    return answers
  }

  /// Calls a tool, answers what it asks, and returns the last result.
  func call(
    _ tool: String, _ arguments: JSONObject? = nil, meta: JSONObject = [:]
  ) async throws -> JSONValue {
    var params: JSONObject = ["name": .string(tool)]
    params["arguments"] = arguments.map { .object($0) }
    return try await settle("tools/call", params, meta: meta)
  }

  /// Looks at a task until it has one of the statuses; the loop goes round in between.
  func task(_ id: JSONValue?, until statuses: Set<String>) async throws -> JSONValue {
    var task: JSONValue = .null
    for _ in 0..<1000 {
      task = try await request("tasks/get", ["taskId": id ?? .null])
      if statuses.contains(task["status"]?.string ?? "") { return task }
      await turn()
    }
    throw JSONRPCError.internalError("the task stays \(JSONWriter.string(task))")
  }

  /// Lets the loop go round, so that what is under way on it goes on.
  func turn() async {
    await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
  }

  /// Ends the server, which ends listening streams and tasks.
  func stop() { core.stop() }
}

/// The way back from a request to the bench.
private final class FixtureRoute: RequestRoute {
  private let journal: Journal
  private let answer: FixtureBench.Answerer

  init(journal: Journal, answer: @escaping FixtureBench.Answerer) {
    self.journal = journal
    self.answer = answer
  }

  func notify(_ method: String, _ params: RawJSON?, for request: RequestID) async {
    journal.add(.notified(method, (try? params?.parse()) ?? .null))
  }

  func call(
    _ method: String, _ params: RawJSON?, timeout: Duration, for request: RequestID
  ) async -> CallOutcome {
    let params = (try? params?.parse()) ?? .null
    journal.add(.asked(method, params))
    guard let result = answer(method, params) else {
      return .error(JSONRPCError(code: -1, message: "the person said no"))
    }
    return .result(RawJSON(result))
  }

  func closeStream(of request: RequestID, retry: Duration) async {
    journal.add(.closed(retry: retry))
  }
}

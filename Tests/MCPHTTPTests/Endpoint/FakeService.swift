import JSON
import JSONRPC
import MCPTransport
import Synchronization

/// A small server whose tools do what tests need.
final class FakeService: MessageService {
  let journal = Journal()
  let gate = Gate()
  private let schemas = Mutex<[String: JSONValue]>([:])
  private let scopes: [String: Set<String>]
  private let open = Mutex<[FakeConversation]>([])

  /// `scopes`: what a method, or a method and a name with a space between them, needs.
  init(schemas: [String: JSONValue] = [:], scopes: [String: Set<String>] = [:]) {
    self.scopes = scopes
    self.schemas.withLock { $0 = schemas }
  }

  /// The conversations in the order they began.
  var conversations: [FakeConversation] { open.withLock { $0 } }

  func change(schema: JSONValue, of tool: String) { schemas.withLock { $0[tool] = schema } }

  func converse(_ outlet: ConversationOutlet) -> any Conversation {
    let conversation = FakeConversation(self, outlet)
    open.withLock { $0.append(conversation) }
    return conversation
  }

  func inputSchema(ofTool name: String) -> JSONValue? { schemas.withLock { $0[name] } }

  func requiredScopes(method: String, name: String?) -> Set<String> {
    scopes[name.map { "\(method) \($0)" } ?? method] ?? scopes[method] ?? []
  }

  func counters() -> [(name: String, help: String, value: Int)] {
    [("fake_calls_total", "Calls\nso far.", 3), ("fake_open", "Open.", 1)]
  }

  func serve(_ request: IncomingRequest, _ link: RequestLink) -> Reply {
    let params = (try? request.params()) ?? JSONObject()
    let tool = params["name"]?.string ?? ""
    journal.note("\(request.method) \(tool)")
    if request.method == "subscriptions/listen" { return listen(request.id, link) }
    if request.method.hasPrefix("fail/") {
      let code = Int(request.method.dropFirst(5)) ?? 0
      return .now(.error(JSONRPCError(code: code, message: "as asked")))
    }
    guard request.method == "tools/call" else {
      return request.method == "tools/list" || request.method == "ping"
        ? .now(.result(RawJSON([:]))) : .now(.error(.methodNotFound(request.method)))
    }
    return call(tool, request.id, link)
  }

  private func call(_ tool: String, _ id: RequestID, _ link: RequestLink) -> Reply {
    let (gate, journal) = (gate, journal)
    switch tool {
    case "later": return .later { Self.said("later") }
    case "elsewhere":
      return .later {
        await Elsewhere().note(link, id)
        return Self.said("elsewhere")
      }
    case "notes":
      return .later {
        for number in 1...3 {
          await link.route.notify("notes", RawJSON(["number": .int(number)]), for: id)
        }
        return Self.said("notes")
      }
    case "gated", "noteAndGated":
      return .later {
        if tool == "noteAndGated" { await link.route.notify("begun", nil, for: id) }
        let isOpen = await gate.wait()
        await link.route.notify("after", nil, for: id)
        journal.note(isOpen ? "gate passed" : "gate cancelled")
        return Self.said("gated")
      }
    case "deaf":
      return .later {
        await gate.wait(heedsCancellation: false)
        return Self.said("deaf")
      }
    case "polled":
      return .later {
        await link.route.closeStream(of: id, retry: .milliseconds(500))
        _ = await gate.wait()
        await link.route.notify("meanwhile", nil, for: id)
        return Self.said("polled")
      }
    case "asks":
      return .later {
        let outcome = await link.route.call(
          "elicitation/create", RawJSON(["message": "?"]), timeout: .seconds(30), for: id)
        switch outcome {
        case .result(let answer): return .result(answer)
        case .error(let error): return .error(error)
        case .failed(let error): return Self.said("failed: \(error.message)")
        }
      }
    case "who":
      let who = link.principal.map { "\($0.subject) \($0.scopes.sorted().joined(separator: ","))" }
      return .now(Self.said("\(who ?? "nobody") \(link.canCall)"))
    case "fails later": return .later { .error(.methodNotFound("later")) }
    default: return .now(Self.said(tool))
    }
  }

  private func listen(_ id: RequestID, _ link: RequestLink) -> Reply {
    let (gate, journal) = (gate, journal)
    return .later {
      await link.route.notify("notifications/subscriptions/acknowledged", nil, for: id)
      _ = await gate.wait()
      journal.note("listen ended")
      return Self.said("bye")
    }
  }

  static func said(_ text: String) -> Outcome { .result(RawJSON(["said": .string(text)])) }
}

/// Does its work on another thread than the loop's.
private actor Elsewhere {
  func note(_ link: RequestLink, _ id: RequestID) async {
    await link.route.notify("from elsewhere", nil, for: id)
  }
}

/// One client's conversation with the fake server.
final class FakeConversation: Conversation {
  private let service: FakeService
  let outlet: ConversationOutlet
  private let revision = Mutex<String?>(nil)

  init(_ service: FakeService, _ outlet: ConversationOutlet) {
    self.service = service
    self.outlet = outlet
  }

  var revisionName: String? { revision.withLock { $0 } }

  func serve(_ request: IncomingRequest, _ link: RequestLink) -> Reply {
    guard request.method == "initialize" else { return service.serve(request, link) }
    guard let name = (try? request.params())?["protocolVersion"]?.string else {
      return .now(.error(.invalidParams("protocolVersion is missing")))
    }
    revision.withLock { $0 = name }
    outlet.acceptBatches(name == "2025-03-26")
    return .now(.result(RawJSON(["protocolVersion": .string(name)])))
  }

  func notified(_ method: String, _ message: IncomingMessage) { service.journal.note(method) }
  func ended() { service.journal.note("ended") }
}

/// What happened, in order, from any thread.
final class Journal: Sendable {
  private struct State {
    var entries: [String] = []
    var waiting: [(entry: String, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var entries: [String] { state.withLock { $0.entries } }

  func note(_ entry: String) {
    let ready = state.withLock { state in
      state.entries.append(entry)
      let ready = state.waiting.filter { $0.entry == entry }.map(\.continuation)
      state.waiting.removeAll { $0.entry == entry }
      return ready
    }
    for continuation in ready { continuation.resume() }
  }

  /// Waits until something has been noted.
  func wait(for entry: String) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.entries.contains(entry) { return true }
        state.waiting.append((entry, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}

/// A door that work waits at until a test opens it.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var next = 0
    var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    var cancelled: Set<Int> = []
  }

  private let state = Mutex(State())

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in waiting { continuation.resume(returning: true) }
  }

  /// Whether it was opened; false when the task was cancelled meanwhile.
  @discardableResult
  func wait(heedsCancellation: Bool = true) async -> Bool {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let outcome: Bool? = state.withLock { state in
          if state.isOpen { return true }
          if state.cancelled.contains(number) { return false }
          state.waiting[number] = continuation
          return nil
        }
        if let outcome { continuation.resume(returning: outcome) }
      }
    } onCancel: {
      guard heedsCancellation else { return }
      let continuation = state.withLock { state in
        state.cancelled.insert(number)
        return state.waiting.removeValue(forKey: number)
      }
      continuation?.resume(returning: false)
    }
  }
}

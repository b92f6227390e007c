import JSON
import Screen
import SessionLog

extension ConsoleState {
  /// Acts on servers, calls and the recording; nil when the action is none of these.
  mutating func performVerb(_ action: Action) -> [ConsoleCommand]? {
    switch action {
    case .start, .stop, .restart, .kill:
      guard let server = selectedServer else { return [] }
      return request(action, servers: [server.name])
    case .callTool: return openCall()
    case .resendCall: return resend()
    case .cancelCall: return cancelCall()
    case .repeatCall: return repeatLast()
    case .record:
      if case .on = recording { return [.session(.stopRecording)] }
      return [.session(.startRecording)]
    case .mark:
      say("marker dropped")
      return [.session(.mark("marker \(fold.markers.count + 1)"))]
    case .copy: return copySelection().map { [.copy($0)] } ?? []
    default: return nil
    }
  }

  /// Asks where something would be lost, else acts at once.
  mutating func request(_ action: Action, servers: [String]) -> [ConsoleCommand] {
    let question = question(action, servers)
    guard let question else { return act(action, servers: servers) }
    overlays.append(.question(question))
    return []
  }

  private func question(_ action: Action, _ servers: [String]) -> Question? {
    let names = servers.joined(separator: ", ")
    let inFlight = servers.reduce(0) { $0 + callsInFlight($1) }
    switch action {
    case .kill:
      return Question(
        title: "kill \(names)?",
        lines: [
          "SIGKILL ends its whole process group at once; \(Format.plural(inFlight, "call")) in flight",
          "type \(names) to confirm:",
        ], consequence: .act(.kill, servers: servers), yes: "kill", no: "cancel", name: names)
    case .stop, .restart:
      guard inFlight > 0 else { return nil }
      let word = action == .stop ? "stop" : "restart"
      return Question(
        title: "\(word) \(names)?",
        lines: ["\(Format.plural(inFlight, "call")) in flight will be closed"],
        consequence: .act(action, servers: servers), yes: word, no: "cancel")
    default: return nil
    }
  }

  /// The calls a person waits for; the cockpit's own are no reason to ask.
  private func callsInFlight(_ name: String) -> Int {
    guard let server = fold.server(name) else { return 0 }
    return fold.calls.openCalls(server: server.index).count {
      $0.origin == .person && $0.outcome == .pending
    }
  }

  /// The commands of a verb on servers, for the generation that is shown.
  mutating func act(_ action: Action, servers: [String]) -> [ConsoleCommand] {
    servers.compactMap { name in
      let generation = fold.server(name)?.generation ?? 0
      switch action {
      case .start: return .session(.start(server: name))
      case .stop: return .session(.stop(server: name))
      case .restart: return .session(.restart(server: name, generation: generation))
      case .kill: return .session(.kill(server: name, generation: generation))
      default: return nil
      }
    }
  }

  // MARK: Calls

  private mutating func openCall() -> [ConsoleCommand] {
    if let tool = selectedTool {
      openForm(tool)
    } else if let server = selectedServer {
      overlays.append(.menu(Menu(kind: .tools(server: server.name))))
    }
    return []
  }

  private mutating func resend() -> [ConsoleCommand] {
    guard let call = selectedCall, let tool = call.tool, let body = call.requestBody else {
      return []
    }
    let whole = 0..<body.bytes.count
    let arguments = JSONPeek.place(of: "params", in: body.bytes, range: whole).flatMap {
      JSONPeek.place(of: "arguments", in: body.bytes, range: $0)
    }
    let json = arguments.map { RawJSON(bytes: Array(body.bytes[$0])) } ?? RawJSON([:])
    return send(ToolID(server: fold.serverNames[call.server], tool: tool), json)
  }

  private mutating func cancelCall() -> [ConsoleCommand] {
    guard let call = selectedCall else { return [] }
    return [
      .session(
        .cancel(
          server: fold.serverNames[call.server], request: call.request, generation: call.generation)
      )
    ]
  }

  private mutating func repeatLast() -> [ConsoleCommand] {
    guard let tool = selectedTool, let arguments = lastArguments[tool] else { return [] }
    return send(tool, RawJSON(bytes: Array(arguments.utf8)))
  }

  /// Sends a call and waits for its request to be seen, to show it.
  mutating func send(_ tool: ToolID, _ arguments: RawJSON) -> [ConsoleCommand] {
    guard let server = fold.server(tool.server) else {
      say("there is no server \(tool.server)", .error)
      return []
    }
    if let reason = Self.callReason(server) {
      say("not sent: \(reason)", .error)
      return []
    }
    awaited = tool
    lastArguments[tool] = arguments.text
    say("sent \(tool.server).\(tool.tool)")
    return [.session(.call(server: tool.server, tool: tool.tool, arguments: arguments))]
  }

  // MARK: Copying

  private func copySelection() -> String? {
    if focus == .detail {
      return detailLines(0..<min(detailLineCount, 20_000))
        .map { $0.map(\.text).joined() }.joined(separator: "\n")
    }
    guard case .list(let kind) = focus, let item = lists[kind].cursor else { return nil }
    switch item {
    case .server(let name): return name
    case .call(let id): return fold.calls[id]?.requestBody?.text
    case .tool(let tool): return tool.tool
    case .task(let id): return id.description
    case .log(let sequence): return shown.logs[sequence]?.text
    }
  }

  // MARK: Replay

  /// Drives the player; nil when the action is not for it.
  func performReplay(_ action: Action) -> [ConsoleCommand]? {
    let control: ReplayControl
    switch action {
    case .playPause: control = .playPause
    case .stepForward: control = .step(1)
    case .stepBack: control = .step(-1)
    case .faster: control = .faster
    case .slower: control = .slower
    case .replayNextProblem: control = .nextProblem
    case .replayPreviousProblem: control = .previousProblem
    case .replayStart: control = .start
    case .replayEnd: control = .end
    default: return nil
    }
    return [.replay(control)]
  }
}

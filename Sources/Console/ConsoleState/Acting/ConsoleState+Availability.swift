import SessionLog

extension ConsoleState {
  /// Why an action cannot be done now; nil when it can. Hints and help show it beside the key.
  func disabledReason(_ action: Action) -> String? {
    if !isLive, Self.acting.contains(action) { return "a replay: nothing to act on" }
    switch action {
    case .start, .stop, .restart, .kill: return selectedServerReason(action)
    case .callTool: return callReason
    case .resendCall:
      guard let call = selectedCall else { return "no call is selected" }
      if call.tool == nil { return "only tool calls can be sent again" }
      if call.requestBody == nil { return "its request is no longer kept" }
      return nil
    case .cancelCall:
      guard let call = selectedCall else { return "no call is selected" }
      return call.outcome == .pending ? nil : "it is over"
    case .repeatCall:
      guard let tool = selectedTool else { return "no tool is selected" }
      return lastArguments[tool] == nil ? "not called from here yet" : nil
    case .why: return subject.kind.whyPage == nil ? "nothing to explain here" : nil
    case .copy: return subject == .nothing ? "nothing is selected" : nil
    case .criticalPath: return fold.tasks.isEmpty ? "there are no tasks" : nil
    case .showOverview:
      return Layout.kind(of: size, view: .overview) == .overview
        ? nil : "needs 160 columns and 45 rows"
    case .nextProblem, .previousProblem, .goToMark: return nil
    default: return nil
    }
  }

  /// What changes the world.
  static let acting: Set<Action> = [
    .start, .stop, .restart, .kill, .callTool, .resendCall, .cancelCall, .repeatCall, .record,
    .mark,
    .sendForm,
  ]

  private func selectedServerReason(_ action: Action) -> String? {
    guard let server = selectedServer else { return "no server is selected" }
    return Self.reason(against: action, server)
  }

  /// Why a server cannot be started, stopped, restarted or killed now.
  static func reason(against action: Action, _ server: ServerRecord) -> String? {
    if server.status == .remote { return "not started by this cockpit" }
    switch action {
    case .start:
      switch server.status {
      case .ready, .starting, .degraded, .unhealthy: return "it is \(server.status.rawValue)"
      default: return nil
      }
    case .stop:
      switch server.status {
      case .stopped, .disabled, .failed, .exited, .misconfigured:
        return server.mayRun ? nil : "it is \(server.status.rawValue)"
      default: return nil
      }
    case .restart:
      return server.status == .misconfigured ? "its configuration has to be fixed first" : nil
    case .kill: return server.mayRun ? nil : "it has no process"
    default: return nil
    }
  }

  private var callReason: String? {
    if let tool = selectedTool {
      guard let server = fold.server(tool.server) else { return "its server is gone" }
      if server.tools[tool.tool] == nil { return "\(tool.server) does not list this tool any more" }
      return Self.callReason(server)
    }
    guard let server = selectedServer else { return "no server is selected" }
    if let reason = Self.callReason(server) { return reason }
    return server.tools.tools.isEmpty ? "\(server.name) lists no tools" : nil
  }

  /// Why no call can be sent to a server now.
  static func callReason(_ server: ServerRecord) -> String? {
    switch server.status {
    case .ready, .degraded, .unhealthy, .remote: nil
    default: "\(server.name) is \(server.status.rawValue)"
    }
  }
}

import SessionLog

extension Filter {
  /// Whether a log line passes.
  func matches(_ record: LogRecord, servers: [String]) -> Bool {
    let server = record.server.map { servers[$0] } ?? ""
    return matches(server + " " + record.text) { key in
      switch key {
      case .server: server
      case .level: record.level.word.lowercased()
      case .dir: record.stream.rawValue.replacing(">", with: "2")
      case .kind: kind(of: record)
      case .id: record.text
      default: nil
      }
    }
  }

  /// The words of `kind:` — `req resp note err out bad proc`.
  private func kind(of record: LogRecord) -> String {
    switch record.stream {
    case .c2s, .s2c: String(record.text.prefix { $0 != " " })
    default: record.stream.rawValue
    }
  }

  /// Whether a call passes; without `origin:` the console's own traffic stays hidden.
  func matches(_ call: CallRecord, server: String, now: Duration) -> Bool {
    if !mentions(.origin), !call.isShownByDefault { return false }
    if isEmpty { return true }
    return matches("\(server) #\(call.request) \(call.method) \(call.tool ?? "") \(call.preview)") {
      switch $0 {
      case .server: server
      case .tool: call.tool
      case .status:
        call.outcome.isFailure
          ? "error \(call.status(at: now).rawValue)" : call.status(at: now).rawValue
      case .dir: call.direction.rawValue
      case .origin: call.origin.rawValue + " all"
      case .method: call.method
      case .kind: "req"
      case .id: call.request
      case .level: nil
      }
    }
  }

  /// Whether a server passes.
  func matches(_ server: ServerRecord) -> Bool {
    isEmpty
      || matches("\(server.name) \(server.status.rawValue) \(server.why)") {
        switch $0 {
        case .server: server.name
        case .status: server.status.rawValue
        default: nil
        }
      }
  }

  /// Whether a tool passes.
  func matches(_ tool: ToolRecord, server: String) -> Bool {
    isEmpty
      || matches("\(server) \(tool.name) \(tool.summary)") {
        switch $0 {
        case .server: server
        case .tool: tool.name
        default: nil
        }
      }
  }

  /// Whether a task passes.
  func matches(_ task: TaskRecord) -> Bool {
    isEmpty
      || matches("\(task.id) \(task.title) \(task.status.word)") {
        switch $0 {
        case .status: task.status.word
        case .id: task.id.description
        default: nil
        }
      }
  }
}

extension String {
  /// This text with every `old` character replaced.
  func replacing(_ old: Character, with new: Character) -> String {
    String(map { $0 == old ? new : $0 })
  }
}

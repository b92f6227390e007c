import Basics
import Screen
import SessionLog

extension ConsoleState {
  /// A page about a server.
  func serverPage(_ server: ServerRecord, _ page: ServerPage) -> DetailContent {
    switch page {
    case .logs: .logs(shown.logs.visible(server: server.index))
    case .calls: .lines(serverCalls(server))
    case .info: .lines(serverInfo(server))
    case .why: .lines(serverWhy(server))
    }
  }

  private func serverCalls(_ server: ServerRecord) -> [[Span]] {
    shown.calls.records.filter { $0.server == server.index && $0.isShownByDefault }.map { call in
      let status = call.status(at: shownNow)
      return [
        Span(String(clock.milliseconds(call.startedAt).prefix(8)) + " ", .textDim),
        Span(padded(status.rawValue, to: 10), .call(status)),
        Span(padded(took(call), to: 6, alignment: .right) + "  ", .textDim),
        Span("#\(call.request) \(call.name)  \(call.progress ?? call.failure ?? call.preview)"),
      ]
    }
  }

  private func serverInfo(_ server: ServerRecord) -> [[Span]] {
    var lines: [[Span]] = []
    if let declaration = server.declaration {
      lines.append(fact("command", clean(declaration.command.joined(separator: " "))))
      lines.append(fact("directory", clean(declaration.directory)))
      let names = declaration.environmentNames.joined(separator: " ")
      lines.append(fact("environment", names.isEmpty ? "nothing configured" : clean(names)))
      lines.append(fact("origin", clean(declaration.origin)))
    }
    lines.append(fact("state", "\(server.status.rawValue)  \(server.why)", .state(server.status)))
    lines.append(fact("generation", "\(server.generation)"))
    lines.append(fact("pid", server.pid.map { "\($0)" } ?? "no process"))
    if server.startedAt != nil { lines.append(fact("up", upTime(server))) }
    lines.append(fact("revision", server.revision ?? "not agreed yet"))
    if let handshake = server.handshake { lines.append(fact("handshake", handshake)) }
    lines.append(fact("calls", "\(server.calls), \(Format.plural(server.errors, "error"))"))
    if server.latency.count > 0 {
      let values = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)].map { name, quantile in
        "\(name) \(server.latency.percentile(quantile).map(Format.latency) ?? "-")"
      }
      let maximum = "max \(Format.latency(server.latency.maximum))"
      lines.append(fact("latency", (values + [maximum]).joined(separator: "  ")))
    }
    lines.append(fact("outstanding", "\(server.outstanding)"))
    lines.append(
      fact("tools", server.tools.isListed ? "\(server.tools.tools.count)" : "not listed yet"))
    return lines
  }

  /// Why the server is in its state, and what to do about it.
  private func serverWhy(_ server: ServerRecord) -> [[Span]] {
    var lines: [[Span]] = [
      [
        Span("\(server.name) is ", .text),
        Span(server.status.rawValue, .state(server.status), .bold),
      ],
      fact("because", server.why.isEmpty ? "no reason was given" : server.why),
      fact("since", Format.age(shownNow - server.since)),
    ]
    if let remedy = server.remedy { lines.append(fact("what to do", remedy, .key)) }
    if let retry = server.retryAt {
      lines.append(
        fact(
          "next start",
          retry > shownNow ? "in \(Format.age(retry - shownNow + .milliseconds(999)))" : "due now"))
    }
    if let restarts = server.restarts {
      let limit = server.restartLimit.map { " of \($0)" } ?? ""
      lines.append(fact("restarts", "\(restarts)\(limit) in the current window"))
    }
    if let handshake = server.handshake { lines.append(fact("handshake", handshake)) }
    if let exit = server.exit {
      let lasted = exit.lasted.map { " after \(Format.latency($0.microseconds))" } ?? ""
      lines.append(
        fact(
          "last exit",
          Format.exit(code: exit.code, signal: exit.signal) + lasted
            + ", at \(clock.minutes(exit.at))"))
    }
    lines += outstandingLines(server)
    if let heard = server.lastHeard { lines.append(fact("last heard", clock.milliseconds(heard))) }
    if let declaration = server.declaration {
      lines.append(fact("command", clean(declaration.command.joined(separator: " "))))
      lines.append(fact("directory", clean(declaration.directory)))
      lines.append(fact("environment", clean(declaration.environmentNames.joined(separator: " "))))
      lines.append(fact("origin", clean(declaration.origin)))
    }
    lines.append([])
    lines.append([
      Span(
        server.lastStderr.isEmpty
          ? "its last process wrote nothing to stderr" : "last lines of stderr:", .textDim)
    ])
    lines += server.lastStderr.map { [Span("  \($0)", .level(LogLevel.read(from: $0)))] }
    return lines
  }

  private func outstandingLines(_ server: ServerRecord) -> [[Span]] {
    let open = shown.calls.openCalls(server: server.index).filter { $0.outcome == .pending }
    guard !open.isEmpty else { return [] }
    var lines = [fact("outstanding", Format.plural(open.count, "request"))]
    lines += open.suffix(8).map {
      fact("", "#\($0.request) \($0.method) \($0.tool ?? "")  \(took($0))")
    }
    return lines
  }

  private func clean(_ text: String) -> String { TextCleaner.line(text) }

  /// The whole of a log line.
  func recordPage(_ sequence: Int) -> [[Span]] {
    guard let record = shown.logs[sequence] else { return [] }
    var lines = [
      fact("time", clock.milliseconds(record.time)),
      fact("server", record.server.map { shown.serverNames[$0] } ?? "the session"),
      fact("stream", record.stream.rawValue, .stream(record.stream)),
      fact("level", record.level == .unknown ? "unknown" : record.level.word, .level(record.level)),
      [],
    ]
    if let call = record.call.flatMap({ shown.calls[$0] }) {
      let isRequest = record.text.hasPrefix("req ")
      if let body = isRequest ? call.requestBody : call.responseBody {
        return lines + JSONLines.lines(body)
      }
    }
    lines.append([Span(record.text)])
    return lines
  }
}

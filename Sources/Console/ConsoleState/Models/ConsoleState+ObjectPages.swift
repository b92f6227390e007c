import Basics
import JSON
import Screen
import SessionLog

extension ConsoleState {
  // MARK: Calls

  /// A page about a call; messages are indented only here.
  func callPage(_ call: CallRecord, _ page: CallPage) -> [[Span]] {
    let status = call.status(at: shownNow)
    var head = [Span(status.rawValue, .call(status), .bold), Span("  \(took(call))", .textDim)]
    if call.responseBytes > 0 {
      head.append(Span("  \(Format.bytes(call.responseBytes))", .textDim))
    }
    if let progress = call.progress { head.append(Span("  \(progress)", .kindNotification)) }
    switch page {
    case .request: return [head] + body(call.requestBody, call, missing: "")
    case .response:
      return [head]
        + body(
          call.responseBody, call,
          missing: call.outcome == .pending
            ? "No answer yet; ! shows what is known." : "There was no answer.")
    case .why: return [head] + callWhy(call, status)
    }
  }

  private func body(_ body: RawJSON?, _ call: CallRecord, missing: String) -> [[Span]] {
    if let body { return JSONLines.lines(body) }
    let text =
      call.bodiesDropped ? "The message is no longer kept: newer ones needed the room." : missing
    return [[], [Span(text, .textDim)]]
  }

  private func callWhy(_ call: CallRecord, _ status: CallStatus) -> [[Span]] {
    let server = shown.servers[call.server]
    var lines: [[Span]] = [[], [Span(explanation(call, status))]]
    if let failure = call.failure { lines.append(fact("said", failure, .error)) }
    lines += [
      fact("server", "\(server.name), \(server.status.rawValue)", .state(server.status)),
      fact(
        "generation",
        call.generation == server.generation
          ? "\(call.generation), current" : "\(call.generation), now \(server.generation)"),
      fact("asked by", call.origin.rawValue),
      fact("started", clock.milliseconds(call.startedAt)),
    ]
    if let p95 = server.latency.percentile(0.95) {
      lines.append(fact("usual", "p95 of \(server.name) \(Format.latency(p95))"))
    }
    if let heard = server.lastHeard { lines.append(fact("last heard", clock.milliseconds(heard))) }
    let others = shown.calls.openCalls(server: call.server).filter {
      $0.id != call.id && $0.outcome == .pending
    }
    lines.append(
      fact("also waiting", others.isEmpty ? "nothing else" : Format.plural(others.count, "request"))
    )
    lines += others.suffix(8).map { fact("", "#\($0.request) \($0.name)  \(took($0))") }
    return lines
  }

  private func explanation(_ call: CallRecord, _ status: CallStatus) -> String {
    switch status {
    case .pending: "It waits for its answer."
    case .hung: "No answer for \(took(call)). x cancels the request."
    case .ok: "It was answered."
    case .error: "The tool reported an error; the response says which."
    case .failed: "The server refused the request with a protocol error."
    case .cancelled: "It was cancelled, and no answer came since."
    case .late: "It was cancelled, but the answer came after all."
    case .closed: "The server's process ended before it answered."
    }
  }

  // MARK: Tools

  /// A page about a tool.
  func toolPage(_ tool: ToolRecord, _ id: ToolID, _ page: ToolPage) -> [[Span]] {
    switch page {
    case .description:
      var lines: [[Span]] = [[Span("\(id.server).\(TextCleaner.line(tool.name))", .title, .bold)]]
      if let title = tool.title { lines.append([Span(title, .textDim)]) }
      if awaited == id { lines.append([Span("sent; waiting for the request to appear", .warn)]) }
      lines.append([])
      lines +=
        tool.description.isEmpty
        ? [[Span("The server gives no description.", .textDim)]] : paragraph(tool.description)
      return lines
    case .schema:
      var lines: [[Span]] = [[Span("input", .textDim)]] + JSONLines.lines(tool.inputSchema)
      if let output = tool.outputSchema {
        lines += [[], [Span("output", .textDim)]] + JSONLines.lines(output)
      }
      return lines
    case .annotations:
      if tool.annotations.isEmpty {
        return [[Span("The server gives no annotations: it may read, write or destroy.", .textDim)]]
      }
      return tool.annotations.members.map { member in
        fact(TextCleaner.line(member.key), TextCleaner.line(JSONWriter.string(member.value)))
      } + [[], [Span("Annotations are the server's word; nothing checks them.", .textDim)]]
    }
  }

  // MARK: Tasks

  /// A page about a task.
  func taskPage(_ task: TaskRecord, _ page: TaskPage) -> [[Span]] {
    let graph = shown.tasks
    let head: [Span] = [
      Span(task.title, .title, .bold), Span("  \(task.status.word)", .task(task.status)),
    ]
    switch page {
    case .fields:
      return [head, []]
        + task.fields.members.flatMap { member -> [[Span]] in
          let name = TextCleaner.line(member.key)
          guard let text = member.value.string else {
            return [fact(name, TextCleaner.line(JSONWriter.string(member.value)))]
          }
          let lines = paragraph(text)
          return [fact(name, lines.first?.first?.text ?? "")]
            + lines.dropFirst().map { [Span("  ")] + $0 }
        }
    case .dependencies:
      let after = task.dependencies.map { taskLine($0, graph) }
      let before = (graph.dependants[task.id] ?? []).map { taskLine($0, graph) }
      return [head, [], [Span("waits for:", .textDim)]]
        + (after.isEmpty ? [[Span("  nothing", .textDim)]] : after)
        + [[], [Span("waited for by:", .textDim)]]
        + (before.isEmpty ? [[Span("  nothing", .textDim)]] : before)
    case .blocked: return [head, []] + blockedLines(task, graph)
    }
  }

  private func taskLine(_ id: TaskID, _ graph: TaskGraph) -> [Span] {
    guard let task = graph[id] else { return [Span("  \(id)  missing: no such task", .warn)] }
    return [
      Span("  \(id)  ", .textDim), Span(padded(task.status.word, to: 12), .task(task.status)),
      Span(task.title),
    ]
  }

  private func blockedLines(_ task: TaskRecord, _ graph: TaskGraph) -> [[Span]] {
    if task.status.isFinished {
      return [[Span("Nothing blocks it: it is \(task.status.word).", .ok)]]
    }
    if graph.cyclic.contains(task.id) {
      return [[Span("It is part of a circle of dependencies, or waits for one:", .error)]]
        + task.dependencies.filter { graph.cyclic.contains($0) }.map { taskLine($0, graph) }
    }
    let blockers = graph.blockers(of: task)
    guard !blockers.isEmpty else {
      let reason =
        task.status == .blocked
        ? "Everything it waits for is done; it was set aside by hand." : "Nothing blocks it."
      return [[Span(reason, .ok)]]
    }
    return [[Span("It waits for \(Format.plural(blockers.count, "unfinished task")):")]]
      + blockers.map { taskLine($0, graph) }
  }
}

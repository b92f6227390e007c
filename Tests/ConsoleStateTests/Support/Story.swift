import JSON
import SessionLog

/// Events of an invented session, numbered and timed as they are told.
struct Story {
  private(set) var events: [SessionEvent] = []
  var time: Duration = .zero
  var generation = 1

  mutating func add(_ server: String?, _ body: SessionEvent.Body, after wait: Duration = .zero) {
    time += wait
    events.append(
      SessionEvent(
        number: events.count + 1, time: time, server: server, generation: generation, body: body))
  }

  mutating func declare(_ server: String, taskGraphTool: String? = nil) {
    add(
      server,
      .declared(
        ServerDeclaration(
          command: ["run", server], directory: "/srv/\(server)", environmentNames: ["TOKEN"],
          origin: "built-in", taskGraphTool: taskGraphTool)))
  }

  mutating func change(
    _ server: String, _ from: ServerStatus, _ to: ServerStatus, why: String, remedy: String? = nil,
    retryAt: Duration? = nil
  ) {
    add(
      server,
      .state(
        StateChange(
          from: from, to: to, why: why, remedy: remedy, retryAt: retryAt, restarts: 2,
          restartLimit: 8, revision: "2026-07-28", handshake: "ready")))
  }

  mutating func start(_ server: String, taskGraphTool: String? = nil) {
    declare(server, taskGraphTool: taskGraphTool)
    add(server, .spawned(pid: 4711))
    change(server, .starting, .ready, why: "handshake")
  }

  mutating func send(
    _ server: String, _ json: String, origin: MessageOrigin = .person, after wait: Duration = .zero
  ) {
    add(
      server, .message(.clientToServer, RawJSON(bytes: Array(json.utf8)), origin: origin),
      after: wait)
  }

  mutating func answer(_ server: String, _ json: String, after wait: Duration = .zero) {
    add(
      server, .message(.serverToClient, RawJSON(bytes: Array(json.utf8)), origin: .person),
      after: wait)
  }

  /// A tool call of a person; `result` is the whole result object, nil for no answer.
  mutating func call(
    _ server: String, id: Int, _ tool: String, arguments: String = "{}",
    result: String? = #"{"content":[]}"#, origin: MessageOrigin = .person,
    took: Duration = .milliseconds(40)
  ) {
    send(
      server,
      #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#,
      origin: origin)
    if let result {
      answer(server, #"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#, after: took)
    }
  }

  /// A listing of tools, each a JSON object.
  mutating func tools(_ server: String, id: Int, _ tools: [String]) {
    send(
      server, #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/list"}"#, origin: .cockpit)
    answer(
      server,
      #"{"jsonrpc":"2.0","id":\#(id),"result":{"tools":[\#(tools.joined(separator: ","))]}}"#)
  }

  /// Two servers, one with tools and tasks, one that failed; a few calls and lines.
  static func typical() -> Story {
    var story = Story()
    story.start("orchestrator", taskGraphTool: "get_task_graph")
    story.tools("orchestrator", id: 1, [Samples.createTask, Samples.deleteTask, Samples.plain])
    story.call(
      "orchestrator", id: 2, "get_task_graph",
      result: #"{"content":[],"structuredContent":\#(Samples.graph)}"#,
      origin: .pane)
    story.call("orchestrator", id: 3, "create_task", arguments: #"{"title":"Write tests"}"#)
    story.call("orchestrator", id: 4, "create_task", result: #"{"content":[],"isError":true}"#)
    story.add("orchestrator", .stderr("WARN queue depth 37"))
    story.declare("skills")
    story.add("skills", .stderr("fatal: no such file"))
    story.add("skills", .exited(code: 1, signal: nil))
    story.change("skills", .backoff, .failed, why: "gave up 8/8", remedy: "fix it, then press s")
    return story
  }
}

/// Pieces of JSON several tests use.
enum Samples {
  static let createTask = #"""
    {"name":"create_task","description":"Creates a task.","inputSchema":{"type":"object","properties":
    {"priority":{"type":"integer","minimum":0,"maximum":4,"default":2},"title":{"type":"string","maxLength":9},
    "status":{"enum":["pending","blocked"]},"urgent":{"type":"boolean"},"tags":{"type":"array"},
    "note":{"type":["string","null"]}},"required":["title"]}}
    """#.filter { $0 != "\n" }
  static let deleteTask =
    #"{"name":"delete_task","annotations":{"destructiveHint":true},"inputSchema":{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}}"#
  static let plain = #"{"name":"ping_all","inputSchema":{"type":"object"}}"#
  static let graph = #"""
    {"tasks":[{"id":1,"title":"plan","status":"completed","dependencies":[]},
    {"id":2,"title":"schema","status":"in_progress","dependencies":[1]},
    {"id":3,"title":"api","status":"pending","dependencies":[2]},
    {"id":4,"title":"docs","status":"blocked","dependencies":[1,9]},
    {"id":5,"title":"ship","status":"pending","dependencies":[3,4]}]}
    """#
}

import JSON
import JSONRPC
import MCPSchema
import Testing

@Suite("Tools of the everything server that become tasks", .timeLimit(.minutes(1)))
struct TaskToolTests {
  private func bench(endlessly: Bool = false) throws -> FixtureBench {
    try FixtureBench(Client.modern, capabilities: Client.capableOfTasks, endlessly: endlessly)
  }

  /// Calls a tool and expects the flat description of a new task; returns its id.
  private func start(
    _ bench: FixtureBench, _ tool: String, _ arguments: JSONObject = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> JSONValue {
    let created = try await bench.call(tool, arguments)
    #expect(created["resultType"] == "task", sourceLocation: sourceLocation)
    let known: Set = [
      "resultType", "taskId", "status", "createdAt", "lastUpdatedAt", "ttlMs", "pollIntervalMs",
      "_meta",
    ]
    #expect(Set(created.object?.keys ?? []) == known, sourceLocation: sourceLocation)
    for name in ["createdAt", "lastUpdatedAt"] {
      let time = created[name]?.string ?? ""
      #expect(
        time.prefixMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil,
        sourceLocation: sourceLocation)
    }
    return try #require(created["taskId"], sourceLocation: sourceLocation)
  }

  private func update(
    _ bench: FixtureBench, _ id: JSONValue, _ responses: JSONValue
  ) async throws {
    let empty = try await bench.request(
      "tasks/update", ["taskId": id, "inputResponses": responses])
    #expect(empty["resultType"] == "complete")
    #expect(Set(empty.object?.keys ?? []) == ["resultType", "_meta"])
  }

  @Test(
    "greet answers at once, whoever asks and however",
    arguments: Client.eras, [Client.capable, Client.tasks])
  func greet(revision: String, capabilities: JSONObject) async throws {
    let bench = try FixtureBench(revision, capabilities: capabilities)
    expect(try await bench.call("greet", ["name": "sep-2243"]), text: "Hello, sep-2243!")
    if revision == Client.modern {
      // The hint of 2025-11-25 means nothing to a modern server.
      let result = try await bench.request(
        "tools/call",
        ["name": "greet", "arguments": ["name": "World"], "task": ["ttl": 60_000]])
      expect(result, text: "Hello, World!")
    }
  }

  @Test("slow_compute becomes a task that completes with its result")
  func completes() async throws {
    let bench = try bench()
    let id = try await start(bench, "slow_compute", ["seconds": 2, "label": "a sum"])
    let task = try await bench.task(id, until: ["completed"])
    #expect(task["resultType"] == "complete")
    #expect(task["taskId"] == id)
    expect(task["result"] ?? .null, text: "Finished a sum after 2 s.")
    #expect(task["result"]?["_meta"]?["io.modelcontextprotocol/related-task"] == nil)
    #expect(bench.journal.events == [.paused(.seconds(1)), .paused(.seconds(1))])
    #expect(task["ttlMs"]?.int ?? 0 > 0 && task["pollIntervalMs"]?.int ?? 0 > 0)
    // It can be looked at again afterwards.
    #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "completed")
  }

  @Test("slow_compute is an ordinary call to clients without tasks", arguments: Client.eras)
  func ordinary(revision: String) async throws {
    let bench = try FixtureBench(revision)
    expect(
      try await bench.call("slow_compute", ["seconds": 0, "label": "nothing"]),
      text: "Finished nothing after 0 s.")
    #expect(bench.journal.events == [])
    expect(try await bench.call("slow_compute"), text: "Finished the computation after 1 s.")
  }

  @Test("failing_job completes with a result that is an error")
  func failing() async throws {
    let bench = try bench()
    let id = try await start(bench, "failing_job")
    let task = try await bench.task(id, until: ["completed", "failed"])
    #expect(task["status"] == "completed")
    expect(
      task["result"] ?? .null, text: "This job fails on purpose: there is nothing to mend.",
      isError: true)
  }

  @Test("failing_job is refused to a client without tasks")
  func required() async throws {
    let bench = try FixtureBench(Client.modern, capabilities: [:])
    let error = await expectError(-32021) { try await bench.call("failing_job") }
    #expect(
      error?.data == ["requiredCapabilities": ["extensions": [TasksExtension.identifier: [:]]]])
  }

  @Test("protocol_error_job fails with an error and no result")
  func protocolError() async throws {
    let bench = try bench()
    let id = try await start(bench, "protocol_error_job")
    let task = try await bench.task(id, until: ["completed", "failed"])
    #expect(task["status"] == "failed")
    #expect(task["error"]?["code"]?.int == -32603)
    #expect(task["error"]?["message"]?.string?.isEmpty == false)
    #expect(task["result"] == nil)
  }

  @Test(
    "protocol_error_job is an error of the call to clients without tasks", arguments: Client.eras)
  func protocolErrorAtOnce(revision: String) async throws {
    let bench = try FixtureBench(revision)
    await expectError(-32603) { try await bench.call("protocol_error_job") }
  }

  @Test("a task can be cancelled, and cancelling it again changes nothing")
  func cancel() async throws {
    let bench = try bench(endlessly: true)
    let id = try await start(bench, "slow_compute", ["seconds": 60])
    #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "working")
    for _ in 0..<2 {
      let empty = try await bench.request("tasks/cancel", ["taskId": id])
      #expect(empty["resultType"] == "complete")
      #expect(Set(empty.object?.keys ?? []) == ["resultType", "_meta"])
      #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "cancelled")
    }
  }

  @Test("a finished task stays as it is when it is cancelled")
  func cancelFinished() async throws {
    let bench = try bench()
    let id = try await start(bench, "slow_compute", ["seconds": 1])
    _ = try await bench.task(id, until: ["completed"])
    _ = try await bench.request("tasks/cancel", ["taskId": id])
    #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "completed")
  }

  @Test("the methods of tasks", arguments: ["tasks/get", "tasks/update", "tasks/cancel"])
  func methods(method: String) async throws {
    let params: JSONObject = ["taskId": "gate-test", "inputResponses": [:]]
    await expectError(-32602) { try await bench().request(method, params) }
    let without = try FixtureBench(Client.modern)
    await expectError(-32021) { try await without.request(method, params) }
  }

  @Test("methods of older tasks are unknown", arguments: ["tasks/result", "tasks/list"])
  func oldMethods(method: String) async throws {
    await expectError(-32601) { try await bench().request(method, ["taskId": "x"]) }
  }

  // MARK: Questions inside a task

  @Test(
    "confirm_delete waits for consent, and touches no file",
    arguments: [(true, "Pretended to delete a.txt."), (false, "Kept a.txt.")])
  func confirm(isWanted: Bool, text: String) async throws {
    let bench = try bench()
    let id = try await start(bench, "confirm_delete", ["filename": "a.txt"])
    let waiting = try await bench.task(id, until: ["input_required"])
    #expect(waiting["requestState"] == nil && waiting["result"] == nil)
    let question = waiting["inputRequests"]?["confirm"]
    #expect(question?["method"] == "elicitation/create")
    #expect(question?["params"]?["message"] == "Delete a.txt?")
    // Nobody asked for this one.
    try await update(bench, id, ["unknown-key": ["ignored": true]])
    #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "input_required")
    try await update(
      bench, id, ["confirm": ["action": "accept", "content": ["confirm": .bool(isWanted)]]])
    let task = try await bench.task(id, until: ["completed"])
    #expect(task["inputRequests"] == nil)
    expect(task["result"] ?? .null, text: text)
  }

  @Test("confirm_delete can be cancelled while it waits")
  func cancelWaiting() async throws {
    let bench = try bench()
    let id = try await start(bench, "confirm_delete", ["filename": "a.txt"])
    _ = try await bench.task(id, until: ["input_required"])
    _ = try await bench.request("tasks/cancel", ["taskId": id])
    #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "cancelled")
  }

  @Test("multi_input waits for two answers, which may come one by one")
  func partial() async throws {
    let bench = try bench()
    let id = try await start(bench, "multi_input")
    let waiting = try await bench.task(id, until: ["input_required"])
    #expect(waiting["inputRequests"]?.object?.keys == ["name", "confirm"])
    let answer: JSONValue = [
      "action": "accept", "content": ["name": "partial-1", "confirm": true],
    ]
    try await update(bench, id, ["name": answer])
    let half = try await bench.request("tasks/get", ["taskId": id])
    #expect(half["status"] == "input_required")
    #expect(half["inputRequests"]?.object?.keys == ["confirm"])
    try await update(bench, id, ["confirm": answer])
    let task = try await bench.task(id, until: ["completed"])
    expect(task["result"] ?? .null, text: "partial-1 goes on.")
  }

  @Test(
    "what asks in tasks asks on the call of clients without them", arguments: Client.eras,
    [
      ("confirm_delete", ["filename": "b"], "Pretended to delete b."),
      ("multi_input", [:], "Alice goes on."), ("test_tool_with_task", [:], "Hello, Alice!"),
    ] as [(String, JSONObject, String)])
  func withoutTasks(revision: String, row: (String, JSONObject, String)) async throws {
    let bench = try FixtureBench(revision)
    expect(try await bench.call(row.0, row.1), text: row.2)
  }

  @Test("test_tool_with_task asks on the call first, and then becomes a task that knows the answer")
  func composition() async throws {
    let bench = try bench()
    let params: JSONObject = ["name": "test_tool_with_task", "arguments": [:]]
    let asking = try await bench.request("tools/call", params)
    #expect(asking["resultType"] == "input_required")
    #expect(asking["taskId"] == nil)
    #expect(asking["inputRequests"]?.object?.keys == ["user_name"])
    let id = try await start(bench, "test_tool_with_task")
    let task = try await bench.task(id, until: ["completed"])
    expect(task["result"] ?? .null, text: "Hello, Alice!")
  }

  // MARK: Tasks of 2025-11-25

  @Test(
    "a client of 2025-11-25 may ask for a task, and gets its questions while it waits for the result"
  )
  func coreTasks() async throws {
    let bench = try FixtureBench(Client.legacy)
    let created = try await bench.request(
      "tools/call",
      ["name": "multi_input", "arguments": [:], "task": ["ttl": 60_000]])
    let id = try #require(created["task"]?["taskId"])
    let result = try await bench.request("tasks/result", ["taskId": id])
    #expect(result["content"]?[0]?["text"] == "Alice goes on.")
    #expect(bench.journal.events.questions.count == 2)
    #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "completed")
  }

  @Test("failing_job fails as a task of 2025-11-25, and runs in no other way there")
  func coreFailing() async throws {
    let bench = try FixtureBench(Client.legacy)
    await expectError(-32601) { try await bench.call("failing_job") }
    let created = try await bench.request(
      "tools/call", ["name": "failing_job", "arguments": [:], "task": [:]])
    let id = try #require(created["task"]?["taskId"])
    let result = try await bench.request("tasks/result", ["taskId": id])
    #expect(result["isError"] == true)
    #expect(try await bench.request("tasks/get", ["taskId": id])["status"] == "failed")
  }

  @Test("2025-11-25 lists which tools may become tasks")
  func taskSupport() async throws {
    let tools = try await FixtureBench(Client.legacy).request("tools/list")["tools"]?.array ?? []
    let support = tools.compactMap { tool in
      tool["execution"]?["taskSupport"]?.string.map { "\(tool["name"]?.string ?? ""): \($0)" }
    }
    #expect(
      support == [
        "slow_compute: optional", "failing_job: required", "protocol_error_job: optional",
        "confirm_delete: optional", "multi_input: optional", "test_tool_with_task: optional",
      ])
  }
}

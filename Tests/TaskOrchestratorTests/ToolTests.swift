import Foundation
import JSON
import MCPSchema
import MCPServer
import TaskOrchestrator
import Testing

/// The nine tools on a store in memory.
struct ToolBench {
  let tools: [TaskTool]

  init() throws {
    tools = TaskOrchestratorServer.tools(
      try makeService(), GitHistory(directory: "/", environment: ["PATH": "/usr/bin:/bin"]))
  }

  func tool(_ name: String) throws -> TaskTool {
    try #require(tools.first { $0.name == name })
  }

  /// Calls a tool and expects its content to match its schema.
  @discardableResult
  func call(
    _ name: String, _ arguments: JSONObject = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> JSONValue {
    let tool = try tool(name)
    #expect(
      mismatch(.object(arguments), tool.inputSchema) == nil, sourceLocation: sourceLocation)
    let result = try await tool.call(Arguments(arguments))
    let content = try #require(result.structuredContent, sourceLocation: sourceLocation)
    #expect(mismatch(content, tool.outputSchema) == nil, sourceLocation: sourceLocation)
    #expect(!result.isError, sourceLocation: sourceLocation)
    return content
  }

  /// Calls a tool and expects it to fail with exactly `message`.
  func checkFails(
    _ name: String, _ arguments: JSONObject, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let tool = try tool(name)
    let failure = await #expect(throws: ToolFailure.self, sourceLocation: sourceLocation) {
      _ = try await tool.call(Arguments(arguments))
    }
    #expect(failure?.message == message, sourceLocation: sourceLocation)
  }
}

@Suite("The tools")
struct ToolTests {
  let bench: ToolBench

  init() throws { bench = try ToolBench() }

  @Test("are nine, in one order, each described in full")
  func described() throws {
    #expect(
      bench.tools.map(\.name) == [
        "create_task", "update_task", "update_task_status", "get_task", "list_tasks",
        "delete_task", "get_task_graph", "link_git_commit", "get_recent_commits",
      ])
    for tool in bench.tools {
      #expect(!tool.title.isEmpty && !tool.description.isEmpty)
      #expect(tool.annotations.readOnly != nil && tool.annotations.openWorld == false)
      for schema in [tool.inputSchema, tool.outputSchema] {
        #expect(schema["type"] == "object")
        #expect(schema["additionalProperties"] == false)
      }
      for argument in tool.inputSchema["properties"]?.object?.members ?? [] {
        #expect(argument.value["description"]?.string?.isEmpty == false, "\(tool.name)")
      }
    }
  }

  @Test("say which of them only read and which destroy")
  func annotations() {
    let readers = bench.tools.filter { $0.annotations.readOnly == true }.map(\.name)
    #expect(readers == ["get_task", "list_tasks", "get_task_graph", "get_recent_commits"])
    let destroyers = bench.tools.filter { $0.annotations.destructive == true }.map(\.name)
    #expect(destroyers == ["update_task", "delete_task"])
  }

  @Test("carry a task through its life")
  func life() async throws {
    let created = try await bench.call(
      "create_task",
      [
        "title": "first", "description": "d", "priority": 3, "tags": ["t"], "metadata": ["a": 1],
        "code_language": "python", "execution_environment": "docker", "dependencies": [],
      ])
    #expect(created["task"]?["id"] == 1)
    #expect(created["task"]?["metadata"] == ["a": 1])
    #expect(created["message"] == "Task 1 created; it is pending")
    let waiting = try await bench.call("create_task", ["title": "second", "dependencies": [1]])
    #expect(waiting["task"]?["status"] == "blocked")
    #expect(waiting["task"]?["code_language"] == .null)
    let kept = try await bench.call("update_task_status", ["task_id": 2, "status": "pending"])
    #expect(kept["message"] == "Task 2 is blocked: it waits for its dependencies")
    let done = try await bench.call("update_task_status", ["task_id": 1, "status": "completed"])
    #expect(done["unblocked"] == [2])
    let reopened = try await bench.call("update_task_status", ["task_id": 1, "status": "pending"])
    #expect(reopened["blocked"] == [2])
    try await bench.call("update_task", ["task_id": 2, "title": "renamed", "tags": ["x", "y"]])
    let deleted = try await bench.call("delete_task", ["task_id": 1, "force": true])
    #expect(deleted["unblocked"] == [2])
    let left = try await bench.call("get_task", ["task_id": 2])
    #expect(left["task"]?["title"] == "renamed")
    #expect(left["task"]?["tags"] == ["x", "y"])
    #expect(left["task"]?["dependencies"] == [])
  }

  @Test("list tasks with and without metrics")
  func lists() async throws {
    for title in ["a", "b", "c"] { try await bench.call("create_task", ["title": .string(title)]) }
    let plain = try await bench.call("list_tasks", ["limit": 2, "status": "pending"])
    #expect(plain["count"] == 2)
    #expect(plain["total"] == 3)
    #expect(plain["metrics"] == nil)
    let measured = try await bench.call("list_tasks", ["include_metrics": true, "tag": "none"])
    #expect(measured["tasks"] == [])
    let byStatus: JSONValue = ["pending": 3, "in_progress": 0, "blocked": 0, "completed": 0]
    #expect(measured["metrics"] == ["total": 3, "by_status": byStatus])
  }

  @Test("show the graph as data and as drawings")
  func graph() async throws {
    try await bench.call("create_task", ["title": "a"])
    try await bench.call("create_task", ["title": "b", "dependencies": [1]])
    let data = try await bench.call("get_task_graph")
    #expect(data["edges"] == [["from": 1, "to": 2]])
    #expect(data["critical_path"] == [1, 2])
    #expect(data["tasks"]?[1]?["dependencies"] == [1])
    #expect(data.object?.keys == ["tasks", "edges", "critical_path"])
    for (format, start) in [("mermaid", "graph TD\n"), ("dot", "digraph tasks {\n")] {
      let arguments: JSONObject = ["format": .string(format)]
      let drawn = try await bench.call("get_task_graph", arguments)
      #expect(drawn["text"]?.string?.hasPrefix(start) == true)
      let result = try await bench.tool("get_task_graph").call(Arguments(arguments))
      #expect(result.joinedText == drawn["text"]?.string)
    }
  }

  @Test(
    "link commits by the new and the older argument name", arguments: ["commit_hash", "commit_sha"])
  func commits(name: String) async throws {
    try await bench.call("create_task", ["title": "a"])
    var arguments: JSONObject = ["task_id": 1, "commit_message": "m", "author": "Ada"]
    arguments[name] = "ABCDEF12"
    let linked = try await bench.call("link_git_commit", arguments)
    #expect(linked["commit"]?["commit_hash"] == "abcdef12")
    let shown = try await bench.call("get_task", ["task_id": 1])
    #expect(shown["commits"]?[0] == linked["commit"])
  }

  @Test("show no commits outside a repository, and why", .timeLimit(.minutes(1)))
  func recentCommits() async throws {
    let shown = try await bench.call("get_recent_commits", ["limit": 3])
    #expect(shown["count"] == 0)
    #expect(shown["commits"] == [])
    #expect(shown["note"] != nil)
  }

  @Test(
    "fail in words that say what to do",
    arguments: [
      ("get_task", ["task_id": 12], "Task 12 not found: list_tasks shows the ids"),
      ("get_task", [:], "task_id is missing: it takes an integer"),
      ("get_task", ["task_id": "one"], "task_id takes an integer, not \"one\""),
      ("create_task", [:], "title is missing: it takes a string"),
      (
        "create_task", ["title": " "],
        "title is empty: say in a few words what is to be done"
      ),
      (
        "create_task", ["title": "a", "priority": 10],
        "priority is 10; it takes 0 (can wait) to 4 (first of all)"
      ),
      (
        "create_task", ["title": "a", "code_language": "cobol"],
        "code_language takes one of python, javascript, typescript, bash, sql, not \"cobol\""
      ),
      (
        "create_task", ["title": "a", "dependencies": [3]],
        "Dependency 3 does not exist: create the task first; list_tasks shows the ids"
      ),
      (
        "update_task_status", ["task_id": 1, "status": "cancelled"],
        "status takes one of pending, in_progress, blocked, completed, not \"cancelled\""
      ),
      ("link_git_commit", ["task_id": 1], "commit_hash is missing: it takes a string"),
      ("list_tasks", ["limit": 0], "limit takes an integer from 1 to 1000, not 0"),
      ("get_task_graph", ["format": "png"], "format takes one of json, mermaid, dot, not \"png\""),
    ] as [(String, JSONObject, String)])
  func failures(name: String, arguments: JSONObject, message: String) async throws {
    try await bench.checkFails(name, arguments, message)
  }
}

@Suite("The server")
struct TaskOrchestratorServerTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("offers the nine tools on a database of its own")
  func definition() throws {
    let definition = try TaskOrchestratorServer.definition(
      home: scratch.file("home"), version: "1.2.3", directory: "/", environment: [:],
      now: TickingClock().now)
    #expect(definition.tools.count == 9)
    #expect(FileManager.default.fileExists(atPath: scratch.file("home/tasks/tasks.db")))
  }

  @Test("seeds a demonstration graph once, with a diamond and every status")
  func seeding() async throws {
    let home = scratch.file("home")
    #expect(try await TaskOrchestratorServer.seedDemoGraph(home: home, now: TickingClock().now))
    #expect(
      try await TaskOrchestratorServer.seedDemoGraph(home: home, now: TickingClock().now) == false)
    let service = try openService(home + "/tasks/tasks.db")
    let (tasks, criticalPath) = try await service.graph()
    #expect(tasks.count == 8)
    #expect(Set(tasks.map(\.status)) == Set(TaskStatus.allCases))
    #expect(tasks.allSatisfy { $0.tags == ["demo"] })
    #expect(criticalPath == [4, 6, 8])
  }
}

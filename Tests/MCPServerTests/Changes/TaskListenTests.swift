import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("Listening to tasks", .timeLimit(.minutes(1)))
struct TaskListenTests {
  private static func listen(
    _ bench: CoreBench, _ ids: [String], over route: ScriptedRoute, as principal: Principal? = nil
  ) async -> JSONValue {
    await bench.ask(
      "subscriptions/listen",
      ["notifications": ["taskIds": .array(ids.map { .string($0) })]], as: principal, over: route)
  }

  @Test("brings every change of the tasks asked for, with all that belongs to it")
  func told() async throws {
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("several")
    let other = await bench.begin("confirm")
    let route = ScriptedRoute()
    async let end = Self.listen(bench, [id, "unknown"], over: route)
    await route.sent.first(1)
    await bench.settle()
    for (task, key, answer) in [
      (other, "ok", Question.form.answer), (id, "a", Question.form.answer),
      (id, "b", Question.roots.answer),
    ] {
      await bench.ask(
        "tasks/update",
        ["taskId": .string(task), "inputResponses": [key: .object(answer)]], as: nil)
      await bench.settle()
    }
    bench.core.stop()
    _ = await end
    let acknowledged = route.params(of: "notifications/subscriptions/acknowledged")
    #expect(acknowledged.first?["notifications"] == ["taskIds": [.string(id)]])
    let told = route.params(of: "notifications/tasks")
    #expect(told.allSatisfy { $0["taskId"]?.string == id })
    #expect(told.allSatisfy { $0["_meta"] == [MetaKey.subscriptionID: 1] })
    #expect(told.map { $0["status"]?.string }.last == "completed")
    #expect(told.first?["inputRequests"]?.object?.keys == ["b"])
    #expect(told.last?["result"]?["content"]?[0]?["text"] == "a b")
    #expect(told.allSatisfy { $0["resultType"] == nil }, "these are the task, not a result")
  }

  @Test("needs the extension, and shows nobody the tasks of others")
  func refused() async throws {
    let bench = try CoreBench(.jobs())
    let filter: JSONObject = ["notifications": ["taskIds": ["x"]]]
    check(
      await bench.ask("subscriptions/listen", filter, capabilities: Question.everything),
      .error(-32021))
    let ann = Principal(subject: "ann")
    let id = await bench.begin("confirm", as: ann)
    let route = ScriptedRoute()
    async let end = Self.listen(bench, [id], over: route, as: Principal(subject: "bob"))
    await route.sent.first(1)
    await bench.settle()
    await bench.ask("tasks/cancel", ["taskId": .string(id)], as: ann)
    await bench.settle()
    #expect(
      route.sent.entries == [
        [
          "method": "notifications/subscriptions/acknowledged",
          "params": ["notifications": [:], "_meta": [MetaKey.subscriptionID: 1]], "for": 1,
        ]
      ])
    bench.core.stop()
    _ = await end
  }

  @Test("tells of a task that expires")
  func expired() async throws {
    var limits = ServerLimits()
    limits.taskTimeToLiveMs = 1000
    let bench = try CoreBench(.jobs(limits: limits))
    let id = await bench.begin("job")
    let route = ScriptedRoute()
    async let end = Self.listen(bench, [id], over: route)
    await route.sent.first(1)
    await bench.settle()
    bench.clock.advance(byMs: 1001)
    check(await bench.look(at: id), .error(-32602))
    await bench.settle()
    #expect(route.params(of: "notifications/tasks").map { $0["status"]?.string } == ["cancelled"])
    bench.core.stop()
    _ = await end
  }
}

import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// Watching a server of the handshake era: subscriptions to resources, and changes told unasked.
@Suite("Watching without subscriptions", .timeLimit(.minutes(1)))
struct LegacyWatchTests {
  private static let filter = SubscriptionFilter(
    toolsListChanged: true, resources: ["a:b", "c:d"])
  private static let answering: Script = { $0.id.isEmpty ? [] : [.answer($0, "{}")] }

  @Test("resources are subscribed to, changes are sifted, and the end unsubscribes")
  func changes() async throws {
    let bench = try ClientBench()
    let events = Gathered<WatchEvent>()
    let error = try await bench.meet(.v2025_06_18, serve: Self.answering) { connection in
      await withTaskGroup(of: ClientError?.self) { group in
        group.addTask {
          await failure { try await connection.watch(Self.filter) { events.append($0) } }
        }
        await bench.hears("resources/subscribe", 2)
        await bench.settle()
        await bench.react(
          .notify("notifications/tools/list_changed"),
          .notify("notifications/prompts/list_changed"),
          .notify("notifications/resources/updated", #"{"uri":"a:b"}"#),
          .notify("notifications/resources/updated", #"{"uri":"x:y"}"#))
        await bench.settle()
        group.cancelAll()
        let error = await group.next() ?? nil
        await bench.hears("resources/unsubscribe", 2)
        return error
      }
    }
    #expect(error == nil)
    #expect(
      events.all == [
        .began(Self.filter), .changed(.toolsChanged), .changed(.resourceUpdated(uri: "a:b")),
      ])
    let uris = await bench.heard.map { $0.params?["uri"]?.string }.filter { $0 != nil }
    #expect(uris.prefix(2) == ["a:b", "c:d"])
    #expect(Set(uris.suffix(2)) == ["a:b", "c:d"])
    #expect(await bench.notifications.count == 4)
  }

  @Test("only the last one who watches a resource ends its subscription")
  func shared() async throws {
    let bench = try ClientBench()
    try await bench.meet(.v2025_11_25, serve: Self.answering) { connection in
      let filter = SubscriptionFilter(resources: ["a:b"])
      await withTaskGroup(of: Void.self) { outer in
        outer.addTask {
          _ = await failure { try await connection.watch(filter) { _ in } }
        }
        await bench.hears("resources/subscribe", 1)
        await withTaskGroup(of: Void.self) { inner in
          inner.addTask { _ = await failure { try await connection.watch(filter) { _ in } } }
          await bench.hears("resources/subscribe", 2)
          await bench.settle()
          inner.cancelAll()
        }
        await bench.settle()
        #expect(await bench.heard("resources/unsubscribe").isEmpty)
        outer.cancelAll()
      }
      await bench.hears("resources/unsubscribe", 1)
    }
    #expect(await bench.heard("resources/unsubscribe").count == 1)
  }

  @Test("the end of the connection ends every watch with an error")
  func closed() async throws {
    let bench = try ClientBench()
    let began = Gathered<WatchEvent>()
    let errors = try await bench.meet(.v2025_11_25, serve: Self.answering) { connection in
      await withTaskGroup(of: ClientError?.self) { group in
        for _ in 0..<3 {
          group.addTask {
            await failure {
              try await connection.watch(.init(toolsListChanged: true)) { began.append($0) }
            }
          }
        }
        while began.all.count < 3 { await bench.settle() }
        await bench.react(.close)
        var errors: [ClientError?] = []
        for await error in group { errors.append(error) }
        let late = await failure { try await connection.watch(Self.filter) { _ in } }
        return errors + [late]
      }
    }
    #expect(errors.map { $0?.localCode } == [.closed, .closed, .closed, .closed])
  }

  @Test("a refused subscription ends the watch and unsubscribes what came before")
  func refused() async throws {
    let bench = try ClientBench()
    let error = try await bench.meet(
      .v2025_11_25,
      serve: { message in
        message.params?["uri"] == "c:d" && message.method == "resources/subscribe"
          ? [.refuse(message, -32002)] : Self.answering(message)
      }
    ) { connection in
      let error = await failure { try await connection.watch(Self.filter) { _ in } }
      await bench.hears("resources/unsubscribe", 2)
      return error
    }
    guard case .refused(let refusal) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(refusal.code == -32002)
  }

  @Test("a watch that is cancelled while it subscribes just ends")
  func cancelledEarly() async throws {
    let bench = try ClientBench()
    let error = try await bench.meet(
      .v2025_11_25, serve: { $0.method == "resources/unsubscribe" ? [.answer($0, "{}")] : [] }
    ) { connection in
      await withTaskGroup(of: ClientError?.self) { group in
        group.addTask { await failure { try await connection.watch(Self.filter) { _ in } } }
        await bench.hears("resources/subscribe")
        group.cancelAll()
        return await group.next() ?? nil
      }
    }
    #expect(error == nil)
  }

  @Test("farewells nobody answers are limited and do not hold the end up")
  func farewells() async throws {
    let bench = try ClientBench()
    var options = ClientOptions()
    options.limits.maximumFarewells = 2
    let filter = SubscriptionFilter(resources: ["a:1", "a:2", "a:3", "a:4"])
    try await bench.meet(
      .v2025_11_25, options: options,
      serve: { $0.method == "resources/subscribe" ? [.answer($0, "{}")] : [] }
    ) { connection in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { _ = await failure { try await connection.watch(filter) { _ in } } }
        await bench.hears("resources/subscribe", 4)
        await bench.settle()
        group.cancelAll()
      }
      await bench.hears("resources/unsubscribe", 2)
      await bench.settle()
    }
    #expect(await bench.heard("resources/unsubscribe").count == 2)
  }

  @Test("tasks cannot be watched in the handshake era")
  func tasks() async throws {
    let bench = try ClientBench()
    let error = try await bench.meet(.v2025_06_18, serve: Self.answering) { connection in
      await failure { try await connection.watch(.init(tasks: ["t"])) { _ in } }
    }
    #expect(error == .notOffered(capability: "tasks", method: "a subscription"))
    let nothing = try await bench.meet(.v2025_06_18, serve: Self.answering) { connection in
      await failure { try await connection.watch(.init()) { _ in } }
    }
    #expect(nothing == .unusable("the filter asks for nothing"))
  }
}

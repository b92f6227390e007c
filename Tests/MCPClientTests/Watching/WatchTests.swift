import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// Watching a server of the modern era: `subscriptions/listen` (mcp-protocol §4.8).
@Suite("Watching through subscriptions", .timeLimit(.minutes(1)))
struct WatchTests {
  private static func tagged(_ method: String, _ id: String, _ more: String = "") -> Reaction {
    .notify(method, #"{"_meta":{"io.modelcontextprotocol/subscriptionId":\#(id)}\#(more)}"#)
  }

  private static func acknowledge(_ id: String, _ filter: String) -> Reaction {
    tagged("notifications/subscriptions/acknowledged", id, #","notifications":\#(filter)"#)
  }

  private static let tools = SubscriptionFilter(toolsListChanged: true)
  private static let toolsChanged = "notifications/tools/list_changed"

  /// Watches while `act` runs, and gives what was heard.
  private func watch(
    _ filter: SubscriptionFilter = tools, capabilities: String = FakeServer.everything,
    options: ClientOptions = .init(), bench: ClientBench, serve: @escaping Script,
    act: @Sendable @escaping (Connection) async -> Void
  ) async throws -> (events: [WatchEvent], error: ClientError?) {
    let events = Gathered<WatchEvent>()
    let error = try await bench.meet(capabilities: capabilities, options: options, serve: serve) {
      connection in
      await withTaskGroup(of: ClientError?.self) { group in
        group.addTask {
          await failure { try await connection.watch(filter) { events.append($0) } }
        }
        await act(connection)
        group.cancelAll()
        return await group.next() ?? nil
      }
    }
    return (events.all, error)
  }

  @Test("changes are told from the acknowledgement on, until the watch is cancelled")
  func changes() async throws {
    let bench = try ClientBench()
    let filter = SubscriptionFilter(
      toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true,
      resources: ["a:b"])
    let (events, error) = try await watch(
      filter, bench: bench,
      serve: { message in
        guard message.method == "subscriptions/listen" else { return [] }
        let id = message.id
        return [
          Self.tagged(Self.toolsChanged, id),
          Self.acknowledge(id, #"{"toolsListChanged":true,"resourceSubscriptions":["a:b"]}"#),
          Self.tagged(Self.toolsChanged, id), Self.tagged("notifications/prompts/list_changed", id),
          Self.tagged("notifications/resources/list_changed", id),
          Self.tagged("notifications/resources/updated", id, #","uri":"a:b/c""#),
          Self.tagged("notifications/resources/updated", id, #","uri":"a:bc""#),
          Self.tagged(Self.toolsChanged, "\"\(id)\""), Self.tagged(Self.toolsChanged, "99"),
          .notify(Self.toolsChanged), Self.acknowledge(id, "{}"),
        ]
      }
    ) { _ in
      await bench.hears("subscriptions/listen")
      await bench.settle()
    }
    #expect(error == nil)
    #expect(
      events == [
        .began(SubscriptionFilter(toolsListChanged: true, resources: ["a:b"])),
        .changed(.toolsChanged), .changed(.promptsChanged), .changed(.resourcesChanged),
        .changed(.resourceUpdated(uri: "a:b/c")),
      ])
    // Too early, outside the filter, of another type, of no subscription, untagged, acknowledged twice.
    #expect(await bench.warnings.count == 6)
    #expect(await bench.notifications.count == 4)
    let listen = await bench.heard("subscriptions/listen")
    #expect(
      listen.first?.params?["notifications"] == [
        "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
        "resourceSubscriptions": ["a:b"],
      ])
    let cancelled = await bench.heard("notifications/cancelled")
    #expect(cancelled.first?.params?["requestId"].map { JSONWriter.string($0) } == listen.first?.id)
  }

  @Test("what the server does not offer is not asked for")
  func partlyOffered() async throws {
    let bench = try ClientBench()
    let filter = SubscriptionFilter(
      toolsListChanged: true, promptsListChanged: true, resources: ["a:b"], tasks: ["t"])
    _ = try await watch(
      filter, capabilities: #"{"tools":{},"prompts":{"listChanged":true},"resources":{}}"#,
      bench: bench, serve: { _ in [] }
    ) { _ in await bench.hears("subscriptions/listen") }
    let listen = await bench.heard("subscriptions/listen").first
    #expect(listen?.params?["notifications"] == ["promptsListChanged": true])
  }

  @Test("tasks are watched when both sides have the extension")
  func tasks() async throws {
    let bench = try ClientBench()
    var options = ClientOptions()
    options.followsTasks = true
    let task = #""taskId":"t","status":"working","createdAt":"c","lastUpdatedAt":"u","ttlMs":null"#
    let (events, _) = try await watch(
      SubscriptionFilter(tasks: ["t"]), options: options, bench: bench,
      serve: { message in
        guard message.method == "subscriptions/listen" else { return [] }
        return [
          Self.acknowledge(message.id, #"{"taskIds":["t"]}"#),
          Self.tagged("notifications/tasks", message.id, ",\(task)"),
          Self.tagged(
            "notifications/tasks", message.id, ",\(task)".replacing("\"t\"", with: "\"u\"")),
        ]
      }
    ) { _ in
      await bench.hears("subscriptions/listen")
      await bench.settle()
    }
    #expect(events.count == 2)
    guard case .changed(.taskStatus(let found)) = events.last else {
      Issue.record("\(events)")
      return
    }
    #expect(found.id == "t")
  }

  @Test("a subscription that ends is made anew, with growing pauses, and the loss is told")
  func renewed() async throws {
    let bench = try ClientBench()
    let attempts = Counter()
    let (events, error) = try await watch(
      bench: bench,
      serve: { message in
        guard message.method == "subscriptions/listen" else { return [] }
        let ack = Self.acknowledge(message.id, #"{"toolsListChanged":true}"#)
        switch attempts.next() {
        case 1: return [ack, .answer(message, #"{"resultType":"complete"}"#)]
        case 2, 3: return [.fail(message, .unreachable)]
        case 4: return [.fail(message, .http(status: 503))]
        case 5: return [ack, .fail(message, .broken)]
        case 6: return [ack, .refuse(message, -32603, "broken inside")]
        case 7:
          return [
            ack, .notify("notifications/cancelled", #"{"requestId":\#(message.id)}"#),
            Self.tagged(Self.toolsChanged, message.id),
            .answer(message, #"{"resultType":"complete"}"#),
          ]
        default: return [ack]
        }
      }
    ) { _ in
      await bench.hears("subscriptions/listen", 8)
      await bench.settle()
    }
    #expect(error == nil)
    let words = events.map { event in
      switch event {
      case .began: "began"
      case .changed: "changed"
      case .lost(let reason): reason
      }
    }
    #expect(
      words == [
        "began", "the server ended the subscription", "failed: unreachable", "failed: unreachable",
        "failed: http(status: 503)", "began", "failed: broken", "began", "broken inside", "began",
        "the server ended the subscription", "began",
      ])
    let pauses: [Double] = [1, 1.5, 2.25, 3.375, 1, 1, 1]
    #expect(bench.clock.waits.map(\.inSeconds) == pauses)
    let ids = await bench.heard("subscriptions/listen").map(\.id)
    #expect(Set(ids).count == 8)
  }

  @Test("the pauses stop growing")
  func longestPause() async throws {
    let bench = try ClientBench()
    _ = try await watch(
      bench: bench,
      serve: { message in
        message.method == "subscriptions/listen" ? [.fail(message, .unreachable)] : []
      }
    ) { _ in await bench.hears("subscriptions/listen", 12) }
    #expect(bench.clock.waits.map(\.inSeconds).max() == 30)
  }

  @Test("a refusal, missing authorization or the end of the connection ends a watch with an error")
  func failures() async throws {
    let reactions: [@Sendable (Heard) -> Reaction] = [
      { .refuse($0, -32602) }, { .fail($0, .unauthorized) }, { .fail($0, .insecure) },
      { _ in .close },
    ]
    for reaction in reactions {
      let bench = try ClientBench()
      let events = Gathered<WatchEvent>()
      let error = try await bench.meet(serve: {
        $0.method == "subscriptions/listen" ? [reaction($0)] : []
      }) { connection in
        await failure { try await connection.watch(Self.tools) { events.append($0) } }
      }
      #expect(error != nil)
      #expect(events.all.isEmpty)
      #expect(await bench.heard("subscriptions/listen").count == 1)
    }
  }

  @Test("a server that does not acknowledge is given up and asked again")
  func notAcknowledged() async throws {
    let bench = try ClientBench()
    let (events, _) = try await watch(bench: bench, serve: { _ in [] }) { _ in
      await bench.hears("subscriptions/listen")
      await bench.advance(by: .seconds(30))
      await bench.hears("subscriptions/listen", 2)
    }
    #expect(events == [.lost(reason: "the server did not acknowledge it in time")])
  }

  @Test("a subscription the server only cancels is over after a moment")
  func cancelledWithoutResult() async throws {
    let bench = try ClientBench()
    let (events, _) = try await watch(
      bench: bench,
      serve: { message in
        message.method == "subscriptions/listen"
          ? [Self.acknowledge(message.id, "{}")] : []
      }
    ) { _ in
      await bench.hears("subscriptions/listen")
      let id = await bench.heard("subscriptions/listen").first?.id ?? ""
      await bench.react(.notify("notifications/cancelled", #"{"requestId":\#(id)}"#))
      await bench.settle()
      await bench.advance(by: .seconds(1))
      await bench.hears("subscriptions/listen", 2)
      await bench.settle()
    }
    #expect(
      events == [
        .began(SubscriptionFilter()), .lost(reason: "the server ended the subscription"),
        .began(SubscriptionFilter()),
      ])
  }

  @Test("there is a limit to subscriptions")
  func limit() async throws {
    let bench = try ClientBench()
    var options = ClientOptions()
    options.limits.maximumWatches = 1
    let (_, error) = try await watch(options: options, bench: bench, serve: { _ in [] }) {
      connection in
      await bench.hears("subscriptions/listen")
      let error = await failure { try await connection.watch(Self.tools) { _ in } }
      #expect(error?.localCode == .overloaded)
    }
    #expect(error == nil)
  }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}

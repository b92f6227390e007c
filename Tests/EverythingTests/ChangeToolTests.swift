import JSON
import Testing

@Suite("Changes of what the everything server offers", .timeLimit(.minutes(1)))
struct ChangeToolTests {
  /// A tool that changes a list, what is listed, and what listeners hear and wish for.
  struct Change: Sendable, CustomTestStringConvertible {
    var trigger: String
    var list: String
    var coming: String
    var filter: String
    var testDescription: String { trigger }
    var notification: String { "notifications/\(list)/list_changed" }
  }

  static let tools = Change(
    trigger: "test_trigger_tool_change", list: "tools", coming: "test_coming_and_going",
    filter: "toolsListChanged")
  static let prompts = Change(
    trigger: "test_trigger_prompt_change", list: "prompts",
    coming: "test_coming_and_going_prompt", filter: "promptsListChanged")

  private static let uri: JSONValue = "test://watched-resource"
  private static let subscription = "io.modelcontextprotocol/subscriptionId"

  @Test(
    "each trigger adds something and takes it away again", arguments: [tools, prompts], Client.eras)
  func toggles(change: Change, revision: String) async throws {
    let bench = try FixtureBench(revision)
    for turn in 0..<4 {
      let names = try await bench.request("\(change.list)/list")[change.list]?.array?
        .map { $0["name"]?.string }
      #expect(names?.contains(change.coming) == (turn % 2 == 1))
      let result = try await bench.call(change.trigger)
      #expect(result["isError"] == nil)
    }
  }

  @Test("what has been added can be used")
  func usable() async throws {
    let bench = try FixtureBench(Client.modern)
    _ = try await bench.call(Self.tools.trigger)
    expect(try await bench.call(Self.tools.coming), text: "Here for now.")
    _ = try await bench.call(Self.prompts.trigger)
    let prompt = try await bench.request("prompts/get", ["name": .string(Self.prompts.coming)])
    #expect(prompt["messages"]?.array?.count == 1)
    _ = try await bench.call(Self.tools.trigger)
    await expectError(-32602) { try await bench.call(Self.tools.coming) }
  }

  @Test("each trigger is heard by clients of the handshake era", arguments: [tools, prompts])
  func toldLegacy(change: Change) async throws {
    let bench = try FixtureBench(Client.legacy)
    for turn in 1...3 {
      _ = try await bench.call(change.trigger)
      let heard = await bench.journal.events(turn)
      #expect(heard.last == .told(change.notification, .null))
    }
  }

  @Test(
    "each trigger is heard on a stream that listens for it, and on no other",
    arguments: [tools, prompts])
  func toldModern(change: Change) async throws {
    let bench = try FixtureBench(Client.modern)
    let other = change.list == "tools" ? Self.prompts : Self.tools
    let filter: JSONValue = [change.filter: true]
    async let ended = bench.request("subscriptions/listen", ["notifications": filter])
    let meta: JSONValue = [Self.subscription: 1]
    let acknowledged = Event.notified(
      "notifications/subscriptions/acknowledged", ["notifications": filter, "_meta": meta])
    #expect(await bench.journal.events(1) == [acknowledged])
    for turn in 1...3 {
      _ = try await bench.call(other.trigger)
      _ = try await bench.call(change.trigger)
      let heard = await bench.journal.events(1 + turn)
      #expect(heard.last == .notified(change.notification, ["_meta": meta]))
    }
    await bench.stop()
    #expect(try await ended["resultType"] == "complete")
    #expect(bench.journal.events.count == 4)
  }

  // MARK: The watched resource

  private func text(_ bench: FixtureBench) async throws -> JSONValue? {
    try await bench.request("resources/read", ["uri": Self.uri])["contents"]?[0]?["text"]
  }

  @Test("test_update_watched_resource changes the text of the resource", arguments: Client.eras)
  func counter(revision: String) async throws {
    let bench = try FixtureBench(revision)
    for count in 0..<3 {
      let text: JSONValue = .string("This resource has been changed \(count) times.")
      #expect(try await self.text(bench) == text)
      expect(
        try await bench.call("test_update_watched_resource"),
        text: "The resource test://watched-resource was changed: now \(count + 1).")
    }
  }

  @Test("its subscribers of the handshake era hear of it until they unsubscribe")
  func subscribedLegacy() async throws {
    let bench = try FixtureBench(Client.legacy)
    _ = try await bench.call("test_update_watched_resource")
    #expect(try await bench.request("resources/subscribe", ["uri": Self.uri]) == [:])
    _ = try await bench.call("test_update_watched_resource")
    let updated = Event.told("notifications/resources/updated", ["uri": Self.uri])
    #expect(await bench.journal.events(1) == [updated])
    #expect(try await bench.request("resources/unsubscribe", ["uri": Self.uri]) == [:])
    _ = try await bench.call("test_update_watched_resource")
    // The next thing heard is something else.
    _ = try await bench.call(Self.tools.trigger)
    #expect(await bench.journal.events(2).last == .told(Self.tools.notification, .null))
  }

  @Test("streams that listen for it hear of it")
  func subscribedModern() async throws {
    let bench = try FixtureBench(Client.modern)
    async let ended = bench.request(
      "subscriptions/listen", ["notifications": ["resourceSubscriptions": [Self.uri]]])
    _ = await bench.journal.events(1)
    _ = try await bench.call("test_update_watched_resource")
    let updated = Event.notified(
      "notifications/resources/updated",
      ["uri": Self.uri, "_meta": [Self.subscription: 1]])
    #expect(await bench.journal.events(2).last == updated)
    await bench.stop()
    _ = try await ended
  }

  @Test("two servers of one program change apart from each other")
  func apart() async throws {
    let first = try FixtureBench(Client.modern)
    let second = try FixtureBench(Client.modern)
    _ = try await first.call("test_update_watched_resource")
    _ = try await first.call(Self.tools.trigger)
    #expect(try await text(second) == "This resource has been changed 0 times.")
    await expectError(-32602) { try await second.call(Self.tools.coming) }
  }
}

import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Calling a tool", .timeLimit(.minutes(1)))
struct ToolCallTests {
  /// A tool that takes a message and an optional count, in both ways of running.
  private static let schema: JSONValue = [
    "type": "object",
    "properties": ["message": ["type": "string"], "count": ["type": "integer", "minimum": 1]],
    "required": ["message"], "additionalProperties": false,
  ]
  private static let definition = ServerDefinition.tools(
    .makeImmediate("now", schema: schema) { arguments, _ in .text(try arguments.string("message"))
    },
    .make("later", schema: schema) { arguments, _ in .text(try arguments.string("message")) },
    .make("keys") { arguments, _ in .text(arguments.object.keys.joined(separator: " ")) },
    .makeImmediate("keys_now") { arguments, _ in
      .text(arguments.object.keys.joined(separator: " "))
    })

  private static func call(_ name: String, _ arguments: JSONValue?) -> JSONObject {
    var members: JSONObject = ["name": .string(name)]
    members["arguments"] = arguments
    return members
  }

  @Test("gives its result and nothing more", arguments: Revision.all)
  func plain(revision: Revision) async throws {
    try await connected(to: Self.definition, revision) { peer in
      for name in ["now", "later"] {
        check(
          await peer.ask("tools/call", Self.call(name, ["message": "a\u{0}\"\\é\n😀"])),
          .exactly(["content": [["type": "text", "text": "a\u{0}\"\\é\n😀"]]]), name)
      }
    }
  }

  @Test("with arguments absent, null or empty is a call without arguments", arguments: Revision.all)
  func noArguments(revision: Revision) async throws {
    try await connected(to: Self.definition, revision) { peer in
      for arguments: JSONValue? in [.none, .some(.null), [:]] {
        for name in ["keys", "keys_now"] {
          let answer = await peer.ask("tools/call", Self.call(name, arguments))
          check(answer, .result(["content": [["type": "text", "text": ""]]]))
        }
      }
      let answer = await peer.ask("tools/call", Self.call("keys", ["b": 1, "a": 2]))
      #expect(answer.text == "b a", "in the order they came")
    }
  }

  @Test(
    "that names no tool, or has arguments that are no object, is a fault of the params",
    arguments: [
      ["name": "nothing"], ["name": ""], ["name": "NOW"], ["name": 7], ["name": nil], [:],
      ["arguments": [:]], ["name": "keys", "arguments": []], ["name": "keys", "arguments": "x"],
      ["name": "keys", "arguments": 3], ["name": "keys", "arguments": true],
    ] as [JSONObject])
  func faults(params: JSONObject) async throws {
    for revision in Revision.all {
      try await connected(to: Self.definition, revision) { peer in
        check(await peer.ask("tools/call", params), .error(-32602), revision.name)
      }
    }
  }

  @Test(
    "with arguments the schema does not allow fails, or is a fault of the params before 2025-11-25",
    arguments: [
      (nil, "message"), ([:], "message"), (["message": 1], "message"),
      (["message": nil], "message"),
      (["message": "x", "count": "2"], "count"), (["message": "x", "count": 0], "count"),
      (["message": "x", "count": .double(1.5)], "count"), (["message": "x", "extra": 1], "extra"),
    ] as [(JSONValue?, String)])
  func schema(arguments: JSONValue?, word: String) async throws {
    for revision in Revision.all {
      try await connected(to: Self.definition, revision) { peer in
        for name in ["now", "later"] {
          let answer = await peer.ask("tools/call", Self.call(name, arguments))
          let isResult = revision == .v2025_11_25 || revision == .v2026_07_28
          check(answer, isResult ? .failure(word) : .error(-32602), "\(revision.name) \(name)")
          let text = answer.text ?? answer["error"]?["message"]?.string
          #expect(text?.contains(word) == true && text?.contains(name) == true)
        }
      }
    }
  }

  @Test("to a tool whose own schema is no schema says so")
  func brokenSchema() async throws {
    let tool = ServerTool.make(schema: ["type": "object", "required": "x"]) { _, _ in .text("") }
    try await connected(to: .tools(tool)) { peer in
      check(await peer.ask("tools/call", ["name": "tool"]), .failure("schema itself is invalid"))
    }
  }

  struct Odd: Error, CustomStringConvertible {
    var description: String { "an odd thing" }
  }

  private static let failures: [(error: any Error & Sendable, expected: Expectation)] = [
    (ToolFailure("not today: try tomorrow"), .failure("not today: try tomorrow")),
    (ToolFailure(""), .failure("")),
    (Odd(), .failure("an odd thing")),
    (CancellationError(), .failure("cancelled")),
    (JSONRPCError(code: 4711, message: "mine", data: [1]), .error(4711)),
    (JSONRPCError.invalidParams("bad"), .error(-32602)),
  ]

  @Test("to a tool that throws", arguments: failures.indices)
  func throwing(index: Int) async throws {
    let (error, expected) = Self.failures[index]
    let definition = ServerDefinition.tools(
      .make("later") { _, _ in throw error }, .makeImmediate("now") { _, _ in throw error })
    for revision in Revision.all {
      try await connected(to: definition, revision) { peer in
        for name in ["later", "now"] {
          let answer = await peer.ask("tools/call", ["name": .string(name)])
          check(answer, expected, "\(revision.name) \(name)")
          if let error = error as? JSONRPCError { #expect(answer["error"] == error.value) }
        }
      }
    }
  }

  @Test("of several megabytes is answered as long")
  func huge() async throws {
    let text = String(repeating: "0123456789 é😀 ", count: 100_000)
    try await connected(to: Self.definition, .v2025_11_25) { peer in
      let answer = await peer.ask("tools/call", Self.call("later", ["message": .string(text)]))
      #expect(answer.text == text)
    }
  }

  @Test("that waits holds up no other", arguments: [Revision.v2025_06_18, .v2026_07_28])
  func order(revision: Revision) async throws {
    let gate = Journal()
    let slow = ServerTool.make("slow") { _, _ in
      await gate.reached("open")
      return .text("slow")
    }
    let quick = ServerTool.make("quick") { _, _ in .text("quick") }
    try await connected(to: .tools(slow, quick), revision) { peer in
      let first = await peer.start("tools/call", ["name": "slow"])
      #expect(await peer.ask("tools/call", ["name": "quick"]).text == "quick")
      gate.note("open")
      #expect(await peer.answer(to: first).text == "slow")
    }
  }

  @Test("beyond the number served at once is refused, the others go on")
  func tooMany() async throws {
    let gate = Journal()
    let slow = ServerTool.make("slow") { _, _ in
      await gate.reached("open")
      return .text("slow")
    }
    try await connected(to: .tools(slow), .v2025_11_25) { peer in
      var ids: [RequestID] = []
      for _ in 0..<1024 { ids.append(await peer.start("tools/call", ["name": "slow"])) }
      check(await peer.ask("ping"), .error(-32603))
      gate.note("open")
      for id in ids { #expect(await peer.answer(to: id).text == "slow") }
      check(await peer.ask("ping"), .exactly([:]))
    }
  }
}

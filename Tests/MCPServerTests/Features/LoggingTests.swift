import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Log messages to clients", .timeLimit(.minutes(1)))
struct LoggingTests {
  /// A tool that logs at every level, and says which of them it thought worth it.
  private static let definition = ServerDefinition(
    name: "s", version: "1",
    tools: [
      .make("log") { _, context in
        for level in LogLevel.allCases {
          await context.log(level, .string(level.rawValue), logger: level == .debug ? "l" : nil)
        }
        let wanted = LogLevel.allCases.filter { context.wantsLog($0) }
        return .text(wanted.map(\.rawValue).joined(separator: " "))
      }
    ], writesLogs: true)

  private static func from(_ level: LogLevel) -> [String] {
    LogLevel.allCases.filter { $0 >= level }.map(\.rawValue)
  }

  private func levels(_ peer: Peer) -> [String?] {
    peer.told("notifications/message").map { $0["level"]?.string }
  }

  @Test("come from the level that was set on, before the answer", arguments: LogLevel.allCases)
  func threshold(level: LogLevel) async throws {
    for revision in Revision.legacy {
      try await connected(to: Self.definition, revision) { peer in
        check(
          await peer.ask("logging/setLevel", ["level": .string(level.rawValue)]), .exactly([:]))
        let answer = await peer.ask("tools/call", ["name": "log"])
        #expect(levels(peer) == Self.from(level), "\(revision.name)")
        #expect(answer.text == Self.from(level).joined(separator: " "))
        #expect(peer.heard.entries.last == answer, "nothing comes after the answer")
      }
    }
  }

  @Test("come from info on where no level was set", arguments: Revision.legacy)
  func unset(revision: Revision) async throws {
    try await connected(to: Self.definition, revision) { peer in
      await peer.ask("tools/call", ["name": "log"])
      #expect(levels(peer) == Self.from(.info))
    }
  }

  @Test("say their level, their logger if there is one, and any data")
  func shape() async throws {
    let tool = ServerTool.make { _, context in
      await context.log(.error, ["a": [1, nil]], logger: "db")
      await context.log(.info, "text")
      return .text("")
    }
    let definition = ServerDefinition(
      name: "s", version: "1", tools: [tool], writesLogs: true)
    try await connected(to: definition, .v2025_11_25) { peer in
      await peer.ask("tools/call", ["name": "tool"])
      #expect(
        peer.told("notifications/message") == [
          ["level": "error", "logger": "db", "data": ["a": [1, nil]]],
          ["level": "info", "data": "text"],
        ])
    }
  }

  @Test("modern: come only to a request that asks for them, from its level on")
  func modern() async throws {
    try await connected(to: Self.definition) { peer in
      await peer.ask("tools/call", ["name": "log"])
      #expect(levels(peer) == [])
      await peer.ask("tools/call", ["name": "log"], meta: [MetaKey.logLevel: "error"])
      #expect(levels(peer) == Self.from(.error))
      await peer.ask("tools/call", ["name": "log"])
      #expect(levels(peer) == Self.from(.error), "it holds for one request")
    }
  }

  @Test(
    "a level nobody knows is refused and changes nothing",
    arguments: [[:], ["level": "loud"], ["level": "INFO"], ["level": 3], ["level": nil]]
      as [JSONObject])
  func invalid(params: JSONObject) async throws {
    for revision in Revision.legacy {
      try await connected(to: Self.definition, revision) { peer in
        await peer.ask("logging/setLevel", ["level": "alert"])
        check(await peer.ask("logging/setLevel", params), .error(-32602))
        await peer.ask("tools/call", ["name": "log"])
        #expect(levels(peer) == Self.from(.alert))
      }
    }
  }

  @Test("never come from a server that does not say it writes any", arguments: Revision.all)
  func undeclared(revision: Revision) async throws {
    let silent = ServerDefinition(
      name: "s", version: "1", tools: Self.definition.tools, writesLogs: false)
    try await connected(to: silent, revision) { peer in
      check(await peer.ask("logging/setLevel", ["level": "debug"]), .error(-32601))
      let meta: JSONObject = revision.era == .modern ? [MetaKey.logLevel: "debug"] : [:]
      #expect(await peer.ask("tools/call", ["name": "log"], meta: meta).text == "")
      #expect(levels(peer) == [])
    }
  }
}

@Suite("Progress", .timeLimit(.minutes(1)))
struct ProgressTests {
  private static let report = ServerTool.make("report") { _, context in
    for value in [0, 1, 1, 0.5, 1.5, .nan, .infinity, 3, 2] {
      await context.report(progress: value, total: 3, message: value == 3 ? "nearly" : nil)
    }
    return .text("\(context.wantsProgress)")
  }

  @Test(
    "strictly grows, names its request by the token as it was given, and precedes the answer",
    arguments: ["t", "", 7, 0, -3, 9_007_199_254_740_993] as [JSONValue])
  func grows(token: JSONValue) async throws {
    for revision in Revision.all {
      try await connected(to: .tools(Self.report), revision) { peer in
        let answer = await peer.ask(
          "tools/call", ["name": "report"], meta: ["progressToken": token])
        #expect(answer.text == "true")
        #expect(
          peer.told("notifications/progress") == [
            ["progressToken": token, "progress": 0, "total": 3],
            ["progressToken": token, "progress": 1, "total": 3],
            ["progressToken": token, "progress": .double(1.5), "total": 3],
            ["progressToken": token, "progress": 3, "total": 3, "message": "nearly"],
          ], "\(revision.name)")
        #expect(peer.heard.entries.last == answer)
      }
    }
  }

  @Test(
    "is not sent without a token that is a string or a number",
    arguments: [nil, .some(nil), [:], true, []] as [JSONValue?])
  func noToken(token: JSONValue?) async throws {
    for revision in Revision.all {
      try await connected(to: .tools(Self.report), revision) { peer in
        var meta = JSONObject()
        meta["progressToken"] = token
        let answer = await peer.ask("tools/call", ["name": "report"], meta: meta)
        #expect(answer.text == "false")
        #expect(peer.told("notifications/progress").isEmpty)
      }
    }
  }

  @Test("of one call has nothing to do with that of another")
  func apart() async throws {
    try await connected(to: .tools(Self.report), .v2025_11_25) { peer in
      for token in ["a", "b"] {
        await peer.ask(
          "tools/call", ["name": "report"], meta: ["progressToken": .string(token)])
      }
      let tokens = peer.told("notifications/progress").map { $0["progressToken"]?.string }
      #expect(tokens == ["a", "a", "a", "a", "b", "b", "b", "b"])
    }
  }

  @Test("and logs are not sent after the answer", arguments: Revision.all)
  func late(revision: Revision) async throws {
    let kept = Kept<RequestContext>()
    let tool = ServerTool.make { _, context in
      kept.keep(context)
      return .text("done")
    }
    let definition = ServerDefinition(name: "s", version: "1", tools: [tool], writesLogs: true)
    try await connected(to: definition, revision) { peer in
      var meta: JSONObject = ["progressToken": "t"]
      if revision.era == .modern { meta[MetaKey.logLevel] = "debug" }
      await peer.ask("tools/call", ["name": "tool"], meta: meta)
      let context = try #require(kept.value)
      await context.report(progress: 1)
      await context.log(.error, "late")
      await peer.settle()
      #expect(peer.told("notifications/progress").isEmpty)
      #expect(peer.told("notifications/message").isEmpty)
    }
  }
}

import EventLoop
import JSON
import MCPSchema
import MCPServer
import Synchronization
import Testing

@Suite("Calling the tools of a server", .timeLimit(.minutes(1)))
struct ToolCallTests {
  /// Calls a tool in both eras and expects the same content.
  private func check(
    _ members: String, to definition: ServerDefinition = .bench(), text: String,
    isError: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let lines = [
      initialize(), legacy("tools/call", members), modern("tools/call", members, id: "2"),
    ]
    let heard = try await talk(lines, to: definition).dropFirst()
    #expect(heard.count == 2, sourceLocation: sourceLocation)
    for line in heard {
      let result = try JSONParser.parse(line)["result"]
      #expect(
        result?["content"] == [["type": "text", "text": .string(text)]], "\(line.prefix(500))",
        sourceLocation: sourceLocation)
      #expect(
        result?["isError"] == (isError ? true : nil), sourceLocation: sourceLocation)
    }
  }

  @Test("an answer is exact to the byte")
  func exact() async throws {
    let call = #""name":"echo","arguments":{"message":"a\u0000\"\\é\n"}"#
    try await MCPServerTests.check(
      legacy("tools/call", call), after: [initialize()],
      expect:
        #"{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"a\u0000\"\\é\n"}]}}"#)
  }

  @Test("a message of several megabytes is echoed exactly")
  func huge() async throws {
    let text = String(repeating: "0123456789 é😀 ", count: 200_000)
    try await check(#""name":"echo","arguments":{"message":"\#(text)"}"#, text: text)
  }

  @Test(
    "a call that names no tool, or arguments that are no object, is a fault of the parameters",
    arguments: [
      #""name":"nothing""#, #""name":"""#, #""name":7"#, #""arguments":{}"#, "",
      #""name":"keys","arguments":[]"#, #""name":"keys","arguments":"x""#,
      #""name":"keys","arguments":3"#,
    ])
  func invalid(members: String) async throws {
    try await MCPServerTests.check(modern("tools/call", members), expectError: -32602)
    try await MCPServerTests.check(
      legacy("tools/call", members), after: [initialize()], expectError: -32602)
  }

  @Test(
    "absent and null arguments count as none",
    arguments: ["", #","arguments":null"#, #","arguments":{}"#])
  func noArguments(arguments: String) async throws {
    try await check(#""name":"keys"\#(arguments)"#, text: "")
    try await check(
      #""name":"echo"\#(arguments)"#, text: "message is missing: it takes a string", isError: true)
  }

  @Test("arguments the tool does not know are its failure when its schema is closed")
  func unknownArguments() async throws {
    try await check(
      #""name":"echo","arguments":{"message":"x","extra":1}"#,
      text: "there is no argument \"extra\": this tool takes message", isError: true)
    try await check(#""name":"keys","arguments":{"b":1,"a":2}"#, text: "b a")
  }

  @Test("a failing tool gives a result that says why, whatever it threw")
  func failures() async throws {
    struct Odd: Error {}
    let odd = ServerTool(
      name: "odd", description: "", inputSchema: ["type": "object"],
      handler: { _, _ in throw Odd() })
    try await check(#""name":"fail""#, text: "not today: try tomorrow", isError: true)
    try await check(#""name":"fail_now""#, text: "not now", isError: true)
    try await check(
      #""name":"odd""#, to: .bench(extra: [odd]), text: "the tool failed: Odd()", isError: true)
  }

  @Test(
    "ids come back as they were sent, type and all",
    arguments: ["0", "-1", "9007199254740993", "\"1\"", "\"\"", "\"é\\n\\\"\""])
  func ids(id: String) async throws {
    let pong = #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#
    try await MCPServerTests.check(legacy("ping", id: id), expect: pong)
    let call = try await talk([modern("tools/call", #""name":"keys""#, id: id)])
    #expect(call[0].hasPrefix(#"{"jsonrpc":"2.0","id":\#(id),"result":"#))
  }

  @Test(
    "what is no single request is refused without an id",
    arguments: [
      (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600), ("[]", -32600), ("7", -32600),
      (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
      (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600), ("{", -32700), ("hello", -32700),
    ])
  func unreadable(line: String, code: Int) async throws {
    for opening in [[], [initialize()]] {
      let answer = try JSONParser.parse(try await talk(opening + [line]).last ?? "")
      #expect(answer["error"]?["code"]?.int == code)
      #expect(answer.object?.keys == ["jsonrpc", "error"])
    }
  }

  @Test("params that are no object are refused", arguments: ["[]", "7", "null", "\"x\""])
  func paramsNoObject(params: String) async throws {
    let line = #"{"jsonrpc":"2.0","id":1,"method":"ping","params":\#(params)}"#
    try await MCPServerTests.check(line, expectError: -32602)
  }

  @Test("answers to calls that wait come when they are ready, others are not held up")
  func order() async throws {
    let bench = try ServerBench()
    let loop = bench.loop
    let slow = ServerTool(
      name: "slow", description: "", inputSchema: ["type": "object"],
      handler: { _, _ in
        try await loop.sleep(for: .milliseconds(5))
        return .text("slow")
      })
    let heard = await bench.serve(
      .bench(extra: [slow]),
      opening: [
        initialize(), legacy("tools/call", #""name":"slow""#, id: "1"), legacy("ping", id: "2"),
      ]
    ) { count, _ in count == 3 ? [.close] : [] }
    #expect(heard[1].contains("\"id\":2") && heard[2].contains("\"id\":1"))
  }
}

@Suite("Progress and cancellation of tools", .timeLimit(.minutes(1)))
struct ToolLifeTests {
  /// A tool that reports twice and then waits until it is cancelled; then it reports once more.
  private static func waiting(_ loop: EventLoop, ended: @escaping @Sendable () -> Void)
    -> ServerTool
  {
    ServerTool(
      name: "wait", description: "", inputSchema: ["type": "object"],
      handler: { _, context in
        await context.report(progress: 0, total: 2)
        await context.report(progress: 1.5, total: 2, message: "on \(context.wantsProgress)")
        do { try await loop.sleep(for: .seconds(3600)) } catch {}
        await context.report(progress: 2, total: 2)
        ended()
        return .text("too late")
      })
  }

  private static let report = ServerTool(
    name: "report", description: "", inputSchema: ["type": "object"],
    handler: { _, context in
      await context.report(progress: 1)
      return .text("\(context.wantsProgress)")
    })

  @Test("a cancelled call ends its handler, and nothing more is sent for it")
  func cancel() async throws {
    let bench = try ServerBench()
    let hasEnded = Atomic<Bool>(false)
    let wait = Self.waiting(bench.loop) { hasEnded.store(true, ordering: .sequentiallyConsistent) }
    let call = modern("tools/call", #""name":"wait""#, meta: envelope + #","progressToken":"t""#)
    let heard = await bench.serve(.bench(extra: [wait]), opening: [call]) { count, _ in
      switch count {
      case 2:
        [
          .say(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#),
          .say(modern("tools/call", #""name":"fail""#, id: "2")), .say(legacy("ping", id: "3")),
        ]
      case 4: [.close]
      default: []
      }
    }
    let isOver = hasEnded.load(ordering: .sequentiallyConsistent)
    #expect(isOver, "run() waits for the handler")
    let progress =
      #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","#
    #expect(
      heard.prefix(2) == [
        progress + #""progress":0,"total":2}}"#,
        progress + #""progress":1.5,"total":2,"message":"on true"}}"#,
      ])
    #expect(heard.count == 4)
    #expect(heard.dropFirst(2).allSatisfy { $0.contains("\"id\":2") || $0.contains("\"id\":3") })
  }

  @Test("a closed connection cancels what runs, and run() returns after it")
  func close() async throws {
    let bench = try ServerBench()
    let hasEnded = Atomic<Bool>(false)
    let wait = Self.waiting(bench.loop) { hasEnded.store(true, ordering: .sequentiallyConsistent) }
    let call = legacy("tools/call", #""name":"wait","_meta":{"progressToken":1}"#)
    let heard = await bench.serve(.bench(extra: [wait]), opening: [initialize(), call]) {
      count, _ in
      count == 3 ? [.close] : []
    }
    let isOver = hasEnded.load(ordering: .sequentiallyConsistent)
    #expect(isOver)
    #expect(heard.count == 3)
  }

  @Test(
    "progress is sent only to a token, which is a string or a number",
    arguments: [
      ("\"t\"", true), ("7", true), ("\"\"", true), ("null", false), ("{}", false), ("true", false),
    ])
  func tokens(token: String, isHeard: Bool) async throws {
    let definition = ServerDefinition.bench(extra: [Self.report])
    let call = modern(
      "tools/call", #""name":"report""#, meta: envelope + #","progressToken":\#(token)"#)
    let heard = try await talk([call], to: definition, answers: isHeard ? 2 : 1)
    #expect(heard.count == (isHeard ? 2 : 1))
    #expect(heard.last?.contains("\"text\":\"\(isHeard)\"") == true)
    if isHeard { #expect(heard[0].contains(#""params":{"progressToken":\#(token),"progress":1}"#)) }
  }

  @Test("without a token there is no progress, in either era")
  func noToken() async throws {
    let definition = ServerDefinition.bench(extra: [Self.report])
    let call = #""name":"report""#
    let heard = try await talk(
      [initialize(), legacy("tools/call", call), modern("tools/call", call, id: "2")],
      to: definition)
    #expect(heard.dropFirst().allSatisfy { $0.contains("\"text\":\"false\"") })
  }

  @Test("a handler knows who calls and what it can")
  func context() async throws {
    let who = ServerTool(
      name: "who", description: "", inputSchema: ["type": "object"],
      immediate: { _, context in
        let name = context.clientInfo?.name ?? "nobody"
        return .text("\(name) \(context.revision.name) \(context.clientCapabilities.keys)")
      })
    let meta =
      envelope.replacing("{}", with: #"{"sampling":{}}"#)
      + #","io.modelcontextprotocol/clientInfo":{"name":"m","version":"2"}"#
    let heard = try await talk(
      [
        initialize("2025-06-18"), legacy("tools/call", #""name":"who""#),
        modern("tools/call", #""name":"who""#, meta: meta, id: "2"),
        modern("tools/call", #""name":"who""#, id: "3"),
      ], to: .bench(extra: [who]))
    let texts = try heard.dropFirst().map {
      try JSONParser.parse($0)["result"]?["content"]?[0]?["text"]?.string
    }
    #expect(
      texts == ["bench 2025-06-18 []", "m 2026-07-28 [\"sampling\"]", "nobody 2026-07-28 []"])
  }
}

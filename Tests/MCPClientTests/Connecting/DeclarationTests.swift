import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

@Suite("What a client says about itself", .timeLimit(.minutes(1)))
struct DeclarationTests {
  private static let form: @Sendable (FormElicitation) async -> InputResponse = { _ in
    .elicitation(.decline)
  }
  private static let url: @Sendable (URLElicitation) async -> InputResponse = { _ in
    .elicitation(.decline)
  }
  private static let sample: @Sendable (SamplingRequest) async throws -> InputResponse = { _ in
    throw InputRefusal("no")
  }

  private static let whole = ClientHost(
    form: form, url: url, sample: sample, samplesWithTools: true, samplesWithContext: true,
    roots: { [] }, extensions: ["com.example/x": ["a": 1]], experimental: ["y": [:]])

  /// What a client with this host declares to a server of a revision.
  private func check(
    _ host: ClientHost, _ revision: Revision, followsTasks: Bool = false, expect: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    var options = ClientOptions()
    options.followsTasks = followsTasks
    options.preferredRevision = revision
    let script = FakeServer.script(revision) { [.answer($0, #"{"tools":[]}"#)] }
    try await bench.connect(
      revision.era == .modern ? .modern : .legacy, host: host, options: options, script: script
    ) { _ = try await $0.listTools() }
    let heard = await bench.heard
    let found =
      revision.era == .modern
      ? heard.map { $0.meta?["io.modelcontextprotocol/clientCapabilities"] }
      : [heard.first?.params?["capabilities"]]
    for declared in found {
      let text = declared.map { JSONWriter.string($0) }
      #expect(text == expect, sourceLocation: sourceLocation)
    }
  }

  @Test("a host that offers nothing declares nothing", arguments: Revision.all)
  func nothing(revision: Revision) async throws {
    try await check(ClientHost(), revision, expect: "{}")
  }

  @Test("everything is declared in the words of each revision")
  func everything() async throws {
    try await check(
      Self.whole, .v2026_07_28, followsTasks: true,
      expect:
        #"{"roots":{},"sampling":{"tools":{},"context":{}},"elicitation":{"form":{},"url":{}},"#
        + #""experimental":{"y":{}},"extensions":{"com.example/x":{"a":1},"#
        + #""io.modelcontextprotocol/tasks":{}}}"#)
    try await check(
      Self.whole, .v2025_11_25, followsTasks: true,
      expect: #"{"roots":{"listChanged":true},"sampling":{"tools":{},"context":{}},"#
        + #""elicitation":{"form":{},"url":{}},"experimental":{"y":{}}}"#)
    try await check(
      Self.whole, .v2025_06_18,
      expect: #"{"roots":{"listChanged":true},"sampling":{},"elicitation":{},"#
        + #""experimental":{"y":{}}}"#)
    for revision in [Revision.v2025_03_26, .v2024_11_05] {
      try await check(
        Self.whole, revision,
        expect: #"{"roots":{"listChanged":true},"sampling":{},"experimental":{"y":{}}}"#)
    }
  }

  @Test("only the modes of elicitation that are there are declared")
  func modes() async throws {
    try await check(
      ClientHost(form: Self.form), .v2025_11_25, expect: #"{"elicitation":{"form":{}}}"#)
    try await check(
      ClientHost(url: Self.url), .v2026_07_28, expect: #"{"elicitation":{"url":{}}}"#)
    try await check(ClientHost(url: Self.url), .v2025_06_18, expect: "{}")
  }

  @Test("initialize offers the newest revision of its era, or the preferred one")
  func offers() async throws {
    for (preferred, offered) in [
      (nil, "2025-11-25"), (Revision.v2026_07_28, "2025-11-25"), (.v2025_06_18, "2025-06-18"),
    ] {
      let bench = try ClientBench()
      var options = ClientOptions()
      options.preferredRevision = preferred
      try await bench.connect(.legacy, options: options, script: FakeServer.script(.v2024_11_05)) {
        #expect($0.revision == .v2024_11_05)
      }
      #expect(await bench.heard[0].params?["protocolVersion"]?.string == offered)
    }
  }

  @Test("batches are read once 2025-03-26 is agreed on, and not otherwise")
  func batches() async throws {
    for revision in [Revision.v2025_03_26, .v2025_06_18] {
      let bench = try ClientBench()
      let isRead = try await bench.connect(.legacy, script: FakeServer.script(revision)) { _ in
        await bench.react(
          .say(
            #"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"#
              + #""notifications/tools/list_changed"}]"#))
        await bench.settle()
        return await bench.notifications == [.toolsChanged]
      }
      #expect(isRead == (revision == .v2025_03_26))
      let answered = await bench.heard.contains {
        $0.line == #"[{"jsonrpc":"2.0","id":1,"result":{}}]"#
      }
      #expect(answered == isRead)
    }
  }

  @Test("a slow server that turns out to be modern is probed again")
  func slowServer() async throws {
    let probes = Counter()
    for code in [-32022, -32601] {
      let bench = try ClientBench()
      let revision = try await bench.connect(
        probeTimeout: .milliseconds(5),
        script: { message in
          switch message.method {
          case "server/discover":
            probes.next() % 2 == 1
              ? [] : [.answer(message, FakeServer.discovery(["2026-07-28"]))]
          case "initialize":
            [.refuse(message, code, data: #"{"supported":["2026-07-28"]}"#)]
          default: []
          }
        }
      ) { $0.revision }
      #expect(revision == .v2026_07_28)
      let ids = await bench.heard("server/discover").map(\.id)
      #expect(Set(ids).count == 2)
    }
  }

  @Test("an old server that refuses initialize is not probed for ever")
  func refusedTwice() async throws {
    let bench = try ClientBench()
    await #expect(
      throws: HandshakeError.refused(JSONRPCError(code: -32601, message: "no", data: .some(.null)))
    ) {
      try await bench.connect(script: { [.refuse($0, -32601)] }) { _ in }
    }
    #expect(await bench.methods == ["server/discover", "initialize"])
  }

  @Test("a handshake can be given up")
  func cancelled() async throws {
    for step in ["server/discover", "initialize"] {
      let bench = try ClientBench()
      let error = await withTaskGroup(of: HandshakeError?.self) { group in
        group.addTask {
          do {
            try await bench.connect(step == "initialize" ? .legacy : .auto, script: { _ in [] }) {
              _ in
            }
            return nil
          } catch { return error as? HandshakeError }
        }
        await bench.hears(step)
        group.cancelAll()
        return await group.next() ?? nil
      }
      #expect(error == .cancelled)
    }
  }
}

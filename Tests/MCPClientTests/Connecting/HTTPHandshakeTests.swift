import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// The verdict table of a dual-era client over HTTP (mcp-protocol §5.3), at the level of messages.
@Suite("Shaking hands over HTTP", .timeLimit(.minutes(1)))
struct HTTPHandshakeTests {
  private enum End: Equatable {
    case agreed(Revision)
    case failed(HandshakeError)
  }

  /// What a server does on the probe, what comes of it, and the requests it takes.
  private func check(
    _ era: Handshake.Era = .auto, probe: @escaping Script,
    initialize: @escaping Script = FakeServer.script(.v2025_11_25),
    expect end: End, heard: [String], timeout: Duration = .seconds(30),
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    let script: Script = { $0.method == "server/discover" ? probe($0) : initialize($0) }
    var found: End?
    do {
      let revision = try await bench.connect(
        era, over: .http, probeTimeout: timeout, timeout: timeout, script: script
      ) { connection in
        await bench.hears(heard.count)
        return connection.revision
      }
      found = .agreed(revision)
    } catch let error as HandshakeError {
      found = .failed(error)
      #expect(!error.message.isEmpty, sourceLocation: sourceLocation)
    }
    #expect(found == end, sourceLocation: sourceLocation)
    #expect(await bench.methods == heard, sourceLocation: sourceLocation)
  }

  private static let probed = ["server/discover"]
  private static let fallback = ["server/discover", "initialize", "notifications/initialized"]

  private static func local(_ code: TransportFailure.Code) -> SessionError {
    SessionError(.transport(code), "failed: \(code)")
  }

  @Test("a discovery decides by the versions it lists")
  func discoveries() async throws {
    try await check(
      probe: { [.answer($0, FakeServer.discovery(["2026-07-28"]))] },
      expect: .agreed(.v2026_07_28), heard: Self.probed)
    try await check(
      probe: { [.answer($0, FakeServer.discovery(["2025-06-18"]))] },
      expect: .agreed(.v2025_11_25), heard: Self.fallback)
    try await check(
      probe: { [.answer($0, FakeServer.discovery(["2099-01-01"]))] },
      expect: .failed(.noCommonRevision(offered: ["2099-01-01"])), heard: Self.probed)
  }

  @Test("a refused version is tried once more, even the same one, and never a third time")
  func unsupportedVersion() async throws {
    let attempts = Counter()
    let refusal = #"{"supported":["2026-07-28"],"requested":"2026-07-28"}"#
    try await check(
      probe: { message in
        attempts.next() == 1
          ? [.refuse(message, -32022, data: refusal)]
          : [.answer(message, FakeServer.discovery(["2026-07-28"]))]
      }, expect: .agreed(.v2026_07_28), heard: Self.probed + Self.probed)
    try await check(
      probe: { [.refuse($0, -32022, data: refusal)] },
      expect: .failed(.noCommonRevision(offered: ["2026-07-28"])),
      heard: Self.probed + Self.probed)
    try await check(
      probe: { [.refuse($0, -32022, data: #"{"supported":["2099-01-01"]}"#)] },
      expect: .failed(.noCommonRevision(offered: ["2099-01-01"])), heard: Self.probed)
  }

  @Test(
    "errors only a modern server knows mean that the request is at fault",
    arguments: [-32020, -32021])
  func modernErrors(code: Int) async throws {
    try await check(
      probe: { [.refuse($0, code)] },
      expect: .failed(.refused(JSONRPCError(code: code, message: "no", data: .some(.null)))),
      heard: Self.probed)
  }

  @Test("any other error of the server means an old one", arguments: [-32601, -32602, -32000, 0])
  func otherErrors(code: Int) async throws {
    try await check(
      probe: { [.refuse($0, code)] }, expect: .agreed(.v2025_11_25), heard: Self.fallback)
  }

  @Test(
    "a status that says there is nothing there means an old server",
    arguments: [400, 404, 405, 406, 410, 415, 422])
  func eraEvidence(status: Int) async throws {
    try await check(
      probe: { [.fail($0, .http(status: status))] }, expect: .agreed(.v2025_11_25),
      heard: Self.fallback)
    try await check(
      .modern, probe: { [.fail($0, .http(status: status))] },
      expect: .failed(.transport(Self.local(.http(status: status)))), heard: Self.probed)
  }

  @Test(
    "no other failure of the transport says anything about the era",
    arguments: [
      TransportFailure.Code.http(status: 500), .http(status: 503), .http(status: 408),
      .http(status: 429), .http(status: 302), .unreachable, .insecure, .broken, .sessionLost,
      .cancelled,
    ])
  func noEvidence(code: TransportFailure.Code) async throws {
    try await check(
      probe: { [.fail($0, code)] }, expect: .failed(.transport(Self.local(code))),
      heard: Self.probed)
    try await check(
      .legacy, probe: { _ in [] }, initialize: { [.fail($0, code)] },
      expect: .failed(.transport(Self.local(code))), heard: ["initialize"])
  }

  @Test(
    "missing authorization comes first",
    arguments: [
      TransportFailure.Code.http(status: 401), .http(status: 403), .unauthorized,
    ])
  func authorization(code: TransportFailure.Code) async throws {
    try await check(
      probe: { [.fail($0, code)] }, expect: .failed(.unauthorized("failed: \(code)")),
      heard: Self.probed)
    try await check(
      .legacy, probe: { _ in [] }, initialize: { [.fail($0, code)] },
      expect: .failed(.unauthorized("failed: \(code)")), heard: ["initialize"])
  }

  @Test("silence over HTTP is an error, not an old server")
  func silence() async throws {
    try await check(
      probe: { [.fail($0, .timedOut)] }, expect: .failed(.timedOut(step: "server/discover")),
      heard: Self.probed)
    try await check(
      probe: { _ in [] }, expect: .failed(.timedOut(step: "server/discover")),
      heard: Self.probed + ["notifications/cancelled"], timeout: .milliseconds(5))
    try await check(
      probe: { _ in [.close] }, expect: .failed(.closed(step: "server/discover")),
      heard: Self.probed)
  }

  @Test(
    "an initialize that finds nothing sends the owner to the older transport",
    arguments: [400, 404, 405])
  func httpSSE(status: Int) async throws {
    try await check(
      probe: { [.fail($0, .http(status: 404))] },
      initialize: { [.fail($0, .http(status: status))] },
      expect: .failed(.tryHTTPSSE(status: status)), heard: ["server/discover", "initialize"])
  }

  @Test("other statuses on initialize do not", arguments: [406, 409, 415, 500])
  func otherStatuses(status: Int) async throws {
    try await check(
      .legacy, probe: { _ in [] }, initialize: { [.fail($0, .http(status: status))] },
      expect: .failed(.transport(Self.local(.http(status: status)))), heard: ["initialize"])
  }

  @Test("failures that say nothing about the era leave a remembered verdict alone")
  func contradictions() {
    #expect(!HandshakeError.transport(Self.local(.unreachable)).contradictsEra)
    #expect(!HandshakeError.unauthorized("x").contradictsEra)
    #expect(!HandshakeError.cancelled.contradictsEra)
    #expect(HandshakeError.refused(.methodNotFound("initialize")).contradictsEra)
    #expect(HandshakeError.tryHTTPSSE(status: 404).contradictsEra)
  }
}

import Basics
import EventLoop
import Glibc
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import MCPServer
import MCPTransport
import Testing

/// Our client and our server within one process.
@Suite("Our client and our server together", .timeLimit(.minutes(1)))
struct ClientServerTests {
  private static let definition = ServerDefinition(
    name: "bench", version: "1.0",
    tools: [
      ServerTool(
        name: "echo", description: "Echoes.", inputSchema: ["type": "object"],
        immediate: { arguments, _ in .text(try arguments.string("message")) })
    ])

  /// Connects the two on a loop and hands the connection to `use`.
  private actor Meeting {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init() throws {
      signal(SIGPIPE, SIG_IGN)
      loop = try EventLoop.startThread(named: "test loop")
    }

    deinit { loop.stop() }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
      var ends: [Int32] = [-1, -1]
      guard Glibc.pipe(&ends) == 0 else { throw SystemError(call: "pipe", code: errno) }
      return (ends[0], ends[1])
    }

    func hold(_ era: Handshake.Era, _ use: @Sendable (Connection) async throws -> Void) async throws
    {
      let (toServer, toClient) = (try Self.pipe(), try Self.pipe())
      let client = PipeTransport(
        loop: loop, reading: toClient.reading, writing: toServer.writing)
      let server = PipeTransport(
        loop: loop, reading: toServer.reading, writing: toClient.writing)
      let session = Session(
        loop: loop, transport: client, answersStray: false, handlers: .client())
      async let clientEnd = session.run()
      async let serverEnd = MCPServer(definition).run(on: server, loop: loop)
      let handshake = Handshake(session: session, client: Implementation(name: "t", version: "1"))
      try await use(try await handshake.connect(era, timeout: .seconds(30)))
      await session.close()
      #expect(await clientEnd == nil)
      #expect(await serverEnd == nil)
    }
  }

  @Test(
    "they agree on the newest revision of the era",
    arguments: [
      (Handshake.Era.auto, Revision.v2026_07_28), (.modern, .v2026_07_28), (.legacy, .v2025_11_25),
    ])
  func agree(era: Handshake.Era, revision: Revision) async throws {
    try await Meeting().hold(era) { connection in
      #expect(connection.revision == revision)
      #expect(connection.serverInfo?.name == "bench")
      let tools = try await connection.listTools()
      #expect(tools.map(\.name) == ["echo"])
    }
  }

  @Test("whatever text goes in comes out, in either era", arguments: 0..<10)
  func echo(seed: UInt64) async throws {
    try await Meeting().hold(seed % 2 == 0 ? .modern : .legacy) { connection in
      var random = SeededRandom(seed: seed)
      for _ in 0..<20 {
        var text = ""
        for _ in 0..<Int.random(in: 0..<2_000, using: &random) {
          let limit: UInt32 = Bool.random(using: &random) ? 0x7F : 0x10FFFF
          let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &random))
          text.unicodeScalars.append(scalar ?? "\u{0}")
        }
        let raw = try await connection.callTool(
          "echo", arguments: ["message": .string(text)], timeout: .seconds(30))
        let result = ToolResult(try raw.parse())
        #expect(Array(result.joinedText.unicodeScalars) == Array(text.unicodeScalars))
        #expect(!result.isError)
      }
    }
  }

  @Test("a tool that fails is a result, a tool that does not exist an error")
  func failures() async throws {
    for era in [Handshake.Era.modern, .legacy] {
      try await Meeting().hold(era) { connection in
        let raw = try await connection.callTool("echo", arguments: [:], timeout: .seconds(30))
        #expect(ToolResult(try raw.parse()).isError)
        let error = await #expect(throws: ClientError.self) {
          try await connection.callTool("nothing", arguments: [:], timeout: .seconds(30))
        }
        guard case .refused(let refusal) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(refusal.code == JSONRPCError.invalidParams("").code)
      }
    }
  }
}

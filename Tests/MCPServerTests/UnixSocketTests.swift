import EventLoop
import Foundation
import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("Over a Unix socket", .timeLimit(.minutes(1)))
struct UnixSocketTests {
  @Test("several clients talk to one server, and its end closes them and removes the socket")
  func several() async throws {
    let loop = try EventLoop.startThread(named: "unix socket")
    defer { loop.stop() }
    let path = "\(NSTemporaryDirectory())/cockpit-\(UInt64.random(in: 0...(.max))).sock"
    let echo = ServerTool(
      name: "echo", description: "Returns the text.",
      inputSchema: ["type": "object", "properties": ["text": ["type": "string"]]],
      immediate: { arguments, _ in .text(try arguments.string("text")) })
    let definition = ServerDefinition(name: "unix", version: "1", tools: [echo])
    let (listening, source) = AsyncStream.makeStream(of: Void.self)
    // Owner: this test, which cancels it and waits for its end.
    let serving = Task(executorPreference: loop) {
      try await MCPServer(definition).run(unixPath: path, loop: loop) { source.finish() }
    }
    for await _ in listening {}
    for number in 0..<3 {
      let session = try await connect(path, loop)
      async let ended = session.run()
      let codec = RequestCodec(revision: .v2026_07_28, client: .init(name: "t", version: "1"))
      let outcome = await session.call(
        "tools/call",
        params: codec.params(["name": "echo", "arguments": ["text": .string("client \(number)")]]),
        timeout: .seconds(20))
      guard case .result(let raw) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      let answer = try raw.parse()["content"]?[0]
      #expect(answer?["text"]?.string == "client \(number)")
      if number == 2 {
        serving.cancel()
      } else {
        await session.close()
      }
      _ = await ended
    }
    _ = try await serving.value
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  private func connect(_ path: String, _ loop: EventLoop) async throws -> Session {
    // Owner: this function, which waits for its end.
    try await Task(executorPreference: loop) {
      let transport = try PipeTransport.connect(unixPath: path, loop: loop)
      return Session(
        loop: loop, transport: transport, answersStray: false, handlers: SessionHandlers())
    }.value
  }
}

import Basics
import EventLoop
import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

/// What a scripted client does.
enum Reaction: Sendable {
  case say(String)
  case close
}

/// A loop on which a server talks to a scripted client.
actor ServerBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private var heard: [String] = []

  init() throws { loop = try EventLoop.startThread(named: "test loop") }

  deinit { loop.stop() }

  /// Serves `definition` to a client that opens with some lines and then follows the script, which is given
  /// the number of the line (from 1) and its text. Returns everything the client heard.
  func serve(
    _ definition: ServerDefinition, opening: [String],
    script: @escaping @Sendable (Int, String) -> [Reaction]
  ) async -> [String] {
    let (client, server) = InMemoryTransport.pair(loop: loop)
    startClient(client, opening: opening, script: script) { self.note($0) }
    let reason = await MCPServer(definition).run(on: server, loop: loop)
    #expect(reason == nil)
    return heard
  }

  private nonisolated func note(_ line: String) { assumeIsolated { $0.heard.append(line) } }
}

/// Starts a client on one end of a connection. On the loop's thread only.
private func startClient(
  _ end: InMemoryTransport, opening: [String],
  script: @escaping @Sendable (Int, String) -> [Reaction],
  heard: @escaping @Sendable (String) -> Void
) {
  func perform(_ reaction: Reaction) {
    switch reaction {
    case .say(let line): end.send(line: Array(line.utf8) + [0x0A])
    case .close: end.close()
    }
  }
  var count = 0
  end.start { event in
    guard case .line(let bytes) = event else { return }
    let line = String(decoding: bytes, as: UTF8.self)
    count += 1
    heard(line)
    for reaction in script(count, line) { perform(reaction) }
  }
  for line in opening { perform(.say(line)) }
}

/// Says all lines at once, hears `answers` lines, and closes.
func talk(
  _ lines: [String], to definition: ServerDefinition = .bench(), answers: Int? = nil
) async throws -> [String] {
  let answers = answers ?? lines.count
  return try await ServerBench().serve(definition, opening: lines) { count, _ in
    count == answers ? [.close] : []
  }
}

/// Says one line and expects one answer, byte for byte.
func check(
  _ line: String, after opening: [String] = [], to definition: ServerDefinition = .bench(),
  expect answer: String, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let heard = try await talk(opening + [line], to: definition)
  #expect(heard.last == answer, sourceLocation: sourceLocation)
}

/// Says one line and expects an error of that code; returns the error.
@discardableResult
func check(
  _ line: String, after opening: [String] = [], expectError code: Int,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws -> JSONValue? {
  let answer = try JSONParser.parse(try await talk(opening + [line]).last ?? "")
  #expect(answer["error"]?["code"]?.int == code, "\(answer)", sourceLocation: sourceLocation)
  #expect(
    answer["error"]?["message"]?.string?.isEmpty == false, sourceLocation: sourceLocation)
  let id = try JSONParser.parse(line)["id"]
  #expect(answer["id"] == id, sourceLocation: sourceLocation)
  return answer["error"]
}

/// The handshake of the legacy era.
func initialize(_ version: String = "2025-11-25") -> String {
  #"{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}"#
}

/// A request without an envelope.
func legacy(_ method: String, _ members: String = "", id: String = "1") -> String {
  #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{\#(members)}}"#
}

/// The members of a modern `_meta`.
let envelope =
  #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#

/// A request with a modern envelope.
func modern(_ method: String, _ members: String = "", meta: String = envelope, id: String = "1")
  -> String
{
  let separator = members.isEmpty ? "" : ","
  return legacy(method, #"\#(members)\#(separator)"_meta":{\#(meta)}"#, id: id)
}

extension ServerDefinition {
  /// A server with a tool for each way of ending.
  static func bench(extra: [ServerTool] = []) -> ServerDefinition {
    let open: JSONValue = ["type": "object"]
    return ServerDefinition(
      name: "bench", title: "Bench", version: "1.0", instructions: "Try me.",
      tools: [
        ServerTool(
          name: "echo", title: "Echo", description: "Echoes.",
          inputSchema: [
            "type": "object", "properties": ["message": ["type": "string"]],
            "required": ["message"], "additionalProperties": false,
          ], annotations: .init(readOnly: true),
          immediate: { arguments, _ in .text(try arguments.string("message")) }),
        ServerTool(
          name: "keys", description: "Names its arguments.", inputSchema: open,
          handler: { arguments, _ in .text(arguments.object.keys.joined(separator: " ")) }),
        ServerTool(
          name: "fail", description: "Fails.", inputSchema: open,
          handler: { _, _ in throw ToolFailure("not today: try tomorrow") }),
        ServerTool(
          name: "fail_now", description: "Fails at once.", inputSchema: open,
          immediate: { _, _ in throw ToolFailure("not now") }),
        ServerTool(
          name: "sum", description: "Gives a number.", inputSchema: open,
          outputSchema: ["type": "integer"], immediate: { _, _ in .structured(3) }),
      ] + extra)
  }
}

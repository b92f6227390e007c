import BenchmarkFloor
import Glibc

/// The calls that are made of what is measured.
enum Calls {
  private static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
    + #""io.modelcontextprotocol/clientCapabilities":{}}"#

  /// A modern request; `members` is an object whose members become params.
  static func request(_ method: String, _ members: String) -> [UInt8] {
    let inner = members.dropFirst().dropLast()
    let params = "{\(inner)\(inner.isEmpty ? "" : ",")\(meta)}"
    return Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#.utf8)
  }

  /// A call of the echo tool with so many bytes of text.
  static func echo(size: Int) -> [UInt8] {
    let text = String(repeating: "x", count: size)
    return request("tools/call", #"{"name":"echo","arguments":{"message":"\#(text)"}}"#)
  }

  /// The same as a line.
  static func line(size: Int) -> [UInt8] { echo(size: size) + [10] }

  /// The same as an HTTP request.
  static func http(size: Int, port: Int32) -> [UInt8] {
    let body = echo(size: size)
    let head = [
      "POST /mcp HTTP/1.1", "Host: 127.0.0.1:\(port)", "Content-Type: application/json",
      "Accept: application/json, text/event-stream", "MCP-Protocol-Version: 2026-07-28",
      "Mcp-Method: tools/call", "Mcp-Name: echo", "Content-Length: \(body.count)", "", "",
    ]
    return Array(head.joined(separator: "\r\n").utf8) + body
  }

  /// Makes calls over pipes; ends the program when one fails.
  static func load(_ child: Child, _ line: [UInt8], window: Int, calls: Int) -> floor_figures {
    var figures = floor_figures()
    var handle = child.handle
    let code = line.withUnsafeBytes { bytes in
      bytes.baseAddress.map { start in
        floor_load_lines(
          &handle, start.assumingMemoryBound(to: CChar.self), bytes.count, Int32(window), calls,
          &figures)
      } ?? EINVAL
    }
    precondition(code == 0, "a call failed: \(String(cString: strerror(code)))")
    return figures
  }

  /// Makes calls over HTTP; ends the program when one fails.
  static func load(
    port: Int32, _ request: [UInt8], connections: Int, calls: Int
  ) -> floor_figures {
    var figures = floor_figures()
    let code = request.withUnsafeBytes { bytes in
      bytes.baseAddress.map { start in
        floor_load_http(
          port, start.assumingMemoryBound(to: CChar.self), bytes.count, Int32(connections), calls,
          &figures)
      } ?? EINVAL
    }
    precondition(code == 0, "a call over HTTP failed: \(String(cString: strerror(code)))")
    return figures
  }
}

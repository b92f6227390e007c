import JSON
import Testing

@Suite("serve NAME: a server like any other on stdin and stdout", .serialized)
struct ServeTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func serve(_ name: String, _ input: [UInt8]) async throws -> Outcome {
    var program = Program.cockpit(["serve", name], in: scratch)
    program.input = input
    return try await program.run()
  }

  private static let hello = """
    {"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-11-25",\
    "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}

    """

  @Test(
    "the end of input ends the server, promptly and without a word", .timeLimit(.minutes(1)),
    arguments: ["everything", "task-orchestrator"])
  func endOfInput(name: String) async throws {
    let outcome = try await serve(name, [])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.isEmpty, "\(outcome)")
    #expect(outcome.elapsed < .seconds(3), "\(outcome)")
  }

  @Test(
    "lines that are no requests get an error each, and the server lives on",
    .timeLimit(.minutes(1)),
    arguments: [
      ("this is not JSON", -32700), ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":", -32700),
      ("{\"jsonrpc\":\"2.0\",\"id\":1}", -32600), ("{}", -32600), ("\"text\"", -32600),
      ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", -32600), ("\u{0}\u{0}", -32700),
      ("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600),
    ])
  func junk(line: String, code: Int) async throws {
    let outcome = try await serve("everything", Array((line + "\n" + Self.hello).utf8))
    #expect(outcome.status == 0, "\(outcome)")
    let answers = try outcome.outputText.split(separator: "\n").map {
      try JSONParser.parse(String($0))
    }
    #expect(answers.count == 2, "\(outcome)")
    #expect(answers.first?["error"]?["code"]?.int == code, "\(outcome)")
    #expect(answers.last?["id"]?.string == "hello", "\(outcome)")
    #expect(answers.last?["result"]?["protocolVersion"]?.string == "2025-11-25", "\(outcome)")
  }

  @Test("bytes that are no UTF-8 and empty lines do no harm", .timeLimit(.minutes(1)))
  func badBytes() async throws {
    let input = Array("\n\r\n  \n".utf8) + [0xff, 0xfe, 0xc0, 0x80, 0x0a] + Array(Self.hello.utf8)
    let outcome = try await serve("everything", input)
    #expect(outcome.status == 0, "\(outcome)")
    let last = outcome.outputText.split(separator: "\n").last.map(String.init) ?? ""
    #expect(try JSONParser.parse(last)["id"]?.string == "hello", "\(outcome)")
  }

  @Test("a method nobody knows is -32601", .timeLimit(.minutes(1)))
  func unknownMethod() async throws {
    let request = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"no/such\"}\n"
    let outcome = try await serve("everything", Array((Self.hello + request).utf8))
    let last = outcome.outputText.split(separator: "\n").last.map(String.init) ?? ""
    let answer = try JSONParser.parse(last)
    #expect(answer["id"]?.int == 7, "\(outcome)")
    #expect(answer["error"]?["code"]?.int == -32601, "\(outcome)")
  }

  @Test("half a line at the end of input is no reason to hang", .timeLimit(.minutes(1)))
  func halfALine() async throws {
    let outcome = try await serve("everything", Array((Self.hello + "{\"jsonrpc\":\"2.0\",").utf8))
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.elapsed < .seconds(3), "\(outcome)")
  }

  @Test("a line of 64 MiB is refused within bounds of memory", .timeLimit(.minutes(1)))
  func longLine() async throws {
    let input =
      [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 20) + Array(("\n" + Self.hello).utf8)
    let outcome = try await serve("everything", input)
    let last = outcome.outputText.split(separator: "\n").last.map(String.init) ?? ""
    #expect(try JSONParser.parse(last)["id"]?.string == "hello", "\(outcome)")
    #expect(outcome.peakMemory < 250 << 10, "\(outcome.peakMemory) KiB")
  }
}

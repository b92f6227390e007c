import Basics
import MCPHTTP
import Testing

@Suite("Event streams")
struct SSEParserTests {
  /// What a stream gives, one word an event, and the last id.
  private func events(
    _ chunks: [ArraySlice<UInt8>], limit: Int = 1 << 20
  ) -> (events: [String], id: String?) {
    var parser = SSEParser(maximumEventBytes: limit)
    var found: [String] = []
    for chunk in chunks {
      parser.feed(Array(chunk)) { event in
        switch event {
        case .message(let name, let data):
          found.append("\(name)=\(String(decoding: data, as: UTF8.self))")
        case .retry(let milliseconds): found.append("retry \(milliseconds)")
        case .oversized(let bytes, let start):
          found.append("oversized \(bytes) \(String(decoding: start.prefix(4), as: UTF8.self))")
        }
      }
    }
    return (found, parser.lastEventID)
  }

  /// Checks a stream as a whole, byte by byte, cut in two everywhere, and cut at random.
  private func check(
    _ stream: String, _ expected: [String], id: String? = nil, limit: Int = 1 << 20,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let bytes = Array(stream.utf8)
    var chunkings: [[ArraySlice<UInt8>]] = [
      [bytes[...]], bytes.indices.map { bytes[$0...$0] },
    ]
    for cut in bytes.indices where bytes.count < 300 {
      chunkings.append([bytes[..<cut], bytes[cut...]])
    }
    var random = SeededRandom(seed: 7)
    for _ in 0..<20 {
      var chunks: [ArraySlice<UInt8>] = []
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int.random(in: 1...40, using: &random))
        chunks.append(bytes[start..<end])
        start = end
      }
      chunkings.append(chunks)
    }
    for chunks in chunkings {
      let found = events(chunks, limit: limit)
      guard found.events == expected, found.id == id else {
        Issue.record(
          "\(found) for chunks of \(chunks.map(\.count))", sourceLocation: sourceLocation)
        return
      }
    }
  }

  @Test(
    "streams give their events, however they are cut",
    arguments: [
      ("data: one\n\n", ["message=one"]),
      ("data: one\r\n\r\ndata: two\r\n\r\n", ["message=one", "message=two"]),
      ("data: a\r\ndata: b\r\n\r\n", ["message=a\nb"]),
      ("data: a\rdata: b\n\r", ["message=a\nb"]),
      ("data: one\r\rdata: two\r\r", ["message=one", "message=two"]),
      ("data: one\r\n\rdata: two\n\r\n", ["message=one", "message=two"]),
      ("\u{FEFF}data: one\n\n", ["message=one"]),
      ("\u{FEFF}\u{FEFF}data: one\n\n", []),
      ("\n\u{FEFF}data: one\n\n", []),
      ("data:one\n\ndata:  two\n\n", ["message=one", "message= two"]),
      ("data: a\ndata: b\ndata\ndata: c\n\n", ["message=a\nb\n\nc"]),
      ("data: {\"a\":\n\n", ["message={\"a\":"]),
      ("event: endpoint\ndata: /x\n\n", ["endpoint=/x"]),
      ("event: message\ndata: x\n\ndata: y\n\n", ["message=x", "message=y"]),
      ("event:\ndata: x\n\n", ["message=x"]),
      ("event: lost\n\ndata: x\n\n", ["message=x"]),
      (": comment\n:\n\n:also\ndata: x\n: inside\n\n", ["message=x"]),
      ("data\n\n", []),
      ("data:\n\n", []),
      ("data: \n\n", []),
      ("data:\ndata:\n\n", ["message=\n"]),
      ("data: x\n", []),
      ("data: x", []),
      ("data: x\n\ndata: y\n", ["message=x"]),
      ("retry: 500\n\n", ["retry 500"]),
      ("retry: 500\ndata: x\n\n", ["retry 500", "message=x"]),
      ("retry: -1\nretry: 5s\nretry:\nretry: 1.5\nretry:  7\nretry: 0\n", ["retry 0"]),
      ("retry: 99999999999999999999\n\n", []),
      ("Data: x\ndatax: y\ndat: z\ndata : q\nunknown: 1\n\n", []),
      ("data: \u{1F600} é\n\n", ["message=\u{1F600} é"]),
      ("data: \0x\n\n", ["message=\0x"]),
      ("", []), ("\n\n\r\n\r", []),
    ])
  func tables(stream: String, expected: [String]) { check(stream, expected) }

  @Test(
    "ids count when their event is complete",
    arguments: [
      ("id: 1\ndata: x\n\n", "1"), ("id: 1\ndata:\n\n", "1"), ("id: 1\n\n", "1"),
      ("id: 1\n\ndata: y\n\n", "1"), ("id: 1\n\nid: 2\n", "1"), ("id: 1\n\nid\n\n", nil),
      ("id: 1\n\nid:\n\n", nil), ("id: 1\n\nid: a\0b\n\n", "1"), ("id: 1\nid: 2\n\n", "2"),
      ("data: x\n\n", nil), ("id:  1\n\n", " 1"), ("id: 0\r\n\r\n", "0"),
    ] as [(String, String?)])
  func ids(stream: String, expected: String?) {
    let messages = stream.contains("data: x") ? ["message=x"] : []
    check(stream, messages + (stream.contains("data: y") ? ["message=y"] : []), id: expected)
  }

  @Test("an event over the limit is reported with its size, and the next one is read")
  func oversized() {
    let long = String(repeating: "x", count: 64)
    check("data: \(long)\n\n", ["message=\(long)"], limit: 64)
    check("data: \(long)y\n\ndata: z\n\n", ["oversized 65 xxxx", "message=z"], limit: 64)
    check(
      "data: 12345678\ndata: 123456789\ndata: 1\n\ndata: z\n\n",
      ["oversized 20 1234", "message=z"], limit: 16)
    check(
      "id: 9\ndata: \(long)\nid: 10\n\nid: 11\n\n", ["oversized 64 xxxx"], id: "11", limit: 16)
    check(": \(long)\n\(long): y\ndata: z\n\n", ["message=z"], limit: 16)
  }

  @Test("a line that never ends takes no memory")
  func endless() {
    var parser = SSEParser(maximumEventBytes: 1_000)
    let chunk = Array("data:".utf8) + [UInt8](repeating: 0x78, count: 995)
    var found: [SSEParser.Event] = []
    for _ in 0..<1_000 { parser.feed(chunk) { found.append($0) } }
    parser.feed(Array("\n\ndata: z\n\n".utf8)) { found.append($0) }
    #expect(found.count == 2)
    guard case .oversized(let bytes, let start) = found.first else {
      Issue.record("\(found)")
      return
    }
    #expect(bytes == 1_000_000 - 5)
    #expect(start.count <= 256)
  }
}

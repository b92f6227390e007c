import Basics
import MCPHTTP
import Testing

/// Requests that two readers could cut differently. Each is refused, and nothing behind it is read.
@Suite("Requests that two readers could understand differently")
struct SmugglingTests {
  private static let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test(
    "a length beside a transfer coding is refused, in either order",
    arguments: [
      "Content-Length: 4\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nContent-Length: 4",
      "Content-Length: 0\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: gzip\r\nContent-Length: 4",
    ])
  func both(fields: String) { refuse(fields, 400) }

  @Test(
    "a transfer coding is exactly chunked, once",
    arguments: [
      ("chunked, identity", 400), ("chunked, chunked", 400), ("chunked,", 400), (",chunked", 400),
      ("", 400), ("chunked;q=1", 400), ("\"chunked\"", 400), ("chun ked", 400), ("chunked x", 400),
      ("\u{B}chunked", 400), ("chunked\0", 400), ("identity", 501), ("gzip", 501),
      ("gzip, chunked", 501), ("xchunked", 501), ("chunked2", 501),
    ])
  func codings(value: String, status: Int) { refuse("Transfer-Encoding: \(value)", status) }

  @Test(
    "fields that frame may not be repeated, hidden or misspelt",
    arguments: [
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
      "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", " Transfer-Encoding: chunked",
      "Transfer-Encoding:\r\n chunked", "X: y\r\n Transfer-Encoding: chunked",
      "X: y\nTransfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\nX: y", "\0Transfer-Encoding: chunked",
      "Content-Length: 4\r\nContent-Length: 4", "Content-Length: 4\r\nContent-Length: 5",
      "Content-Length: 4, 4", "Content-Length: +4", "Content-Length: 4 ,", "Content-Length : 4",
      " Content-Length: 4", "Content-Length: 4\r\n 0", "Content-Length: 0\n4",
      "Content-Length: \u{A0}4", "Content\u{AD}-Length\u{200B}: 4", "Content-Length: 4\u{C}",
    ])
  func framing(fields: String) { refuse(fields, 400) }

  @Test("HTTP/1.0 knows no transfer coding")
  func version10() {
    check(
      "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ["refused 400"])
  }

  @Test(
    "a body that is longer or shorter than its chunks say hides nothing",
    arguments: [
      "0\r\n\r" + hidden, "0\n\r\n" + hidden, "0\r\n" + hidden + "\n", "1\r\nZ" + hidden,
      "1\r\nZQ\r\n0\r\n\r\n", "0;\n\r\n" + hidden, "ffffffffffffffff0\r\n" + hidden,
      "1;" + String(repeating: "x", count: 5_000) + "\r\na\r\n0\r\n\r\n" + hidden,
    ])
  func chunkEdges(body: String) {
    check(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", ["refused 400"])
  }

  @Test("a name that only looks like a framing field is an ordinary one")
  func lookalikes() {
    check(
      "POST / HTTP/1.1\r\nHost: a\r\nContent_Length: 4\r\nX-Transfer-Encoding: chunked\r\n"
        + "Content-Lengths: 4\r\n\r\n", ["POST /"])
  }

  @Test("any bytes at all are read the same however they are cut", arguments: 0..<150)
  func anything(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...4, using: &random) { bytes += Self.request(using: &random) }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      default: bytes.insert(Self.awkward.randomElement(using: &random) ?? 0, at: place)
      }
    }
    var limits = HTTPLimits()
    limits.bodyBytes = 1 << 10
    limits.headerBytes = 200
    limits.requestLineBytes = 40
    let whole = ParserRun([bytes[...]], limits: limits)
    check(bytes: bytes, whole.lines, limits: limits)
  }

  private static let awkward = Array("\r\n\t :;,\0\u{7F}%?/0".utf8)

  private static func request(using random: inout SeededRandom) -> [UInt8] {
    let line = [
      "GET / HTTP/1.1", "POST /a?b HTTP/1.1", "PUT http://h/ HTTP/1.1", "HEAD /x HTTP/1.0",
    ]
    var text = (line.randomElement(using: &random) ?? "") + "\r\nHost: a\r\n"
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      text +=
        ["Accept: */*\r\n", "X: y\r\n", "Connection: close\r\n", "MCP-Method: tools/call\r\n"]
        .randomElement(using: &random) ?? ""
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: text += "\r\n"
    case 1: text += "Content-Length: 7\r\n\r\n{\"a\":1}"
    case 2: text += "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n"
    default: text += "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nok"
    }
    return Array(text.utf8)
  }

  private func refuse(_ fields: String, _ status: Int) {
    check(
      "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n1\r\nZ\r\n0\r\n\r\n\(Self.hidden)",
      ["refused \(status)"])
  }
}

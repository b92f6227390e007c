import Basics
import MCPHTTP
import Testing

/// What a parser made of a stream of bytes, in one line for each event.
struct ParserRun: Equatable {
  /// `GET /a?b`, `POST / =body`, `continue`, `refused 400`; `more` when the last request is not whole.
  var lines: [String] = []
  var requests: [HTTPReceivedRequest] = []
  var refusal: HTTPRefusal?

  /// Feeds the pieces one after the other.
  init(_ pieces: [ArraySlice<UInt8>], limits: HTTPLimits, cache: HTTPHeadCache? = nil) {
    var parser = HTTPRequestParser(limits: limits, cache: cache)
    for piece in pieces where refusal == nil {
      piece.withUnsafeBufferPointer { feed($0, to: &parser) }
    }
    if refusal == nil, !parser.isAtStart { lines.append("more") }
  }

  private mutating func feed(
    _ bytes: UnsafeBufferPointer<UInt8>, to parser: inout HTTPRequestParser
  ) {
    var position = 0
    while position < bytes.count {
      let (taken, event) = parser.feed(UnsafeBufferPointer(rebasing: bytes[position...]))
      position += taken
      switch event {
      case .incomplete: #expect(position == bytes.count, "incomplete with bytes left")
      case .expectsContinue: lines.append("continue")
      case .request: take(parser.takeRequest())
      case .refused:
        refusal = parser.refusal
        lines.append("refused \(parser.refusal?.status ?? 0)")
        return
      }
    }
  }

  private mutating func take(_ received: HTTPReceivedRequest) {
    let request = received.request
    var line = request.method + " " + request.path
    if let query = request.query { line += "?" + query }
    if received.isVersion10 { line += " 1.0" }
    if received.closes { line += " close" }
    if !request.body.isEmpty { line += " =" + String(decoding: request.body, as: UTF8.self) }
    lines.append(line)
    requests.append(received)
  }
}

/// Checks what a stream of bytes is read as: whole, byte by byte, cut at random, and with a cache that has seen it.
func check(
  _ text: String, _ expected: [String], limits: HTTPLimits = .init(),
  sourceLocation: SourceLocation = #_sourceLocation
) {
  check(
    bytes: Array(text.utf8), expected, limits: limits, sourceLocation: sourceLocation)
}

/// The same for bytes that are no text.
func check(
  bytes: [UInt8], _ expected: [String], limits: HTTPLimits = .init(),
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let whole = ParserRun([bytes[...]], limits: limits)
  #expect(whole.lines == expected, "\(shown(bytes))", sourceLocation: sourceLocation)
  let single = ParserRun(bytes.indices.map { bytes[$0...$0] }, limits: limits)
  #expect(single == whole, "byte by byte: \(shown(bytes))", sourceLocation: sourceLocation)
  var random = SeededRandom(seed: UInt64(bytes.count))
  for round in 0..<12 {
    let pieces = cut(bytes, using: &random)
    let run = ParserRun(pieces, limits: limits)
    #expect(run == whole, "cut \(round): \(shown(bytes))", sourceLocation: sourceLocation)
  }
  let cache = HTTPHeadCache()
  for round in 0..<3 {
    let run = ParserRun([bytes[...]], limits: limits, cache: cache)
    #expect(run == whole, "cache, \(round): \(shown(bytes))", sourceLocation: sourceLocation)
  }
}

/// Cuts bytes into pieces of random length.
func cut(_ bytes: [UInt8], using random: inout SeededRandom) -> [ArraySlice<UInt8>] {
  var pieces: [ArraySlice<UInt8>] = []
  var position = 0
  while position < bytes.count {
    let end = min(bytes.count, position + Int.random(in: 1...40, using: &random))
    pieces.append(bytes[position..<end])
    position = end
  }
  return pieces
}

private func shown(_ bytes: [UInt8]) -> String {
  String(decoding: bytes.prefix(300), as: UTF8.self).debugDescription
}

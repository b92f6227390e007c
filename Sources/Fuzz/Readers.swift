import JSON
import JSONRPC
import JSONSchema
import MCPAuth
import MCPHTTP
import MCPSchema

/// The readers under test, each with the promises it makes.
enum Readers {
  static let all: [@Sendable ([UInt8]) -> Void] = [
    json, envelope, lines, events, request, schema, pattern, headerValue, url, challenge,
  ]

  /// A value that was read can be written, and reads back as itself.
  private static func json(_ bytes: [UInt8]) {
    guard let value = try? JSONParser.parse(bytes) else { return }
    let again = try? JSONParser.parse(JSONWriter.bytes(value))
    precondition(again == value, "a value changed on its way through the writer")
    precondition(
      !JSONWriter.bytes(value).contains(0x0A), "a line break inside what must be one line")
  }

  /// What an envelope calls a part lies inside the message and is JSON.
  private static func envelope(_ bytes: [UInt8]) {
    guard let envelope = try? Envelope(scanning: bytes) else { return }
    for part in [envelope.params, envelope.result, envelope.error] {
      guard let part else { continue }
      precondition((try? JSONParser.parse(Array(bytes[part]))) != nil, "a part that is no JSON")
    }
    var core = SessionCore(answersStray: true)
    _ = core.handle(.received(bytes))
    _ = core.handle(.batches(true))
    _ = core.handle(.received([UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")]))
    _ = core.handle(.closed(reason: "over"))
  }

  /// Lines do not depend on how the bytes are cut.
  private static func lines(_ bytes: [UInt8]) {
    func run(_ step: Int) -> [LineFramer.Event] {
      var framer = LineFramer(maximumBytes: 64)
      var events: [LineFramer.Event] = []
      for chunk in chunks(bytes, step) {
        chunk.withUnsafeBufferPointer { framer.feed($0) { events.append($0) } }
      }
      framer.finish { events.append($0) }
      return events
    }
    precondition(run(1) == run(bytes.count), "lines depend on how the bytes are cut")
  }

  /// The same of server-sent events.
  private static func events(_ bytes: [UInt8]) {
    func run(_ step: Int) -> [SSEParser.Event] {
      var parser = SSEParser(maximumEventBytes: 128)
      var events: [SSEParser.Event] = []
      for chunk in chunks(bytes, step) { parser.feed(Array(chunk)) { events.append($0) } }
      return events
    }
    precondition(run(1) == run(bytes.count), "events depend on how the bytes are cut")
  }

  /// The same of HTTP requests, refusals included.
  private static func request(_ bytes: [UInt8]) {
    func run(_ step: Int) -> [String] {
      var limits = HTTPLimits()
      limits.bodyBytes = 256
      var parser = HTTPRequestParser(limits: limits)
      var found: [String] = []
      for chunk in chunks(bytes, step) {
        var rest = chunk
        while !rest.isEmpty {
          let (taken, event) = rest.withUnsafeBufferPointer { parser.feed($0) }
          rest = rest.dropFirst(taken)
          switch event {
          case .incomplete: break
          case .expectsContinue: found.append("continue")
          case .request: found.append("\(parser.takeRequest())")
          case .refused: return found + ["refused \(parser.refusal?.status ?? 0)"]
          }
          if event == .incomplete { break }
        }
      }
      return found
    }
    precondition(run(1) == run(bytes.count), "requests depend on how the bytes are cut")
  }

  /// A schema and a value, as an array of two: both ways of asking agree, and asking ends.
  private static func schema(_ bytes: [UInt8]) {
    guard let value = try? JSONParser.parse(bytes), let parts = value.array, parts.count == 2,
      let schema = try? JSONSchema(parts[0])
    else { return }
    precondition(
      schema.isValid(parts[1]) == schema.validate(parts[1]).isEmpty,
      "a value is valid and has violations")
  }

  /// A pattern in front of the first zero byte, a text behind it.
  private static func pattern(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 2 else { return }
    let schema: JSONValue = ["pattern": .string(parts[0])]
    _ = (try? JSONSchema(schema))?.isValid(.string(parts[1]))
  }

  /// What is encoded for a header is decoded to itself.
  private static func headerValue(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try? HeaderValue.decode(text)
    precondition(
      (try? HeaderValue.decode(HeaderValue.encode(text))) == text, "a header value changed")
    if let value = try? JSONParser.parse(bytes) { _ = try? HeaderParameter.extract(from: value) }
  }

  /// A URL and a reference to resolve.
  private static func url(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0x20, maxSplits: 1).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard let first = parts.first, let url = try? HTTPURL(first) else { return }
    precondition((try? HTTPURL(url.text))?.text == url.text, "a URL changed when read again")
    if parts.count == 2 { _ = try? url.resolve(parts[1]) }
  }

  private static func challenge(_ bytes: [UInt8]) {
    _ = try? AuthenticationChallengeParser.parse(String(decoding: bytes, as: UTF8.self))
  }

  private static func chunks(_ bytes: [UInt8], _ step: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: bytes.count, by: max(1, step)).map {
      bytes[$0..<min($0 + max(1, step), bytes.count)]
    }
  }
}

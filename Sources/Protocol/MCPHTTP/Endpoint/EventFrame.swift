import Basics
import JSONRPC

/// Server-sent events as bytes; each message is one `data` line.
enum EventFrame {
  /// A message without an id, as revisions without sessions have it.
  static func message(_ message: OutgoingMessage) -> [UInt8] {
    var bytes = Array("data: ".utf8)
    message.append(to: &bytes)
    bytes.append(0x0A)
    return bytes
  }

  /// A line with its end, under an id by which a client can say how far it has read.
  static func line(_ line: [UInt8], id: EventID) -> [UInt8] {
    var bytes = Array("id: \(id.text)\ndata: ".utf8)
    bytes.reserveCapacity(bytes.count + line.count + 1)
    bytes.append(contentsOf: line)
    bytes.append(0x0A)
    return bytes
  }

  /// An id before there is any message, so that the client can come back for the first one too.
  static func priming(_ id: EventID) -> [UInt8] { Array("id: \(id.text)\ndata: \n\n".utf8) }

  /// How long the client has to wait before it comes back.
  static func retry(_ delay: Duration) -> [UInt8] {
    Array("retry: \(max(0, delay.microseconds / 1000))\n\n".utf8)
  }

  /// A comment, which clients ignore.
  static let keepAlive = Array(": keep-alive\n\n".utf8)
}

/// Names an event: unique in its session, and tells its stream.
struct EventID: Hashable {
  /// The stream's number in the session.
  let stream: Int
  /// The event's place among all events of the session.
  let sequence: Int

  init(stream: Int, sequence: Int) {
    self.stream = stream
    self.sequence = sequence
  }

  /// Reads the text of an id; nil for what no endpoint ever wrote.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let stream = Self.number(parts[0]),
      let sequence = Self.number(parts[1])
    else { return nil }
    self.init(stream: stream, sequence: sequence)
  }

  var text: String { "\(stream)-\(sequence)" }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}

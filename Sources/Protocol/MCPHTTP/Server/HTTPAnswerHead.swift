/// Writes the heads of answers. One for each server: what every answer of a second begins with is kept.
struct HTTPAnswerHead {
  /// How the client finds the end of the body.
  enum Framing: Equatable {
    /// By the length; the bytes themselves are left out for HEAD.
    case length(Int)
    case chunked
    /// By the end of the connection (HTTP/1.0).
    case close
    /// There is none: 204 and 304.
    case none
  }

  /// The date line, and the second it holds for.
  private var dateLine: [UInt8] = []
  private var dateSecond = Int.min

  /// Queues a head. `seconds` is the time since 1970. Fields that frame the message are ours to write: the handler's
  /// are left out, and so is one whose name is no token.
  mutating func append(
    status: Int, fields: HTTPFields, framing: Framing, closes: Bool, seconds: Int,
    to queue: inout HTTPWriteQueue
  ) {
    if seconds != dateSecond {
      dateSecond = seconds
      dateLine = Array("\r\nDate: \(HTTPDate.text(seconds))\r\n".utf8)
    }
    queue.gather(atMost: Self.fixedBytes + Self.bytes(of: fields)) { room in
      var writer = HTTPHeadWriter(room)
      Self.put(status: status, to: &writer)
      dateLine.withUnsafeBufferPointer { writer.put($0) }
      for field in fields.fields { Self.put(field, to: &writer) }
      Self.put(framing, closes, to: &writer)
      return writer.count
    }
  }

  /// More than everything takes that does not come from the handler.
  private static let fixedBytes = 256

  private static func bytes(of fields: HTTPFields) -> Int {
    var sum = 0
    for field in fields.fields { sum += field.name.utf8.count + field.value.utf8.count + 4 }
    return sum
  }

  private static func put(status: Int, to writer: inout HTTPHeadWriter) {
    switch status {
    case 200: writer.put("HTTP/1.1 200 OK")
    case 202: writer.put("HTTP/1.1 202 Accepted")
    default:
      writer.put("HTTP/1.1 ")
      writer.put(decimal: status)
      writer.put(0x20)
      var reason = HTTPStatus.reason(status)
      reason.withUTF8 { writer.put($0) }
    }
  }

  private static func put(_ field: HTTPFields.Field, to writer: inout HTTPHeadWriter) {
    var (name, value) = (field.name, field.value)
    name.withUTF8 { name in
      guard !name.isEmpty, HTTPByteSet.token.containsAll(name), !isOurs(name) else { return }
      writer.put(name)
      writer.put(": ")
      value.withUTF8 { writer.put(value: $0) }
      writer.put("\r\n")
    }
  }

  private static func isOurs(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    switch name.count {
    case 4: HTTPFieldLine.equal(name, "date")
    case 10: HTTPFieldLine.equal(name, "connection") || HTTPFieldLine.equal(name, "keep-alive")
    case 14: HTTPFieldLine.equal(name, "content-length")
    case 17: HTTPFieldLine.equal(name, "transfer-encoding")
    default: false
    }
  }

  private static func put(_ framing: Framing, _ closes: Bool, to writer: inout HTTPHeadWriter) {
    switch framing {
    case .length(let count):
      writer.put("Content-Length: ")
      writer.put(decimal: count)
      writer.put("\r\n")
    case .chunked: writer.put("Transfer-Encoding: chunked\r\n")
    case .close, .none: break
    }
    if closes { writer.put("Connection: close\r\n") }
    writer.put("\r\n")
  }

  /// Whether the handler asks for the connection to be closed.
  static func asksToClose(_ fields: HTTPFields) -> Bool {
    for field in fields.fields where field.name.utf8.count == 10 {
      if HTTPFields.equal(field.name, "connection"), HTTPFields.equal(field.value, "close") {
        return true
      }
    }
    return false
  }
}

import JSON
import JSONRPC
import MCPSchema

/// What the body of a POST is.
enum PostedBody {
  case message(IncomingMessage)
  case batch([UInt8])

  /// Reads a body; 400 for what is no JSON-RPC message.
  init(_ bytes: [UInt8]) throws(EndpointRefusal) {
    let start = bytes.firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if let start, bytes[start] == UInt8(ascii: "[") {
      self = .batch(Array(bytes[start...]))
      return
    }
    do {
      self = .message(IncomingMessage(bytes: bytes, envelope: try Envelope(scanning: bytes)))
    } catch {
      switch error {
      case .notJSON: throw EndpointRefusal(400, .parseError(error.message))
      case .invalid(let message, let id): throw .invalid(400, message, id: id)
      }
    }
  }
}

/// The messages of a batch, as far as the endpoint has to know them.
struct PostedBatch {
  /// The requests in it.
  private(set) var requests: [(id: RequestID, method: String, message: IncomingMessage)] = []
  /// The requests it cancels.
  private(set) var cancelled: [RequestID] = []
  /// The calls of ours it answers.
  private(set) var answered: [RequestID] = []

  /// Looks through a batch; 400 for one that is empty, too long, or holds one id twice.
  init(_ bytes: [UInt8], limit: Int) throws(EndpointRefusal) {
    let elements: [JSONValue]
    do { elements = try JSONParser.parse(bytes).array ?? [] } catch {
      throw EndpointRefusal(400, .parseError("not JSON: \(error.message) at byte \(error.offset)"))
    }
    guard !elements.isEmpty else { throw .invalid(400, "an empty batch") }
    guard elements.count <= limit else {
      throw .invalid(400, "a batch of \(elements.count) messages: at most \(limit) are taken")
    }
    for element in elements {
      let bytes = JSONWriter.bytes(element)
      // What is no message is answered by the session, in its place among the answers.
      guard let envelope = try? Envelope(scanning: bytes) else { continue }
      try add(IncomingMessage(bytes: bytes, envelope: envelope))
    }
  }

  private mutating func add(_ message: IncomingMessage) throws(EndpointRefusal) {
    switch message.envelope.kind {
    case .request(let id, let method):
      guard !requests.contains(where: { $0.id == id }) else {
        throw .invalid(400, "two requests of the batch have the id \(id.json)", id: id)
      }
      requests.append((id, method, message))
    case .notification(let method):
      if let id = CancelledRequest.id(method, message) { cancelled.append(id) }
    case .result(let id), .error(let id?): answered.append(id)
    case .error(nil): break
    }
  }
}

/// The notification by which a client gives up a request.
enum CancelledRequest {
  static let method = "notifications/cancelled"

  /// The request given up; nil for any other notification.
  static func id(_ method: String, _ message: IncomingMessage) -> RequestID? {
    guard method == Self.method, let params = try? message.params() else { return nil }
    return params["requestId"].flatMap { RequestID($0) }
  }
}

/// What the endpoint must know of params, found without building the rest of them.
struct ParamsOutline {
  private(set) var meta: JSONValue?
  private(set) var name: String?
  private(set) var uri: String?

  init(_ message: IncomingMessage) {
    guard let range = message.envelope.params else { return }
    do {
      try JSONParser.withBuffer(message.bytes) { buffer throws(JSONError) in
        try scan(UnsafeBufferPointer(rebasing: buffer[range]))
      }
    } catch {
      // The envelope's scan has read the same text already, so nothing is left to complain about here.
      self = ParamsOutline()
    }
  }

  /// Nothing: the outline of no params.
  init() {}

  /// Whether the params carry the envelope of a modern request, right or wrong.
  var hasEnvelope: Bool { meta.map { RequestEnvelope.isPresent(in: ["_meta": $0]) } ?? false }

  private mutating func scan(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError) {
    var scanner = JSONScanner(text, limits: .init())
    try scanner.skipSpace()
    guard scanner.current == UInt8(ascii: "{") else { return }
    try scanner.forEachMember { scanner, key, escaped throws(JSONError) in
      switch try scanner.text(key, hasEscapes: escaped) {
      case "_meta": meta = try scanner.smallValue()
      case "name": name = try Self.string(&scanner)
      case "uri": uri = try Self.string(&scanner)
      default: try scanner.skipValue(depth: 1)
      }
    }
  }

  private static func string(_ scanner: inout JSONScanner) throws(JSONError) -> String? {
    guard scanner.current == UInt8(ascii: "\"") else {
      try scanner.skipValue(depth: 1)
      return nil
    }
    return try scanner.smallValue().string
  }
}

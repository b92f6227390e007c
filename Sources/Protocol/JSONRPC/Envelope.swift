public import JSON

/// The outside of a JSON-RPC message: what it is and where its parts lie, found in one pass that checks the
/// whole text and copies nothing but the id and the method.
public struct Envelope: Sendable, Hashable {
  /// The four shapes of a message.
  public enum Kind: Sendable, Hashable {
    case request(RequestID, method: String)
    case notification(method: String)
    case result(RequestID)
    /// The id is absent when the failing message could not be read.
    case error(RequestID?)
  }

  /// What the message is.
  public let kind: Kind
  /// Where the value of `params` lies.
  public let params: Range<Int>?
  /// Where the value of `result` lies.
  public let result: Range<Int>?
  /// Where the value of `error` lies.
  public let error: Range<Int>?

  /// Reads the envelope of the message that fills `bytes`.
  ///
  /// Throws `.notJSON` when the text is not one JSON value, and `.invalid` (with the id, when it could be
  /// read) when the value is not one JSON-RPC 2.0 message: a batch, a missing member, an id of a wrong type,
  /// a member written twice.
  public init(scanning bytes: [UInt8], limits: JSONLimits = .init()) throws(EnvelopeError) {
    do {
      let found = try JSONParser.withBuffer(bytes) { buffer throws(JSONError) in
        try EnvelopeScan(buffer, limits: limits)
      }
      self = try found.envelope()
    } catch let error as EnvelopeError {
      throw error
    } catch let error as JSONError {
      throw EnvelopeError.notJSON(error)
    } catch {
      throw EnvelopeError.invalid("not a JSON-RPC message", id: nil)
    }
  }

  init(kind: Kind, params: Range<Int>?, result: Range<Int>?, error: Range<Int>?) {
    self.kind = kind
    self.params = params
    self.result = result
    self.error = error
  }
}

/// Why bytes are not a JSON-RPC message.
public enum EnvelopeError: Error, Hashable, Sendable {
  /// Not JSON at all.
  case notJSON(JSONError)
  /// JSON, but no single JSON-RPC 2.0 message; with the id where one could be read.
  case invalid(String, id: RequestID?)

  /// What is wrong, for a person.
  public var message: String {
    switch self {
    case .notJSON(let error): "not JSON: \(error.message) at byte \(error.offset)"
    case .invalid(let message, _): message
    }
  }
}

/// The members of a message as the scan finds them.
private struct EnvelopeScan {
  var isObject = false
  var isArray = false
  var hasVersion = false
  var id: JSONValue?
  var method: String?
  var params: Range<Int>?
  var result: Range<Int>?
  var error: Range<Int>?
  var problem: String?

  init(_ buffer: UnsafeBufferPointer<UInt8>, limits: JSONLimits) throws(JSONError) {
    guard buffer.count <= limits.maximumBytes else {
      throw JSONError("larger than \(limits.maximumBytes) bytes", at: limits.maximumBytes)
    }
    var scanner = JSONScanner(buffer, limits: limits)
    try scanner.skipSpace()
    if scanner.current == UInt8(ascii: "{") {
      isObject = true
      try scanner.forEachMember { scanner, key, escaped throws(JSONError) in
        try member(key, escaped, &scanner)
      }
    } else {
      isArray = scanner.current == UInt8(ascii: "[")
      try scanner.skipValue()
    }
    try scanner.finish()
  }

  private mutating func member(
    _ key: Range<Int>, _ escaped: Bool, _ scanner: inout JSONScanner
  ) throws(JSONError) {
    let name = EnvelopeMember(try escaped ? scanner.text(key, hasEscapes: true) : nil, key, scanner)
    switch name {
    case .version:
      if hasVersion { problem = "jsonrpc is written twice" }
      hasVersion = true
      guard scanner.current == UInt8(ascii: "\"") else {
        problem = "jsonrpc must be \"2.0\""
        return try scanner.skipValue(depth: 1)
      }
      let (inside, escapes) = try scanner.skipString()
      if try scanner.text(inside, hasEscapes: escapes) != "2.0" {
        problem = "jsonrpc must be \"2.0\""
      }
    case .id:
      if id != nil { problem = "id is written twice" }
      let start = scanner.position
      try scanner.skipValue(depth: 1)
      var part = scanner
      part.position = start
      id =
        part.current == UInt8(ascii: "{") || part.current == UInt8(ascii: "[")
        ? .array([]) : try part.smallValue()
    case .method:
      if method != nil { problem = "method is written twice" }
      guard scanner.current == UInt8(ascii: "\"") else {
        problem = "method must be a string"
        return try scanner.skipValue(depth: 1)
      }
      let (inside, escapes) = try scanner.skipString()
      method = try scanner.text(inside, hasEscapes: escapes)
    case .params: params = try part(params, "params", &scanner)
    case .result: result = try part(result, "result", &scanner)
    case .error: error = try part(error, "error", &scanner)
    case .other: try scanner.skipValue(depth: 1)
    }
  }

  private mutating func part(
    _ earlier: Range<Int>?, _ name: String, _ scanner: inout JSONScanner
  ) throws(JSONError) -> Range<Int> {
    if earlier != nil { problem = "\(name) is written twice" }
    let start = scanner.position
    try scanner.skipValue(depth: 1)
    return start..<scanner.position
  }

  func envelope() throws(EnvelopeError) -> Envelope {
    guard isObject else {
      throw .invalid(isArray ? "a batch is not accepted here" : "not a JSON object", id: nil)
    }
    let requestID = id.flatMap { RequestID($0) }
    if let problem { throw .invalid(problem, id: requestID) }
    guard hasVersion else { throw .invalid("jsonrpc is missing", id: requestID) }
    if let id, requestID == nil, !(id.isNull && error != nil) {
      throw .invalid("id must be a string or an integer", id: nil)
    }
    let kind: Envelope.Kind
    switch (method, result != nil, error != nil) {
    case (let method?, false, false):
      kind = requestID.map { .request($0, method: method) } ?? .notification(method: method)
    case (nil, true, false):
      guard let requestID else { throw .invalid("a result needs an id", id: nil) }
      kind = .result(requestID)
    case (nil, false, true): kind = .error(requestID)
    case (nil, false, false):
      throw .invalid("neither method, result nor error", id: requestID)
    default:
      throw .invalid("more than one of method, result and error", id: requestID)
    }
    return Envelope(kind: kind, params: params, result: result, error: error)
  }
}

/// The member names an envelope knows, told apart by length and bytes.
private enum EnvelopeMember {
  case version, id, method, params, result, error, other

  init(_ unescaped: String?, _ key: Range<Int>, _ scanner: JSONScanner) {
    if let unescaped {
      self.init(name: unescaped)
      return
    }
    switch key.count {
    case 2: self = Self.matches("id", key, scanner) ? .id : .other
    case 5: self = Self.matches("error", key, scanner) ? .error : .other
    case 6:
      if Self.matches("method", key, scanner) {
        self = .method
      } else if Self.matches("params", key, scanner) {
        self = .params
      } else {
        self = Self.matches("result", key, scanner) ? .result : .other
      }
    case 7: self = Self.matches("jsonrpc", key, scanner) ? .version : .other
    default: self = .other
    }
  }

  private init(name: String) {
    switch name {
    case "jsonrpc": self = .version
    case "id": self = .id
    case "method": self = .method
    case "params": self = .params
    case "result": self = .result
    case "error": self = .error
    default: self = .other
    }
  }

  @inline(__always)
  private static func matches(
    _ word: StaticString, _ key: Range<Int>, _ scanner: JSONScanner
  ) -> Bool {
    for index in 0..<key.count
    where word.utf8Start[index] != scanner.base[key.lowerBound + index] {
      return false
    }
    return true
  }
}

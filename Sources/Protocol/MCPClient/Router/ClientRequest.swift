import JSON
import JSONRPC
import MCPSchema

/// One request, on its way to the session.
struct ClientRequest: Sendable {
  var method: String
  var members: JSONObject
  var options: CallOptions
  /// Names the progress when the caller hears of it by other means than `options.progress`.
  var progressToken: JSONValue?
  /// The server's state of a call it asks to be made again, byte for byte (mcp-protocol §4.7).
  var state: RawJSON?
  /// The progress of a task, which the answer to this request ends.
  var endsProgress: JSONValue?

  init(
    _ method: String, _ members: JSONObject = JSONObject(), _ options: CallOptions,
    progressToken: JSONValue? = nil
  ) {
    self.method = method
    self.members = members
    self.options = options
    self.progressToken = progressToken
  }
}

extension RawJSON {
  /// An object with one more member, whose value goes in as it is written.
  func adding(_ name: String, _ value: RawJSON) -> RawJSON {
    var text = Array(bytes.dropLast())
    if text.count > 1 { text.append(UInt8(ascii: ",")) }
    JSONWriter.append(string: name, to: &text)
    text.append(UInt8(ascii: ":"))
    text.append(contentsOf: value.bytes)
    text.append(UInt8(ascii: "}"))
    return RawJSON(bytes: text)
  }

  /// The text of a member of an object, as it stands; nil when there is none or this is no object.
  func member(_ name: String) -> RawJSON? {
    let range = try? JSONParser.withBuffer(bytes) { buffer throws(JSONError) -> Range<Int>? in
      var scanner = JSONScanner(buffer, limits: .init())
      try scanner.skipSpace()
      guard scanner.current == UInt8(ascii: "{") else { return nil }
      var found: Range<Int>?
      try scanner.forEachMember { scanner, key, hasEscapes throws(JSONError) in
        let isMeant = try scanner.text(key, hasEscapes: hasEscapes) == name
        let start = scanner.position
        try scanner.skipValue(depth: 1)
        if isMeant { found = start..<scanner.position }
      }
      return found
    }
    return range.flatMap { $0 }.map { RawJSON(bytes: Array(bytes[$0])) }
  }
}

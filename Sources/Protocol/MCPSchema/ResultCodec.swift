public import JSON

/// Writes a server's results in the words of one revision: what one era adds never leaks into the other.
public struct ResultCodec: Sendable {
  /// The revision spoken.
  public let revision: Revision
  private let server: Implementation
  /// The members every modern result ends with, as text, closing brace included.
  private let tail: [UInt8]

  /// Makes a codec for a server.
  public init(revision: Revision, server: Implementation) {
    self.revision = revision
    self.server = server
    if revision.era == .modern {
      let meta: JSONValue = [MetaKey.serverInfo: server.value]
      tail = Array(#","resultType":"complete","_meta":"#.utf8) + JSONWriter.bytes(meta) + [0x7D]
    } else {
      tail = [0x7D]
    }
  }

  /// A result of these members, with the envelope of the revision.
  public func result(_ members: JSONObject) -> RawJSON {
    var bytes = JSONWriter.bytes(.object(members))
    if members.isEmpty {
      return RawJSON(bytes: revision.era == .modern ? [0x7B] + tail.dropFirst() : bytes)
    }
    bytes.removeLast()
    bytes.append(contentsOf: tail)
    return RawJSON(bytes: bytes)
  }

  /// A result that clients may keep for a while; only modern ones say so.
  public func cacheable(_ members: JSONObject, ttlMs: Int, isPublic: Bool) -> RawJSON {
    guard revision.era == .modern else { return result(members) }
    var members = members
    members["ttlMs"] = .int(ttlMs)
    members["cacheScope"] = isPublic ? "public" : "private"
    return result(members)
  }

  /// A result of another kind than a complete one (modern revisions only): `input_required` or `task`.
  public func result(_ members: JSONObject, type: String) -> RawJSON {
    var object = members
    object["resultType"] = .string(type)
    object["_meta"] = [MetaKey.serverInfo: server.value]
    return RawJSON(.object(object))
  }

  /// The result that ends a listening stream: it names the stream, as every message of it does.
  public func subscriptionEnded(_ id: JSONValue) -> RawJSON {
    RawJSON([
      "resultType": "complete",
      "_meta": [MetaKey.subscriptionID: id, MetaKey.serverInfo: server.value],
    ])
  }

  /// The result of `tools/call`, written without building a tree.
  public func toolResult(_ result: ToolResult) -> RawJSON {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(128 + result.content.reduce(0) { $0 + ($1.text?.utf8.count ?? 64) })
    JSONWriter.append(raw: #"{"content":["#, to: &bytes)
    var isFirst = true
    for block in result.content {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      if case .text(let text) = block {
        JSONWriter.append(raw: #"{"type":"text","text":"#, to: &bytes)
        JSONWriter.append(string: text, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
      } else {
        JSONWriter.append(block.degraded(for: revision).value, to: &bytes)
      }
    }
    bytes.append(UInt8(ascii: "]"))
    if revision.hasStructuredContent, let value = result.structuredContent {
      JSONWriter.append(raw: #","structuredContent":"#, to: &bytes)
      JSONWriter.append(structured(value), to: &bytes)
    }
    if result.isError { JSONWriter.append(raw: #","isError":true"#, to: &bytes) }
    bytes.append(contentsOf: tail)
    return RawJSON(bytes: bytes)
  }

  /// The definition of a tool as this revision lists it; `taskSupport` where the revision has core tasks.
  public func tool(_ tool: ToolDescription, taskSupport: String? = nil) -> JSONValue {
    var definition = tool.definition
    if revision.hasCoreTasks, let taskSupport {
      definition["execution"] = ["taskSupport": .string(taskSupport)]
    }
    guard let schema = definition["outputSchema"] else { return .object(definition) }
    if !revision.hasStructuredContent {
      definition["outputSchema"] = nil
    } else if !revision.allowsAnyStructuredValue, schema["type"]?.string != "object" {
      definition["outputSchema"] = [
        "type": "object", "properties": ["result": schema], "required": ["result"],
      ]
    }
    return .object(definition)
  }

  /// Wraps what is no object for revisions that only take objects, as `tool(_:)` wraps the schema.
  private func structured(_ value: JSONValue) -> JSONValue {
    revision.allowsAnyStructuredValue || value.object != nil ? value : ["result": value]
  }

  /// The result of `initialize`.
  public func initialize(capabilities: JSONObject, instructions: String?) -> RawJSON {
    var members: JSONObject = [
      "protocolVersion": .string(revision.name), "capabilities": .object(capabilities),
      "serverInfo": server.value,
    ]
    if let instructions { members["instructions"] = .string(instructions) }
    return result(members)
  }

  /// The result of `server/discover`.
  public func discover(capabilities: JSONObject, instructions: String?) -> RawJSON {
    var members: JSONObject = [
      "supportedVersions": .array(Revision.modern.map { .string($0.name) }),
      "capabilities": .object(capabilities),
    ]
    if let instructions { members["instructions"] = .string(instructions) }
    return cacheable(members, ttlMs: 3_600_000, isPublic: true)
  }
}

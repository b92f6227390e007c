public import JSON

/// Writes a client's requests in the words of one revision.
public struct RequestCodec: Sendable, Hashable {
  /// The revision spoken.
  public let revision: Revision
  private let envelope: JSONObject

  /// Makes a codec for a client.
  public init(
    revision: Revision, client: Implementation, capabilities: JSONObject = JSONObject()
  ) {
    self.revision = revision
    envelope =
      revision.era == .modern
      ? [
        MetaKey.protocolVersion: .string(revision.name),
        MetaKey.clientCapabilities: .object(capabilities),
        MetaKey.clientInfo: client.value,
      ] : JSONObject()
  }

  /// The params of a request: modern ones always carry the envelope, legacy ones only what is asked for.
  ///
  /// `meta` is what the caller adds to `_meta`: a log level, trace context, members of its own.
  public func params(
    _ members: JSONObject = JSONObject(), progressToken: JSONValue? = nil,
    meta added: JSONObject = JSONObject()
  ) -> RawJSON? {
    var meta = envelope
    for member in added.members { meta[member.key] = member.value }
    if let progressToken { meta[MetaKey.progressToken] = progressToken }
    var object = members
    if !meta.isEmpty { object["_meta"] = .object(meta) }
    return object.isEmpty ? nil : RawJSON(.object(object))
  }

  /// The params of `initialize`.
  public static func initialize(
    _ revision: Revision, client: Implementation, capabilities: JSONObject = JSONObject()
  ) -> RawJSON {
    RawJSON([
      "protocolVersion": .string(revision.name), "capabilities": .object(capabilities),
      "clientInfo": client.value,
    ])
  }
}

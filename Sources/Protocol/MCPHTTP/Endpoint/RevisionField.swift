import MCPSchema

/// What the field `MCP-Protocol-Version` says about the era of a request (mcp-protocol §5.5 rung 5).
enum RevisionField {
  /// Whether it names a modern revision, or a date so late that only a modern one can be meant.
  static func isModern(_ name: String?) -> Bool {
    guard let name, let first = Revision.modern.last?.name else { return false }
    if name == first { return true }
    let bytes = Array(name.utf8)
    let isDate =
      bytes.count == 10
      && bytes.enumerated().allSatisfy { place, byte in
        place == 4 || place == 7 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
      }
    return isDate && name >= first
  }

  /// Whether it names a revision with a handshake.
  static func isLegacy(_ name: String) -> Bool { Revision.legacy.contains { $0.name == name } }

  /// Whether it names a revision whose error answers must have an id, so that one without is no message there.
  static func needsErrorID(_ name: String?) -> Bool {
    guard let name else { return false }
    return isLegacy(name) && name < Revision.v2025_11_25.name
  }
}

extension Revision {
  /// Whether a stream may be closed before its answer, which the client then comes back for (SEP-1699).
  var hasStreamPolling: Bool { era == .legacy && name >= Revision.v2025_11_25.name }
}

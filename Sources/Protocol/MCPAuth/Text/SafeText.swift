/// Text of peers made fit for messages and for header fields.
package enum SafeText {
  /// The printable ASCII of a text, at most `limit` characters: what an OAuth error may say (RFC 6749 §5.2), and
  /// nothing that could steer a terminal.
  package static func printable(_ text: String, limit: Int = 200) -> String {
    let kept = text.utf8.lazy.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
    let short = String(decoding: kept.prefix(limit), as: UTF8.self)
    return text.utf8.count > limit ? short + "…" : short
  }

  /// Whether a text may stand in a field value as a token or key: visible ASCII without spaces.
  package static func isVisibleASCII(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  /// Whether a text is one scope (RFC 6749 §3.3): visible ASCII without `"` and `\`.
  package static func isScope(_ text: String) -> Bool {
    isVisibleASCII(text) && !text.contains("\"") && !text.contains("\\")
  }
}

/// A text that must never be shown: a token, a client secret, a private key.
///
/// Printing it, or a value that holds it, shows a placeholder; comparing takes the same time wherever two secrets of
/// equal length differ.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The text itself; only for the message it belongs into.
  public let value: String

  /// Wraps a text.
  public init(_ value: String) { self.value = value }

  /// A placeholder, never the text.
  public var description: String { "‹secret›" }
  /// A placeholder, never the text.
  public var debugDescription: String { description }
  /// No children, so that dumping shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [:]) }

  /// Whether two secrets are the same, without telling by the time it takes where they differ.
  public static func == (left: Secret, right: Secret) -> Bool {
    Self.isSame(Array(left.value.utf8), Array(right.value.utf8))
  }

  /// Whether two runs of bytes are the same; the time depends on their lengths alone.
  package static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}

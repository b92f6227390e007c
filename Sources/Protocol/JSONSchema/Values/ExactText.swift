/// A string compared scalar by scalar.
///
/// JSON texts are equal only when they have the same code points; Swift's own comparison also calls differently
/// composed spellings of a letter equal. Source: JSON Schema Core 2020-12, section 4.2.2 "Instance Equality".
struct ExactText: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactText, right: ExactText) -> Bool { same(left.text, right.text) }

  func hash(into hasher: inout Hasher) {
    let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if isHashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
    hasher.combine(UInt8(0xFF))
  }

  /// Whether both texts have the same scalars.
  @inline(__always)
  static func same(_ left: String, _ right: String) -> Bool {
    // Equal lengths and Swift's equality are enough for ASCII; the bytes decide for the rest.
    left.utf8.count == right.utf8.count && left == right
      && (left.utf8Span.isKnownASCII || left.utf8.elementsEqual(right.utf8))
  }
}

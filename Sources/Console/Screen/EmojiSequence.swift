/// Tells emoji sequences from other clusters: only in these do joiners, variation selectors and
/// tags have a meaning; anywhere else they hide something.
///
/// Source: Unicode Technical Standard 51, section 1.4.9.
enum EmojiSequence {
  /// Whether the scalars are one emoji with a variation selector, skin tone or keycap, several
  /// joined by ZWJ, a flag of two letters, or a flag spelled in tags.
  static func matches(_ scalars: Character.UnicodeScalarView) -> Bool {
    let values = scalars.prefix(maximumScalars + 1).map(\.value)
    guard let first = values.first, values.count > 1, values.count <= maximumScalars else {
      return false
    }
    if first == blackFlag, values.last == cancelTag {
      return values.count > 2 && values.dropFirst().dropLast().allSatisfy(isTag)
    }
    if regionalIndicators.contains(first) {
      return values.count == 2 && regionalIndicators.contains(values[1])
    }
    return isJoined(scalars)
  }

  /// Emoji, each with at most two modifiers, between single joiners.
  private static func isJoined(_ scalars: Character.UnicodeScalarView) -> Bool {
    var expectsEmoji = true
    var modifiers: [UInt32] = []
    for scalar in scalars {
      switch scalar.value {
      case zeroWidthJoiner where !expectsEmoji:
        expectsEmoji = true
      case textStyle where !expectsEmoji, emojiStyle where !expectsEmoji,
        keycap where !expectsEmoji, skinTones where !expectsEmoji:
        guard modifiers.count < 2, !modifiers.contains(scalar.value) else { return false }
        modifiers.append(scalar.value)
      default:
        guard expectsEmoji, scalar.properties.isEmoji else { return false }
        expectsEmoji = false
        modifiers = []
      }
    }
    return !expectsEmoji
  }

  /// The longest sequence in use, a family or couple with skin tones, has 10 scalars.
  private static let maximumScalars = 12
  private static let zeroWidthJoiner: UInt32 = 0x200D
  private static let textStyle: UInt32 = 0xFE0E
  private static let emojiStyle: UInt32 = 0xFE0F
  private static let keycap: UInt32 = 0x20E3
  private static let blackFlag: UInt32 = 0x1F3F4
  private static let cancelTag: UInt32 = 0xE007F
  private static let skinTones: ClosedRange<UInt32> = 0x1F3FB...0x1F3FF
  private static let regionalIndicators: ClosedRange<UInt32> = 0x1F1E6...0x1F1FF
  /// The digits and small letters of tag sequences.
  private static func isTag(_ value: UInt32) -> Bool {
    (0xE0030...0xE0039).contains(value) || (0xE0061...0xE007A).contains(value)
  }
}

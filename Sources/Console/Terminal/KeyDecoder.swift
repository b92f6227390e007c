package import Screen

/// Turns what the terminal sends into keys: UTF-8 assembly, control keys, bracketed paste.
///
/// ncurses decodes the function keys of the terminal's own description; this adds what it leaves
/// as single bytes. Bytes come in batches, one for each time the descriptor was readable: an
/// escape byte at the end of a batch is the Escape key, because ncurses has already waited for more.
/// Pure: the same bytes and batches give the same keys.
package struct KeyDecoder: Sendable {
  /// A paste is cut after this many bytes; the rest of it is dropped.
  package static let maximumPasteBytes = 1 << 20

  private enum State {
    case ground
    case escape
    /// Inside `CSI`: the parameter bytes so far.
    case control([UInt8])
    /// After `ESC O`.
    case single
    case paste
  }

  private static let pasteStart = Array("200".utf8)
  private static let pasteEnd = Array("\u{1b}[201~".utf8)
  /// Parameters longer than this are no key sequence; it is given up.
  private static let maximumParameters = 64

  private var state = State.ground
  private var keys: [Key] = []
  private var utf8: [UInt8] = []
  private var pasted: [UInt8] = []
  /// How many bytes of `pasteEnd` the paste ends with so far.
  private var endMatched = 0

  package init() {}

  /// Whether a paste has begun and not ended: bytes are then data, not keys.
  package var isPasting: Bool {
    if case .paste = state { true } else { false }
  }

  /// Takes a key that ncurses has recognised. Inside a paste it is dropped: it was part of the
  /// pasted text, and no pasted byte may act as a key.
  package mutating func feed(_ key: Key) {
    if isPasting { return }
    flush()
    keys.append(key)
  }

  /// Takes one byte.
  package mutating func feed(_ byte: UInt8) {
    switch state {
    case .ground: ground(byte)
    case .escape: escape(byte)
    case .control(let parameters): control(byte, parameters)
    case .single: single(byte)
    case .paste: paste(byte)
    }
  }

  /// Ends a batch and returns its keys in order.
  package mutating func finishBatch() -> [Key] {
    switch state {
    case .escape, .single: flush()
    // A sequence cut in two by a slow line goes on in the next batch.
    case .control(let parameters): if parameters.isEmpty { flush() }
    case .ground, .paste: break
    }
    defer { keys = [] }
    return keys
  }

  /// Gives up an unfinished sequence: its bytes become the keys they are one by one.
  private mutating func flush() {
    utf8 = []
    switch state {
    case .escape: keys.append(.escape)
    case .single: keys += [.escape, .character("O")]
    case .control: keys += [.escape, .character("[")]
    case .ground, .paste: return
    }
    state = .ground
  }

  private mutating func ground(_ byte: UInt8) {
    if byte >= 0x80 { return assemble(byte) }
    utf8 = []
    switch byte {
    case 0x1b: state = .escape
    case 0x0a, 0x0d: keys.append(.enter)
    case 0x09: keys.append(.tab)
    case 0x08, 0x7f: keys.append(.backspace)
    case 0..<0x20: keys.append(.control(Self.controlLetter(byte)))
    default: keys.append(.character(Character(Unicode.Scalar(byte))))
    }
  }

  private static func controlLetter(_ byte: UInt8) -> Character {
    let letter = Character(Unicode.Scalar(byte + 0x40))
    return Character(letter.lowercased())
  }

  /// Collects the bytes of one scalar; what cannot become one is dropped.
  private mutating func assemble(_ byte: UInt8) {
    if byte >= 0xc0 { utf8 = [] }
    utf8.append(byte)
    guard let first = utf8.first, first >= 0xc2, first < 0xf5 else { return utf8 = [] }
    let length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    guard utf8.count == length else { return }
    if let text = String(validating: utf8, as: UTF8.self), let character = text.first {
      keys.append(.character(character))
    }
    utf8 = []
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "["): state = .control([])
    case UInt8(ascii: "O"): state = .single
    default:
      flush()
      ground(byte)
    }
  }

  /// `ESC O x`: the cursor keys of the application mode. Others are unknown keys and are ignored.
  private mutating func single(_ byte: UInt8) {
    state = .ground
    if let key = Self.cursorKey(byte) { keys.append(key) }
  }

  private mutating func control(_ byte: UInt8, _ parameters: [UInt8]) {
    switch byte {
    case 0x20..<0x40 where parameters.count < Self.maximumParameters:
      state = .control(parameters + [byte])
    case UInt8(ascii: "~") where parameters == Self.pasteStart:
      state = .paste
      pasted = []
      endMatched = 0
    case 0x40..<0x7f:
      state = .ground
      if parameters.isEmpty, let key = Self.cursorKey(byte) { keys.append(key) }
    default:
      state = .ground
      ground(byte)
    }
  }

  private static func cursorKey(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "Z"): .backTab
    default: nil
    }
  }

  private mutating func paste(_ byte: UInt8) {
    if byte == Self.pasteEnd[endMatched] {
      endMatched += 1
      if endMatched == Self.pasteEnd.count { endPaste() }
      return
    }
    keep(Self.pasteEnd[..<endMatched])
    endMatched = byte == Self.pasteEnd[0] ? 1 : 0
    if endMatched == 1 { return }
    // Terminals remove this byte from pastes, so it is the key, typed to get out of a paste whose
    // end was lost.
    if byte == 0x03 {
      endPaste()
      keys.append(.control("c"))
    } else {
      keep([byte])
    }
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    pasted += bytes.prefix(Self.maximumPasteBytes - pasted.count)
  }

  private mutating func endPaste() {
    keys.append(.paste(String(decoding: pasted, as: UTF8.self)))
    pasted = []
    endMatched = 0
    state = .ground
  }
}

/// Writes the pieces of a head into room that is known to be large enough.
///
/// Plain stores: an array checks its capacity and its uniqueness at every append, which for the dozen pieces of a head
/// costs more than writing them.
struct HTTPHeadWriter {
  private let room: UnsafeMutableBufferPointer<UInt8>
  /// Bytes written so far.
  private(set) var count = 0

  init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

  /// Bytes a number takes at most.
  static let numberBytes = 20

  @inline(__always)
  mutating func put(_ text: StaticString) {
    put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inline(__always)
  mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
    precondition(bytes.count <= room.count - count, "a head is longer than was reckoned")
    guard let base = bytes.baseAddress, let target = room.baseAddress else { return }
    (target + count).update(from: base, count: bytes.count)
    count += bytes.count
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    precondition(count < room.count, "a head is longer than was reckoned")
    room[count] = byte
    count += 1
  }

  mutating func put(decimal number: Int) {
    var rest = UInt(number.magnitude)
    var divisor: UInt = 1
    while rest / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      put(UInt8(ascii: "0") + UInt8(rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }

  mutating func put(hexadecimal number: Int) {
    var shift = max(0, (Int.bitWidth - 1 - number.leadingZeroBitCount) / 4 * 4)
    while shift >= 0 {
      let digit = UInt8(number >> shift & 0xF)
      put(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      shift -= 4
    }
  }

  /// Writes a field value. It may carry text from elsewhere, so that a control character in it, which could begin a
  /// line of its own, becomes a space.
  mutating func put(value: UnsafeBufferPointer<UInt8>) {
    let start = count
    put(value)
    let written = UnsafeMutableBufferPointer(rebasing: room[start..<count])
    var index = HTTPLineScan.firstControl(UnsafeBufferPointer(written), from: 0)
    while index < written.count {
      if HTTPLineScan.isControl(written[index]) { written[index] = 0x20 }
      index += 1
    }
  }
}

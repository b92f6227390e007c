extension HTTPRequestParser {
  /// Takes what has come of a body of known length or of a chunk; false when some of it is still missing.
  mutating func takeBody(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
    let count = min(missing, bytes.count - position)
    let piece = UnsafeBufferPointer(rebasing: bytes[position..<position + count])
    position += count
    if body.isEmpty, count == missing {
      body = Array(piece)
    } else if count > 0 {
      // A length is within the limit, and memory not yet written to costs nothing.
      if body.isEmpty { body.reserveCapacity(missing) }
      body.append(contentsOf: piece)
    }
    missing -= count
    guard missing == 0 else { return false }
    stage = stage == .body ? .whole : .chunkEnd
    return true
  }

  /// Takes `1a` or `1a;name=value`: hexadecimal digits, and an extension that is ignored (RFC 9112 §7.1).
  mutating func takeChunkSize(_ line: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    let end = line.firstIndex(of: UInt8(ascii: ";")) ?? line.count
    let digits = UnsafeBufferPointer(rebasing: line[..<end])
    guard (1...Self.chunkSizeDigits).contains(digits.count),
      HTTPByteSet.hexadecimal.containsAll(digits)
    else {
      throw .malformed(
        "a chunk's size is not 1 to \(Self.chunkSizeDigits) hexadecimal digits (RFC 9112 §7.1)")
    }
    extensionBytes += line.count - end
    if extensionBytes > limits.chunkExtensionBytes {
      throw .malformed(
        "the body has more than \(limits.chunkExtensionBytes) bytes of chunk extensions: send none")
    }
    let size = digits.reduce(UInt64(0)) { $0 << 4 | Self.hexadecimalValue($1) }
    guard size <= UInt64(max(0, limits.bodyBytes - body.count)) else { throw bodyTooLarge }
    missing = Int(size)
    stage = size == 0 ? .trailers : .chunk
  }

  private static func hexadecimalValue(_ digit: UInt8) -> UInt64 {
    UInt64(digit & 0x0F) + (digit >= UInt8(ascii: "A") ? 9 : 0)
  }

  // MARK: Reading in place

  /// Bytes missing of a body of known length whose beginning has come; 0 outside one.
  package var missingBodyBytes: Int { stage == .body && !body.isEmpty ? missing : 0 }

  /// Lets `read` write the next bytes of the body where they belong, which saves a large body a copy. It is handed
  /// room for the `missingBodyBytes` and says how many it wrote.
  package mutating func readBody(
    _ read: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) -> Event {
    let missing = missingBodyBytes
    guard missing > 0 else { return .incomplete }
    var count = 0
    body.append(addingCapacity: missing) { span in
      span.withUnsafeMutableBufferPointer { buffer, initialized in
        let room = UnsafeMutableBufferPointer(
          rebasing: buffer[initialized..<initialized + missing])
        count = max(0, read(room))
        initialized += count
      }
    }
    self.missing -= count
    guard self.missing == 0 else { return .incomplete }
    stage = .whole
    return .request
  }
}

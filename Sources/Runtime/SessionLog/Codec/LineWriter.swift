import JSON

/// Writes one JSON object on one line, member by member.
struct LineWriter {
  private var output: [UInt8]
  private var isFirst = true

  /// Begins a line of its own.
  init() { output = [UInt8(ascii: "{")] }

  /// Goes on at the end of `buffer`, which is empty until it is given back by `finish`: two owners
  /// would make every line copy the whole buffer.
  init(taking buffer: inout [UInt8]) {
    output = []
    swap(&output, &buffer)
    output.append(UInt8(ascii: "{"))
  }

  /// Closes the object and the line, and hands back everything.
  mutating func finish() -> [UInt8] {
    output.append(UInt8(ascii: "}"))
    output.append(0x0A)
    var whole: [UInt8] = []
    swap(&whole, &output)
    return whole
  }

  private mutating func name(_ key: String) {
    output.append(contentsOf: isFirst ? "\"".utf8 : ",\"".utf8)
    output.append(contentsOf: key.utf8)
    output.append(contentsOf: "\":".utf8)
    isFirst = false
  }

  mutating func field(_ key: String, _ value: Int) {
    name(key)
    output.append(contentsOf: String(value).utf8)
  }

  mutating func field(_ key: String, _ value: Int?) {
    if let value { field(key, value) }
  }

  mutating func field(_ key: String, _ value: String) {
    name(key)
    JSONWriter.append(string: value, to: &output)
  }

  mutating func field(_ key: String, _ value: String?) {
    if let value { field(key, value) }
  }

  mutating func field(_ key: String, _ value: Bool) {
    name(key)
    output.append(contentsOf: value ? "true".utf8 : "false".utf8)
  }

  mutating func field(_ key: String, _ values: [String]) {
    name(key)
    output.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      JSONWriter.append(string: value, to: &output)
    }
    output.append(UInt8(ascii: "]"))
  }

  /// Seconds with six decimals.
  mutating func field(_ key: String, _ time: Duration) {
    name(key)
    SessionTime.append(time, to: &output)
  }

  /// Splices a value in byte-exact, line breaks between its tokens turned to spaces.
  ///
  /// Bytes that would break the line (no single JSON value, or no UTF-8) go base64 under `fallback`.
  mutating func field(_ key: String, _ value: RawJSON, otherwise fallback: String) {
    let bytes = value.bytes
    let start = JSONScan.skipSpace(bytes, 0, bytes.count)
    let end = JSONScan.endOfValue(bytes, start, bytes.count)
    guard let end, JSONScan.skipSpace(bytes, end, bytes.count) == bytes.count, isUTF8(bytes) else {
      name(fallback)
      output.append(UInt8(ascii: "\""))
      output.append(contentsOf: Base64.encode(bytes))
      return output.append(UInt8(ascii: "\""))
    }
    name(key)
    let from = output.count
    output.append(contentsOf: bytes)
    guard bytes.contains(0x0A) || bytes.contains(0x0D) else { return }
    // A raw line break inside a string was refused by the scan above, so all of these are between tokens.
    for index in from..<output.count where output[index] == 0x0A || output[index] == 0x0D {
      output[index] = 0x20
    }
  }

  private func isUTF8(_ bytes: [UInt8]) -> Bool {
    if bytes.allSatisfy({ $0 < 0x80 }) { return true }
    return (try? UTF8Span(validating: bytes.span)) != nil
  }
}

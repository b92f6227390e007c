/// A request line: `METHOD SP target SP HTTP/1.1` (RFC 9112 §3).
struct HTTPRequestLine {
  private(set) var method = ""
  private(set) var target = HTTPTarget()
  private(set) var isVersion10 = false

  /// Makes one that says nothing.
  init() {}

  /// Reads a line that holds no control character but tabs.
  init(_ line: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    guard let first = line.firstIndex(of: 0x20),
      let second = line[(first + 1)...].firstIndex(of: 0x20)
    else { throw Self.refusal }
    let name = UnsafeBufferPointer(rebasing: line[..<first])
    guard !name.isEmpty, HTTPByteSet.token.containsAll(name) else { throw Self.refusal }
    method = String(decoding: name, as: UTF8.self)
    isVersion10 = try Self.isVersion10(UnsafeBufferPointer(rebasing: line[(second + 1)...]))
    target = try HTTPTarget(
      UnsafeBufferPointer(rebasing: line[(first + 1)..<second]), method: method)
  }

  private static let refusal = HTTPRefusal.malformed(
    "the request line is not a method, a target and a version with one space between (RFC 9112 §3)")

  private static func isVersion10(
    _ version: UnsafeBufferPointer<UInt8>
  ) throws(HTTPRefusal) -> Bool {
    let name: StaticString = "HTTP/"
    guard version.count == 8,
      version.starts(with: UnsafeBufferPointer(start: name.utf8Start, count: 5)),
      HTTPByteSet.digit.contains(version[5]), version[6] == UInt8(ascii: "."),
      HTTPByteSet.digit.contains(version[7])
    else { throw refusal }
    guard version[5] == UInt8(ascii: "1"), version[7] <= UInt8(ascii: "1") else {
      throw HTTPRefusal(505, "this HTTP version is not spoken here: use HTTP/1.1")
    }
    return version[7] == UInt8(ascii: "0")
  }
}

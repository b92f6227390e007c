extension HTTPRequestHead {
  /// What a field line says about the message, looked at alone.
  static func meaning(of line: HTTPFieldLine) throws(HTTPRefusal) -> Meaning {
    let (name, value) = (line.name, line.value)
    switch name.count {
    case 4 where HTTPFieldLine.equal(name, "host"): return try host(value)
    case 6 where HTTPFieldLine.equal(name, "expect"):
      return .expectation(isKnown: HTTPFieldLine.equal(value, "100-continue"))
    case 10 where HTTPFieldLine.equal(name, "connection"):
      let closes = HTTPFieldLine.members(value).contains { HTTPFieldLine.equal($0, "close") }
      return closes ? .close : .none
    case 14 where HTTPFieldLine.equal(name, "content-length"): return try length(value)
    case 17 where HTTPFieldLine.equal(name, "transfer-encoding"): return .coding(coding(value))
    default: return .none
    }
  }

  private static func host(_ value: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) -> Meaning {
    guard HTTPTarget.isAuthority(value) else {
      throw .malformed("the Host field is no host name or address with an optional port")
    }
    return .host
  }

  private static func length(_ value: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) -> Meaning {
    guard !value.isEmpty, HTTPByteSet.digit.containsAll(value) else {
      throw .malformed("the Content-Length field is not decimal digits alone (RFC 9110 §8.6)")
    }
    let count = value.reduce(0) { sum, digit in
      let (tens, overflow) = sum.multipliedReportingOverflow(by: 10)
      let (next, carry) = tens.addingReportingOverflow(Int(digit & 0x0F))
      return overflow || carry ? .max : next
    }
    return .length(count)
  }

  private static func coding(_ value: UnsafeBufferPointer<UInt8>) -> Coding {
    if HTTPFieldLine.equal(value, "chunked") { return .chunked }
    let members = HTTPFieldLine.members(value)
    let areTokens = members.allSatisfy { !$0.isEmpty && HTTPByteSet.token.containsAll($0) }
    let isChunkedEarly = members.dropLast().contains { HTTPFieldLine.equal($0, "chunked") }
    return areTokens && !isChunkedEarly ? .unknown : .malformed
  }
}

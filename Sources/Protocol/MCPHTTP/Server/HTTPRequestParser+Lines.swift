extension HTTPRequestParser {
  /// Takes a whole line without its end.
  @inline(__always)
  mutating func take(line: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    switch stage {
    case .fields: if line.isEmpty { try finishHead() } else { try takeField(line) }
    case .requestLine: try takeRequestLine(line)
    case .chunkSize: try takeChunkSize(line)
    case .chunkEnd: stage = .chunkSize  // its limit is 0, so the line is empty
    case .trailers: try takeTrailer(line)
    case .body, .chunk, .whole, .refused:
      preconditionFailure("no lines are read inside a body, behind a request or after a refusal")
    }
  }

  private mutating func takeRequestLine(_ line: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    if line.isEmpty {
      emptyLines += 1
      if emptyLines > limits.leadingEmptyLines {
        throw .malformed("too many empty lines stand before the request: send none")
      }
      return
    }
    stage = .fields
    if let known = cache?.requestLines.find(line) { return head.take(known) }
    let read = try HTTPRequestLine(line)
    cache?.requestLines.keep(line, read)
    head.take(read)
  }

  private mutating func takeField(_ line: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    lineBytes += line.count + 2
    if head.request.fields.fields.count == limits.headerFields {
      throw HTTPRefusal(
        431, "the header has more than \(limits.headerFields) fields: send fewer")
    }
    if let (field, meaning) = cache?.findField(line) {
      try head.apply(meaning)
      head.request.fields.fields.append(field)
      return
    }
    let cut = try HTTPFieldLine(line)
    let meaning = try HTTPRequestHead.meaning(of: cut)
    try head.apply(meaning)
    let field = HTTPFields.Field(
      String(decoding: cut.name, as: UTF8.self), String(decoding: cut.value, as: UTF8.self))
    head.request.fields.fields.append(field)
    cache?.keep(line, (field, meaning))
  }

  private mutating func takeTrailer(_ line: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    if line.isEmpty {
      stage = .whole
      return
    }
    lineBytes += line.count + 2
    _ = try HTTPFieldLine(line)
  }

  private mutating func finishHead() throws(HTTPRefusal) {
    lineBytes = 0
    switch try head.framing() {
    case .none:
      stage = .whole
    case .length(let count):
      guard count <= limits.bodyBytes else { throw bodyTooLarge }
      missing = count
      stage = .body
    case .chunked:
      stage = .chunkSize
    }
  }

  var bodyTooLarge: HTTPRefusal {
    HTTPRefusal(413, "the body is larger than \(limits.bodyBytes) bytes: send less at once")
  }
}

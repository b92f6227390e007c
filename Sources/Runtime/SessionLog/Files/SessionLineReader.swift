/// One thing found in a session file.
package enum SessionFileItem: Sendable, Equatable {
  /// The first line.
  case header(SessionHeader)
  /// A line that is an event.
  case event(SessionEvent)
  /// A line that is not; reading goes on behind it.
  case problem(SessionFileProblem)
}

/// A line that could not be used.
package struct SessionFileProblem: Sendable, Equatable {
  /// The line's number, from 1.
  package let line: Int
  /// What is wrong with it.
  package let message: String

  /// Makes a problem.
  package init(line: Int, message: String) {
    self.line = line
    self.message = message
  }
}

/// What a whole file turned out to be.
package struct SessionFileSummary: Sendable, Equatable {
  /// The header, nil for a plain trace.
  package var header: SessionHeader?
  /// Whether the lines are bare JSON-RPC messages without times.
  package var isTrace = false
  /// Lines that became events.
  package var events = 0
  /// Events of kinds this version does not know.
  package var unknownKinds = 0
  /// Lines that could not be used, a torn last line not counted.
  package var problems = 0
  /// Events the recorder lost, as the gap records say.
  package var lostEvents = 0
  /// Whether the last line breaks off in the middle, as after a crash.
  package var isTorn = false
  /// Whether an `end` record was seen.
  package var isEnded = false

  /// Whether the recording stopped without an `end`: the program or the machine died.
  package var isInterrupted: Bool { header != nil && !isEnded }

  /// What a person should know before trusting the file, in sentences; empty when it is whole.
  package var notices: [String] {
    var notices: [String] = []
    if isTrace { notices.append("A plain trace: it has no times, and directions are inferred.") }
    if isTorn { notices.append("The last line is torn and was left out.") }
    if isInterrupted { notices.append("The recording was interrupted: it has no end record.") }
    if lostEvents > 0 { notices.append("The recorder lost \(lostEvents) events.") }
    if unknownKinds > 0 { notices.append("\(unknownKinds) events are of unknown kinds.") }
    if problems > 0 { notices.append("\(problems) lines could not be read.") }
    return notices
  }
}

/// Turns the bytes of a session file, in pieces of any size, into items.
///
/// Accepts the session format and plain traces of JSON-RPC lines; `#` lines and empty lines are
/// skipped. No input makes it trap. Pure: the same bytes give the same items however they are cut.
package struct SessionLineReader {
  /// Longer lines are a problem, not a reason to run out of memory.
  package static let maximumLineBytes = 64 << 20

  /// What has been seen so far; complete after `finish`.
  package private(set) var summary = SessionFileSummary()

  private var decoder = SessionEventDecoder()
  private var trace = TraceReader()
  private var rest: [UInt8] = []
  private var isSkipping = false
  private var line = 0
  private var lastNumber = 0
  private var isStarted = false

  /// Makes a reader at the start of a file.
  package init() {}

  /// Takes the next piece and hands over what became complete.
  package mutating func consume(_ chunk: [UInt8], _ yield: (SessionFileItem) -> Void) {
    var start = 0
    if !rest.isEmpty || isSkipping {
      guard let newline = chunk.firstIndex(of: 0x0A) else { return keep(chunk[...], yield) }
      if !isSkipping {
        var whole: [UInt8] = []
        swap(&whole, &rest)
        whole.append(contentsOf: chunk[..<newline])
        read(whole, whole.indices, yield)
      }
      isSkipping = false
      start = newline + 1
    }
    while let newline = Self.newline(in: chunk, from: start) {
      read(chunk, start..<newline, yield)
      start = newline + 1
    }
    keep(chunk[start...], yield)
  }

  /// Tells that the file ended, and hands over the rest.
  package mutating func finish(_ yield: (SessionFileItem) -> Void) -> SessionFileSummary {
    guard !rest.isEmpty else { return summary }
    var last: [UInt8] = []
    swap(&last, &rest)
    var items: [SessionFileItem] = []
    let before = summary
    read(last, last.indices) { items.append($0) }
    if case .problem? = items.first, items.count == 1, isStarted, before.problems < summary.problems
    {
      summary = before
      summary.isTorn = true
    } else {
      items.forEach(yield)
    }
    return summary
  }

  private static func newline(in chunk: [UInt8], from start: Int) -> Int? {
    chunk[start...].withUnsafeBufferPointer { $0.firstIndex(of: 0x0A) }.map { $0 + start }
  }

  private mutating func keep(_ part: ArraySlice<UInt8>, _ yield: (SessionFileItem) -> Void) {
    guard !isSkipping else { return }
    guard rest.count + part.count <= Self.maximumLineBytes else {
      rest = []
      isSkipping = true
      line += 1
      return fail("the line is longer than \(Self.maximumLineBytes >> 20) MiB", yield)
    }
    rest.append(contentsOf: part)
  }

  private mutating func read(
    _ bytes: [UInt8], _ range: Range<Int>, _ yield: (SessionFileItem) -> Void
  ) {
    line += 1
    let start = JSONScan.skipSpace(bytes, range.lowerBound, range.upperBound)
    guard start < range.upperBound, bytes[start] != UInt8(ascii: "#") else { return }
    do {
      if !isStarted { return try begin(bytes, start..<range.upperBound, yield) }
      try event(bytes, start..<range.upperBound, yield)
    } catch {
      fail(error.message, yield)
    }
  }

  /// The first line decides what kind of file this is.
  private mutating func begin(
    _ bytes: [UInt8], _ range: Range<Int>, _ yield: (SessionFileItem) -> Void
  ) throws(SessionLineError) {
    var fields = LineFields()
    try fields.scan(bytes, in: range)
    if fields[.cockpit] != nil {
      let header = try SessionHeader.decode(Array(bytes[range]))
      isStarted = true
      summary.header = header
      return yield(.header(header))
    }
    summary.isTrace = fields[.jsonrpc] != nil
    guard summary.isTrace || (fields[.k] != nil && fields[.n] != nil) else {
      throw SessionLineError("neither a session header nor a JSON-RPC message")
    }
    isStarted = true
    try event(bytes, range, yield)
  }

  private mutating func event(
    _ bytes: [UInt8], _ range: Range<Int>, _ yield: (SessionFileItem) -> Void
  ) throws(SessionLineError) {
    let event =
      summary.isTrace
      ? try trace.event(bytes, range, number: lastNumber + 1)
      : try decoder.decode(bytes, in: range)
    guard let event else { return summary.unknownKinds += 1 }
    if event.number <= lastNumber {
      fail("n is \(event.number), which does not follow \(lastNumber)", yield)
    }
    lastNumber = max(lastNumber, event.number)
    summary.events += 1
    if case .gap(let lost) = event.body { summary.lostEvents &+= lost }
    if case .end = event.body { summary.isEnded = true }
    yield(.event(event))
  }

  private mutating func fail(_ message: String, _ yield: (SessionFileItem) -> Void) {
    summary.problems += 1
    yield(.problem(SessionFileProblem(line: line, message: message)))
  }
}

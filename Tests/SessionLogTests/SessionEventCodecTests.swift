import Basics
import JSON
import SessionLog
import Testing

@Suite("Events as lines") struct SessionEventCodecTests {
  /// Writing gives the line and reading gives the event.
  private func check(_ event: SessionEvent, _ line: String) throws {
    #expect(String(decoding: SessionEventCodec.line(event), as: UTF8.self) == line + "\n")
    #expect(try SessionEventCodec.decode(Array(line.utf8)) == event)
  }

  private func event(
    _ number: Int, _ microseconds: Int, _ body: SessionEvent.Body, server: String? = "orchestrator"
  ) -> SessionEvent {
    SessionEvent(
      number: number, time: .microseconds(microseconds), server: server,
      generation: server == nil ? 0 : 3, body: body)
  }

  @Test("the sample lines of the format are written and read exactly")
  func sampleLines() throws {
    try check(
      event(
        2, 21377,
        .message(
          .clientToServer,
          Samples.raw(#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}"#),
          origin: .person)),
      #"{"n":2,"t":0.021377,"k":"c2s","s":"orchestrator","g":3,"#
        + #""m":{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}}"#)
    try check(
      event(
        3, 1_913_004,
        .message(
          .serverToClient, Samples.raw(#"{"jsonrpc":"2.0","id":0,"result":{}}"#), origin: .person)),
      #"{"n":3,"t":1.913004,"k":"s2c","s":"orchestrator","g":3,"#
        + #""m":{"jsonrpc":"2.0","id":0,"result":{}}}"#)
    try check(
      event(4, 1_913_377, .state(StateChange(from: .starting, to: .ready, why: "handshake"))),
      #"{"n":4,"t":1.913377,"k":"state","s":"orchestrator","g":3,"#
        + #""from":"starting","to":"ready","why":"handshake"}"#)
    try check(
      event(5, 2_400_120, .stderr("listening")),
      #"{"n":5,"t":2.400120,"k":"err","s":"orchestrator","g":3,"text":"listening"}"#)
    try check(
      event(6, 9_000_031, .mark("before the bad call"), server: nil),
      #"{"n":6,"t":9.000031,"k":"mark","text":"before the bad call"}"#)
    try check(
      event(7, 9_700_400, .end(events: 7, gaps: 0), server: nil),
      #"{"n":7,"t":9.700400,"k":"end","events":7,"gaps":0}"#)
  }

  @Test("a spawn line with its command is read; the command is known from the declaration")
  func spawnLine() throws {
    let line =
      #"{"n":1,"t":0.000412,"k":"proc","s":"orchestrator","g":3,"ev":"spawn","pid":48112,"#
      + #""cmd":["node","dist/index.js"]}"#
    let expected = event(1, 412, .spawned(pid: 48112))
    #expect(try SessionEventCodec.decode(Array(line.utf8)) == expected)
  }

  @Test("every kind of event survives writing and reading", arguments: Samples.bodies.indices)
  func roundTrip(index: Int) throws {
    let event = event(index + 1, index * 1_000_003, Samples.bodies[index])
    let line = SessionEventCodec.line(event)
    #expect(line.count(where: { $0 == 0x0A }) == 1)
    #expect(try SessionEventCodec.decode(line) == event)
  }

  @Test("random events survive writing and reading", arguments: UInt64(0)..<50)
  func randomRoundTrip(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let time = Int.random(in: 0...10_000_000_000_000, using: &random)
    // Line breaks between tokens turn to spaces on purpose, so none are drawn here.
    let message = RawJSON(bytes: bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
    let bodies: [SessionEvent.Body] = [
      .stderr(text), .note(.info, text), .message(.serverToClient, message, origin: .pane),
      .state(StateChange(from: .lost, to: .remote, why: text, remedy: text)),
    ]
    for body in bodies {
      let event = SessionEvent(
        number: Int.random(in: 1...Int.max, using: &random), time: .microseconds(time),
        server: text, generation: 7, body: body)
      #expect(try SessionEventCodec.decode(SessionEventCodec.line(event)) == event, "seed \(seed)")
    }
  }

  @Test("line breaks between the tokens of a message become spaces, everything else stays")
  func lineBreaks() throws {
    let message = Samples.raw("{\r\n  \"a\" : 1.0,\n\"b\":\"\\n\"\n}")
    let line = SessionEventCodec.line(
      event(1, 0, .message(.clientToServer, message, origin: .person)))
    #expect(
      String(decoding: line, as: UTF8.self).hasSuffix(#""m":{    "a" : 1.0, "b":"\n" }}"# + "\n"))
  }

  @Test("a message of more than 16 MiB keeps only direction, size and hash")
  func oversize() throws {
    let size = SessionEventCodec.maximumMessageBytes + 1
    let message = RawJSON(bytes: [UInt8](repeating: 0x31, count: size))
    let line = SessionEventCodec.line(
      event(1, 0, .message(.serverToClient, message, origin: .person)))
    let hash = ContentHash.of(message.bytes)
    #expect(
      try SessionEventCodec.decode(line)
        == event(1, 0, .cut(.serverToClient, bytes: size, hash: hash)))
  }

  @Test("the hash of nothing is FNV-1a's start value, and that of a is the published one")
  func hash() {
    #expect(ContentHash.of([]) == "fnv1a:cbf29ce484222325")
    #expect(ContentHash.of([0x61]) == "fnv1a:af63dc4c8601ec8c")
  }

  @Test("unknown keys are ignored and unknown kinds skipped")
  func growth() throws {
    let line = #"{"n":1,"new":{"n":[9]},"t":2,"k":"mark","text":"x","later":null}"#
    #expect(try SessionEventCodec.decode(Array(line.utf8))?.body == .mark("x"))
    #expect(try SessionEventCodec.decode(Array(#"{"n":1,"t":0,"k":"metric"}"#.utf8)) == nil)
    #expect(try SessionEventCodec.decode(Array(#"{"n":1,"t":0,"k":"proc","ev":"x"}"#.utf8)) == nil)
  }

  @Test(
    "a line that is no event says why",
    arguments: [
      ("", "expected a JSON object"), ("[]", "expected a JSON object"),
      ("{", "expected a member name"), (#"{"n":1"#, "the object is cut off"),
      (#"{"n":1} x"#, "more text after the object"), (#"{"t":1,"k":"mark"}"#, "n is missing"),
      (#"{"n":"1","t":1,"k":"mark"}"#, "n is not a whole number"),
      (#"{"n":99999999999999999999,"t":1,"k":"mark"}"#, "n is not a whole number"),
      (#"{"n":1,"k":"mark"}"#, "t is missing"),
      (#"{"n":1,"t":"x","k":"mark"}"#, "t is not a number of seconds"),
      (#"{"n":1,"t":1e400,"k":"mark"}"#, "t is not a number of seconds"),
      (#"{"n":1,"t":1}"#, "k is missing"), (#"{"n":1,"t":1,"k":"c2s"}"#, "m is missing"),
      (
        #"{"n":1,"t":1,"k":"state","from":"up","to":"ready"}"#,
        "from is 'up', which this version does not know"
      ),
      (#"{"n":1,"t":1,"k":"proc","ev":"spawn","pid":5000000000}"#, "pid is out of range"),
    ])
  func badLines(line: String, message: String) {
    #expect(throws: SessionLineError(message)) { try SessionEventCodec.decode(Array(line.utf8)) }
  }
}

@Suite("Commands as lines") struct SessionCommandCodecTests {
  @Test(
    "every command survives writing and reading",
    arguments: [
      SessionCommand.start(server: "a\"b"), .stop(server: ""),
      .restart(server: "git", generation: 0),
      .kill(server: "git", generation: 12),
      .call(server: "git", tool: "log", arguments: Samples.raw(#"{"n":1.0}"#)),
      .call(server: "git", tool: "log", arguments: RawJSON(bytes: [0xFF])),
      .cancel(server: "git", request: "\"a\"", generation: 2), .watchTasks(true),
      .watchTasks(false), .startRecording, .stopRecording, .mark("x\ny"), .shutdown,
    ])
  func roundTrip(command: SessionCommand) throws {
    let line = SessionCommandCodec.line(command)
    #expect(line.count(where: { $0 == 0x0A }) == 1)
    #expect(try SessionCommandCodec.decode(line) == command)
  }

  @Test("an unknown verb is an error, an unknown key is not")
  func unknown() throws {
    #expect(throws: SessionLineError("'fly' is no command of this version")) {
      try SessionCommandCodec.decode(Array(#"{"verb":"fly"}"#.utf8))
    }
    let line = Array(#"{"verb":"stop","x":1,"server":"git"}"#.utf8)
    #expect(try SessionCommandCodec.decode(line) == .stop(server: "git"))
  }
}

@Suite("The header of a session file") struct SessionHeaderTests {
  @Test("it is written as the format says")
  func line() {
    #expect(
      String(decoding: Samples.header.line, as: UTF8.self)
        == #"{"cockpit":"session","version":1,"id":"01JD3R","started":"2026-11-21T14:03:07.120Z","#
        + #""title":"","program":"cockpit 0.3.0","clock":"monotonic","#
        + #""servers":{"orchestrator":{"transport":"stdio","era":"2025-11-25"}},"#
        + #""redaction":{"keys":2,"values":1,"paths":1,"known":3}}"# + "\n")
  }

  @Test("it survives writing and reading")
  func roundTrip() throws {
    var header = Samples.header
    header.previous = "part-1.session.jsonl"
    #expect(try SessionHeader.decode(header.line) == header)
  }

  @Test("a newer version is refused with what to do")
  func newer() {
    var header = Samples.header
    header.version = 2
    let message = "the file has format version 2; this program reads up to 1. Use a newer program"
    #expect(throws: SessionLineError(message)) { try SessionHeader.decode(header.line) }
  }

  @Test(
    "times are written and read as UTC",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
    ])
  func times(milliseconds: Int, text: String) {
    #expect(UTCTime(milliseconds: milliseconds).text == text)
    #expect(UTCTime(text) == UTCTime(milliseconds: milliseconds))
  }

  @Test(
    "what is no time gives nil",
    arguments: [
      "", "2026-11-21", "2026-13-21T14:03:07Z", "2026-11-21T14:03:07", "2026-11-21T14:03:07.Z",
    ])
  func badTimes(text: String) { #expect(UTCTime(text) == nil) }

  @Test("the folder follows XDG, and file names sort by time")
  func names() {
    let folder = { SessionFiles.defaultFolder(environment: $0) }
    #expect(folder(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/cockpit/sessions")
    #expect(folder(["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/cockpit/sessions")
    #expect(folder([:]) == nil)
    #expect(
      SessionFiles.fileName(started: Samples.header.started, id: "a/../b")
        == "2026-11-21T14-03-07Z-a----b.session.jsonl")
  }
}

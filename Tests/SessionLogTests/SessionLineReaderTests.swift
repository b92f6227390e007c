import Basics
import JSON
import SessionLog
import Testing

@Suite("Reading session files") struct SessionLineReaderTests {
  private static let file: [UInt8] =
    Samples.header.line + Samples.lines(5).flatMap { SessionEventCodec.line($0) }
    + Array(#"{"n":6,"t":9,"k":"end","events":6,"gaps":0}"#.utf8) + [0x0A]

  private func notices(_ text: String) -> [String] {
    Samples.read(Array(text.utf8)).summary.notices
  }

  @Test("the same items come out however the bytes are cut", arguments: 1...40)
  func chunking(size: Int) {
    #expect(Samples.read(Self.file, pieces: size).items == Samples.read(Self.file).items)
    #expect(Samples.read(Self.file, pieces: size).summary == Samples.read(Self.file).summary)
  }

  @Test("cut off anywhere, the whole lines are read and the rest is a notice", arguments: 0..<460)
  func torn(length: Int) {
    let bytes = Array(Self.file.prefix(length))
    let whole = bytes.count(where: { $0 == 0x0A })
    let (items, summary) = Samples.read(bytes)
    #expect(items.count >= whole)
    // A last line that only lacks its newline is whole.
    #expect(items.count <= whole + 1)
    if whole > 0 {
      #expect(Samples.problems(items) == [])
      #expect(summary.isInterrupted == !summary.isEnded)
    }
  }

  @Test("a torn line and a missing end are told in words")
  func interrupted() {
    let bytes = Array(Self.file.dropLast(10))
    let (items, summary) = Samples.read(bytes)
    #expect(Samples.events(items) == Samples.lines(5))
    #expect(
      summary.notices == [
        "The last line is torn and was left out.",
        "The recording was interrupted: it has no end record.",
      ])
  }

  @Test("comments and empty lines are skipped, bad lines named, gaps and unknown kinds counted")
  func foreign() {
    let text = """
      # exported
      \(String(decoding: Samples.header.line, as: UTF8.self))
      {"n":1,"t":0,"k":"mark","text":"a"}\r
      not json

      {"n":2,"t":0,"k":"agent"}
      {"n":1,"t":0,"k":"mark","text":"b"}
      {"n":9,"t":1,"k":"gap","events":7}
      {"n":10,"t":1,"k":"end","events":4,"gaps":1}

      """
    let (items, summary) = Samples.read(Array(text.utf8))
    #expect(Samples.events(items).map(\.number) == [1, 1, 9, 10])
    #expect(
      Samples.problems(items) == [
        "5: expected a JSON object", "8: n is 1, which does not follow 1",
      ])
    #expect(
      summary.notices == [
        "The recorder lost 7 events.", "1 events are of unknown kinds.",
        "2 lines could not be read.",
      ])
  }

  @Test("a plain trace of JSON-RPC lines is read, and directions are inferred")
  func trace() {
    let text = """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}
      {"jsonrpc":"2.0","id":1,"result":{}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{}}\r
      {"jsonrpc":"2.0","id":1,"result":{"role":"assistant"}}
      {"jsonrpc":"2.0","id":1,"result":{}}
      {"x":1}
      """
    let (items, summary) = Samples.read(Array(text.utf8))
    let directions = Samples.events(items).map { event -> String in
      if case .message(let direction, _, _) = event.body { direction.rawValue } else { "?" }
    }
    #expect(directions == ["c2s", "s2c", "c2s", "s2c", "c2s", "s2c"])
    #expect(Samples.events(items).map(\.number) == Array(1...6))
    #expect(summary.isTrace)
    #expect(!summary.isInterrupted)
  }

  @Test("files that are something else are refused line by line, without trapping")
  func nonsense() {
    #expect(notices("") == [])
    #expect(notices("hello\nworld\n") == ["2 lines could not be read."])
    #expect(notices(#"{"a":1}"# + "\n") == ["1 lines could not be read."])
  }

  @Test("mutated files never trap", arguments: UInt64(0)..<300)
  func mutated(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var bytes = Samples.header.line
    for (number, body) in Samples.bodies.enumerated() {
      bytes += SessionEventCodec.line(
        SessionEvent(
          number: number + 1, time: .milliseconds(number), server: "s", generation: 1, body: body))
    }
    for _ in 0..<Int.random(in: 1...20, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      if Bool.random(using: &random) {
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      } else {
        bytes.remove(at: place)
      }
    }
    let (items, summary) = Samples.read(bytes, pieces: 64)
    #expect(Samples.events(items).count == summary.events)
  }
}

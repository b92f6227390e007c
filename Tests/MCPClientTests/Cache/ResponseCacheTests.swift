import Basics
import JSON
import MCPClient
import Testing

@Suite("Answers kept for a while")
struct ResponseCacheTests {
  private let start = MonotonicInstant(nanoseconds: 0)
  private let question = ResponseCache.Question("tools/list", ["cursor": "1"])

  private func keep(
    _ text: String, _ question: ResponseCache.Question, in cache: inout ResponseCache,
    context: String = "me"
  ) throws {
    let ticket = cache.ticket(for: question, context: context)
    try keep(text, ticket, in: &cache)
  }

  private func keep(
    _ text: String, _ ticket: ResponseCache.Ticket, in cache: inout ResponseCache
  ) throws {
    let value = try JSONParser.parse(text)
    cache.keep(RawJSON(bytes: Array(text.utf8)), parsed: value, for: ticket, at: start)
  }

  private static func answer(_ ttl: String, _ scope: String = "private") -> String {
    #"{"ttlMs":\#(ttl),"cacheScope":"\#(scope)"}"#
  }

  @Test("an answer is fresh for as long as the server says, and stale for ever")
  func freshness() throws {
    for (ttl, seconds) in [
      ("1000", 1.0), ("0", 0), ("-5", 0), ("null", 0), ("\"9\"", 0), ("1e15", 86400),
    ] {
      var cache = ResponseCache()
      try keep(Self.answer(ttl), question, in: &cache)
      let edge = start + .seconds(seconds)
      if seconds > 0 {
        let before = edge + .nanoseconds(-1)
        #expect(cache.answer(to: question, context: "me", at: before) != nil)
      }
      #expect(cache.answer(to: question, context: "me", at: edge) == nil)
      #expect(cache.answer(to: question, context: "me", at: edge, evenStale: true) != nil)
    }
  }

  @Test("a question is the same whatever the order of its members and its _meta")
  func questions() {
    let one = ResponseCache.Question("m", ["a": ["x": 1, "y": [["p": 1, "q": 2]]], "b": 2])
    let other = ResponseCache.Question(
      "m", ["b": 2, "_meta": ["z": 1], "a": ["y": [["q": 2, "p": 1]], "x": 1]])
    #expect(one == other)
    #expect(one != ResponseCache.Question("n", ["a": ["x": 1, "y": []], "b": 2]))
    #expect(one != ResponseCache.Question("m", ["a": ["x": 1, "y": [["p": 1, "q": 3]]], "b": 2]))
  }

  @Test("a private answer is only for whom it was given, a public one for all")
  func scopes() throws {
    var cache = ResponseCache()
    try keep(Self.answer("1000"), question, in: &cache, context: "me")
    #expect(cache.answer(to: question, context: "you", at: start) == nil)
    #expect(cache.answer(to: question, context: "me", at: start) != nil)
    try keep(Self.answer("1000", "public"), question, in: &cache, context: "you")
    #expect(cache.answer(to: question, context: "anybody", at: start) != nil)
    try keep(#"{"ttlMs":1000}"#, question, in: &cache, context: "me")
    #expect(cache.answer(to: question, context: "anybody", at: start) == nil)
    cache.forget(context: "me")
    #expect(cache.answer(to: question, context: "me", at: start, evenStale: true) == nil)
  }

  @Test("a change forgets what it makes untrue, and what is on its way")
  func changes() throws {
    var cache = ResponseCache()
    let read = ResponseCache.Question("resources/read", ["uri": "a:b"])
    let late = cache.ticket(for: question, context: "me")
    try keep(Self.answer("1000"), question, in: &cache)
    try keep(Self.answer("1000"), read, in: &cache)
    cache.forget("tools/list")
    #expect(cache.answer(to: question, context: "me", at: start, evenStale: true) == nil)
    #expect(cache.answer(to: read, context: "me", at: start) != nil)
    try keep(Self.answer("1000"), late, in: &cache)
    #expect(cache.answer(to: question, context: "me", at: start, evenStale: true) == nil)
    cache.forget(resource: "a:bx")
    #expect(cache.answer(to: read, context: "me", at: start) == nil)
    #expect(cache.count == 0)
    #expect(cache.byteCount == 0)
  }

  @Test("only what may be kept is kept")
  func methods() throws {
    var cache = ResponseCache()
    try keep(Self.answer("1000"), ResponseCache.Question("tools/call", [:]), in: &cache)
    #expect(cache.count == 0)
  }

  @Test("the cache stays within its bounds, and what was used longest ago goes first")
  func bounds() throws {
    var limits = ResponseCache.Limits()
    limits.maximumEntries = 3
    var cache = ResponseCache(limits: limits)
    func page(_ number: Int) -> ResponseCache.Question {
      ResponseCache.Question("tools/list", ["cursor": .int(number)])
    }
    for number in 0..<3 { try keep(Self.answer("1000"), page(number), in: &cache) }
    _ = cache.answer(to: page(0), context: "me", at: start)
    try keep(Self.answer("1000"), page(3), in: &cache)
    #expect(cache.count == 3)
    #expect(cache.answer(to: page(1), context: "me", at: start) == nil)
    #expect(cache.answer(to: page(0), context: "me", at: start) != nil)

    limits.maximumEntries = 100
    limits.maximumBytes = 100
    var small = ResponseCache(limits: limits)
    for number in 0..<10 { try keep(Self.answer("1000"), page(number), in: &small) }
    #expect(small.byteCount <= 100)
    #expect(small.count > 1)
    let long = #"{"ttlMs":1000,"x":"\#(String(repeating: "x", count: 100))"}"#
    try keep(long, page(9), in: &small)
    #expect(small.answer(to: page(9), context: "me", at: start, evenStale: true) == nil)
  }

  @Test("whatever happens, the bytes are counted right", arguments: 0..<20)
  func accounting(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var limits = ResponseCache.Limits()
    limits.maximumEntries = 5
    limits.maximumBytes = 400
    var cache = ResponseCache(limits: limits)
    for _ in 0..<300 {
      let number = Int.random(in: 0..<8, using: &random)
      let question = ResponseCache.Question("resources/read", ["uri": .string("a:\(number)")])
      switch Int.random(in: 0..<6, using: &random) {
      case 0: cache.forget(resource: "a:\(number)")
      case 1: cache.forget(context: "c\(number % 2)")
      default:
        let padding = String(repeating: "x", count: Int.random(in: 0..<150, using: &random))
        let scope = Bool.random(using: &random) ? "public" : "private"
        try keep(
          #"{"ttlMs":5,"cacheScope":"\#(scope)","p":"\#(padding)"}"#, question, in: &cache,
          context: "c\(number % 2)")
      }
      #expect(cache.count <= 5)
      #expect(cache.byteCount <= 400)
      #expect((cache.byteCount == 0) == (cache.count == 0))
    }
  }
}

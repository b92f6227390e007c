import Basics
import MCPHTTP
import Testing

@Suite("Deadlines of connections")
struct HTTPDeadlinesTests {
  private static let limits: HTTPLimits = {
    var limits = HTTPLimits()
    limits.idleTime = .nanoseconds(75)
    limits.headerTime = .nanoseconds(10)
    limits.bodyStall = .nanoseconds(30)
    limits.writeStall = .nanoseconds(31)
    limits.closingTime = .nanoseconds(5)
    limits.presenceCheck = .nanoseconds(1)
    return limits
  }()

  private static let delays: [HTTPDeadlines.Kind: Int64] = [
    .idle: 75, .header: 10, .body: 30, .write: 31, .closing: 5, .presence: 1,
  ]

  @Test(
    "whatever is set, moved and cleared, each deadline passes once and in time", arguments: 0..<100)
  func model(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var deadlines = HTTPDeadlines(limits: Self.limits)
    var model: [Int: (kind: HTTPDeadlines.Kind, at: Int64)] = [:]
    var now: Int64 = 1_000
    for _ in 0..<300 {
      now += Int64.random(in: 0...6, using: &random)
      let slot = Int.random(in: 0..<12, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        let kind = HTTPDeadlines.Kind.allCases.randomElement(using: &random) ?? .idle
        let at = now + (Self.delays[kind] ?? 0)
        #expect(deadlines.set(slot, kind, now: instant(now)) == instant(at))
        model[slot] = (kind, at)
      case 2:
        deadlines.clear(slot)
        model[slot] = nil
      default:
        while let (slot, kind) = deadlines.popPassed(instant(now)) {
          let entry = model.removeValue(forKey: slot)
          #expect(entry?.kind == kind, "seed \(seed)")
          #expect((entry?.at ?? .max) <= now, "seed \(seed)")
        }
        #expect(model.values.allSatisfy { $0.at > now }, "seed \(seed)")
      }
      #expect(deadlines.earliest == model.values.map(\.at).min().map(instant), "seed \(seed)")
      #expect(deadlines.kind(of: slot) == model[slot]?.kind, "seed \(seed)")
    }
  }

  @Test("a deadline beyond the end of the clock is the end of the clock")
  func saturating() {
    var limits = HTTPLimits()
    limits.idleTime = .seconds(Int64.max)
    var deadlines = HTTPDeadlines(limits: limits)
    #expect(deadlines.set(3, .idle, now: instant(5)) == instant(.max))
    #expect(deadlines.kind(of: 99) == nil)
    deadlines.clear(99)
    #expect(deadlines.earliest == instant(.max))
  }

  private func instant(_ nanoseconds: Int64) -> MonotonicInstant {
    MonotonicInstant(nanoseconds: nanoseconds)
  }
}

import JSON
import MCPServer
import Synchronization
import Testing

@Suite("The progress meter")
struct ProgressMeterTests {
  @Test(
    "reads a token that is a string or a number",
    arguments: [
      ("t", true), ("", true), (7, true), (0, true), (-1, true), (9_007_199_254_740_993, true),
      (nil, false), (true, false), ([], false), ([:], false),
    ] as [(JSONValue, Bool)])
  func token(token: JSONValue, isOne: Bool) {
    let found: JSONValue? = ProgressMeter(token)?.token
    let wanted: JSONValue? = isOne ? token : .none
    #expect(found == wanted)
  }

  @Test("has none without a token")
  func none() { #expect(ProgressMeter(nil) == nil) }

  @Test(
    "lets through what grows",
    arguments: [
      ([0, 1, 2], [true, true, true]), ([1, 1, 1], [true, false, false]),
      ([2, 1, 3], [true, false, true]), ([-5, -4.5, -4.5], [true, true, false]),
      ([.nan, 0, .nan, 1], [false, true, false, true]),
      ([.infinity, 1, -.infinity], [false, true, false]),
      ([0, .leastNonzeroMagnitude], [true, true]), ([0, -0.0], [true, false]),
    ] as [([Double], [Bool])])
  func advance(values: [Double], accepted: [Bool]) throws {
    let meter = try #require(ProgressMeter("t"))
    #expect(values.map { meter.advance(to: $0) } == accepted)
  }

  @Test("lets each value through once, whoever reports", .timeLimit(.minutes(1)))
  func race() async throws {
    let meter = try #require(ProgressMeter(1))
    let last = await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<500).filter { meter.advance(to: Double($0)) } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(last).count == last.count)
    #expect(last.max() == 499)
  }
}

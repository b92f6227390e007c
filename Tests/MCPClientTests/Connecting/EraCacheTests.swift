import Basics
import MCPClient
import MCPSchema
import Testing

@Suite("Remembering eras")
struct EraCacheTests {
  private let start = MonotonicInstant(nanoseconds: 0)

  @Test("a verdict is remembered until it expires")
  func expiry() {
    var cache = EraCache(lifetime: .seconds(10))
    cache.remember(.legacy, of: "a", at: start)
    cache.remember(.modern, of: "b", at: start + .seconds(5))
    #expect(cache.handshake(with: "a", at: start + .seconds(9)) == .legacy)
    #expect(cache.handshake(with: "b", at: start + .seconds(9)) == .modern)
    #expect(cache.handshake(with: "a", at: start + .seconds(10)) == .auto)
    #expect(cache.era(of: "b", at: start + .seconds(14)) == .modern)
    #expect(cache.handshake(with: "c", at: start) == .auto)
  }

  @Test("a verdict can be changed and forgotten")
  func forget() {
    var cache = EraCache()
    cache.remember(.legacy, of: "a", at: start)
    cache.remember(.modern, of: "a", at: start)
    #expect(cache.era(of: "a", at: start) == .modern)
    cache.forget("a")
    #expect(cache.era(of: "a", at: start) == nil)
    #expect(cache.count == 0)
  }

  @Test("the oldest verdict makes room for a new one")
  func bound() {
    var cache = EraCache(lifetime: .seconds(100), maximumServers: 3)
    for index in 0..<5 { cache.remember(.modern, of: "s\(index)", at: start + .seconds(index)) }
    #expect(cache.count == 3)
    #expect(cache.era(of: "s1", at: start + .seconds(5)) == nil)
    #expect(cache.era(of: "s2", at: start + .seconds(5)) == .modern)
  }
}

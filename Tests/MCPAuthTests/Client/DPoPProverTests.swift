import Basics
import Crypto
import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Proofs of possession")
struct DPoPProverTests {
  let clock = TestClock()
  private let place = "https://mcp.example:8443/mcp"

  private func prover(seed: UInt64 = 5) throws -> DPoPProver {
    try DPoPProver(random: RandomSource(SeededRandom(seed: seed)), now: clock.reader)
  }

  @Test("a proof names method and place, without query, and the token by its hash")
  func proof() throws {
    let prover = try prover()
    let url = try HTTPURL("\(place)?a=1#f")
    let bare = ProofReading(try prover.proof("POST", url))
    #expect(bare.isGood(method: "POST", url: place))
    #expect(bare.tokenHash == nil && bare.nonce == nil)
    #expect(bare.thumbprint == prover.thumbprint)
    let bound = ProofReading(try prover.proof("GET", url, token: Secret("t")))
    #expect(bound.isGood(method: "GET", url: place))
    #expect(bound.tokenHash == Base64.encode(Array(SHA256.hash(data: Array("t".utf8))), .url))
    #expect(bare.id != bound.id)
    let root = ProofReading(try prover.proof("GET", try HTTPURL("https://mcp.example")))
    #expect(root.isGood(method: "GET", url: "https://mcp.example/"))
  }

  @Test("the key survives storing, and what is none is refused")
  func storedKey() throws {
    let first = try prover()
    let random = RandomSource(SeededRandom(seed: 9))
    let again = DPoPProver(key: first.storedKey, random: random, now: clock.reader)
    #expect(again?.thumbprint == first.thumbprint)
    #expect(try prover(seed: 6).thumbprint != first.thumbprint)
    for text in ["", "AAAA", "not base64!", Base64.encode(Array(repeating: 0, count: 32), .url)] {
      #expect(DPoPProver(key: Secret(text), random: random, now: clock.reader) == nil, "\(text)")
    }
  }

  @Test("nonces belong to one origin, the last one counts, and foreign characters are refused")
  func nonces() throws {
    let prover = try prover()
    let (here, there) = (try HTTPURL(place), try HTTPURL("https://login.example/token"))
    #expect(prover.learn(["DPoP-Nonce": "n-1"], from: here))
    #expect(ProofReading(try prover.proof("GET", here)).nonce == "n-1")
    #expect(ProofReading(try prover.proof("GET", there)).nonce == nil)
    #expect(!prover.learn(["DPoP-Nonce": "n-1"], from: here))
    #expect(prover.learn(["dpop-nonce": "n-2"], from: here))
    #expect(ProofReading(try prover.proof("GET", here)).nonce == "n-2")
    for bad in ["", "a b", "a\"b", "ä", String(repeating: "x", count: 513)] {
      #expect(!prover.learn(["DPoP-Nonce": bad], from: here), "\(bad)")
    }
    #expect(!prover.learn([:], from: here))
    #expect(ProofReading(try prover.proof("GET", here)).nonce == "n-2")
  }

  @Test("of requests that left together each may come back for the nonce once")
  func together() throws {
    let prover = try prover()
    let url = try HTTPURL(place)
    for _ in 0..<3 { _ = try prover.proof("POST", url) }
    for _ in 0..<3 {
      #expect(prover.learn(["DPoP-Nonce": "n"], from: url))
      _ = try prover.proof("POST", url)
    }
    #expect(!prover.learn(["DPoP-Nonce": "n"], from: url))
  }

  @Test("many origins do not make it grow")
  func manyOrigins() throws {
    let prover = try prover()
    for number in 0..<100 {
      let url = try HTTPURL("https://h\(number).example/")
      _ = try prover.proof("GET", url)
      #expect(prover.learn(["DPoP-Nonce": "n\(number)"], from: url))
      #expect(ProofReading(try prover.proof("GET", url)).nonce == "n\(number)")
    }
    // The first one had to go.
    #expect(ProofReading(try prover.proof("GET", try HTTPURL("https://h0.example/"))).nonce == nil)
  }
}

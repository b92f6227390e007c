import JSON
import MCPHTTP
import Synchronization
import Testing

@Suite("Credentials on requests", .timeLimit(.minutes(1)))
struct AuthorizationHookTests {
  /// Hands out numbered tokens and takes a number of challenges.
  private final class Tokens: HTTPClientAuthorization {
    struct Refused: Error {}

    let challenges = Mutex<[HTTPChallenge]>([])
    private let number = Mutex(0)
    private let renewals: Int
    private let fails: Bool

    init(renewals: Int = 0, fails: Bool = false) {
      self.renewals = renewals
      self.fails = fails
    }

    func fields(for method: String, url: String) async throws -> HTTPFields {
      await Task.yield()
      if fails { throw Refused() }
      return ["Authorization": "Bearer t\(number.withLock { $0 })"]
    }

    func challenged(_ challenge: HTTPChallenge) async -> Bool {
      challenges.withLock { $0.append(challenge) }
      return number.withLock { number in
        guard number < renewals else { return false }
        number += 1
        return true
      }
    }
  }

  private static let result = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
  private static let refusal = Step.answer(
    "401 Unauthorized", "no", fields: "WWW-Authenticate: Bearer scope=\"a\"\r\n")

  private func check(
    _ tokens: Tokens, accepted: String, _ expected: String,
    limits: @Sendable (inout StreamableHTTPLimits) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [String?] {
    let server = try await ScriptedServer { request in
      request.fields["Authorization"] == "Bearer \(accepted)"
        ? [.answer("200 OK", Self.result)] : [Self.refusal]
    }
    let bench = await TransportBench(
      server, fields: ["Authorization": "Bearer static"], authorization: tokens, limits: limits)
    await bench.start()
    await bench.send(1, "a", ["_meta": TransportBench.modern])
    let found = await bench.events(1)[0]
    #expect(found == expected, sourceLocation: sourceLocation)
    return await server.requests.map { $0.fields["Authorization"] }
  }

  @Test("fresh credentials are asked for, and the request is sent again with them")
  func renewed() async throws {
    let tokens = Tokens(renewals: 3)
    let sent = try await check(tokens, accepted: "t2", "line \(Self.result)")
    #expect(sent == ["Bearer t0", "Bearer t1", "Bearer t2"])
    let challenge = tokens.challenges.withLock { $0[0] }
    #expect(challenge.status == 401)
    #expect(challenge.method == "POST")
    #expect(challenge.url.hasSuffix("/mcp"))
    #expect(challenge.fields["www-authenticate"] == "Bearer scope=\"a\"")
  }

  @Test("without better credentials the call fails")
  func refused() async throws {
    let expected = "failed 1 unauthorized: the server answered 401 Unauthorized: no"
    #expect(try await check(Tokens(), accepted: "x", expected) == ["Bearer t0"])
    let sent = try await check(Tokens(renewals: 100), accepted: "x", expected) {
      $0.maximumAuthorizations = 2
    }
    #expect(sent.count == 3)
  }

  @Test("without any credentials the request is not sent")
  func none() async throws {
    let sent = try await check(
      Tokens(fails: true), accepted: "x",
      "failed 1 unauthorized: no credentials for the server: Refused()")
    #expect(sent.isEmpty)
  }

  @Test("every request has them: notifications, streams and the goodbye too")
  func everywhere() async throws {
    let server = try await ScriptedServer { request in
      request.fields["Authorization"] == "Bearer t1" ? handshake(request) ?? [] : [Self.refusal]
    }
    let bench = await TransportBench(server, authorization: Tokens(renewals: 1))
    await bench.shakeHands()
    _ = await server.requests(4)
    await bench.close()
    _ = await bench.events(2)
    let seen = await server.requests
    #expect(seen.map(\.method) == ["POST", "POST", "POST", "GET", "DELETE"])
    #expect(seen.dropFirst().allSatisfy { $0.fields["Authorization"] == "Bearer t1" })
  }

  @Test("closing while credentials are being had ends the wait")
  func closing() async throws {
    /// Waits for ever, but for its task's end.
    struct Browser: HTTPClientAuthorization {
      let server: ScriptedServer
      func fields(for method: String, url: String) async throws -> HTTPFields { HTTPFields() }
      func challenged(_ challenge: HTTPChallenge) async -> Bool {
        await server.release("asked")
        await server.poll { false }
        return true
      }
    }
    let server = try await ScriptedServer { _ in [Self.refusal] }
    let bench = await TransportBench(server, authorization: Browser(server: server))
    await bench.start()
    await bench.send(1, "a", ["_meta": TransportBench.modern])
    await server.until { $0.isReleased("asked") }
    await bench.close()
    #expect(await bench.events(1) == ["closed"])
  }
}

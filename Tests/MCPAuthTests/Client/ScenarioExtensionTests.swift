import Basics
import Crypto
import JSON
import MCPAuth
import MCPHTTP
import Synchronization
import Testing

@Suite("Conformance scenarios: extensions", .timeLimit(.minutes(1)))
struct ScenarioExtensionTests {
  let network = FakeNetwork()
  let asOrigin = "http://localhost:9001"

  private func bench(
    _ options: FakeAuthorizationServer.Options, _ grant: OAuthGrant? = nil,
    _ resource: FakeResource.Options = .init(), clock: TestClock = TestClock(),
    _ configure: (inout OAuthConfiguration) -> Void = { _ in }
  ) throws -> (ClientBench, FakeAuthorizationServer, FakeResource) {
    let server = FakeAuthorizationServer(asOrigin, on: network, options)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server], resource)
    let bench = try ClientBench(
      network, url: resource.url, grant: grant, clock: clock, configure)
    return (bench, server, resource)
  }

  @Test("auth/client-credentials-basic: id and secret with Basic, no browser, no PKCE needed")
  func clientCredentialsBasic() async throws {
    var options = FakeAuthorizationServer.Options()
    options.methods = ["client_secret_basic"]
    options.challengeMethods = nil
    options.clients = ["conformance-test-client": "conformance-test-secret"]
    let client = OAuthClient(
      id: "conformance-test-client", secret: Secret("conformance-test-secret"))
    let (bench, server, _) = try bench(options, .clientCredentials) {
      $0.registered = [.init(client)]
    }
    #expect(try await bench.call() == 200)
    #expect(server.tokenRequests.map { $0["grant_type"] } == ["client_credentials"])
    #expect(server.authorizations.isEmpty && server.registrations.isEmpty)
  }

  @Test("auth/client-credentials-jwt: signed with the key, for the issuer")
  func clientCredentialsJWT() async throws {
    let key = P256.Signing.PrivateKey()
    var options = FakeAuthorizationServer.Options()
    options.methods = ["private_key_jwt"]
    let signing = try await SigningKey(pem: Secret(key.pemRepresentation))
    let (bench, server, _) = try bench(options, .clientCredentials) {
      $0.registered = [.init(OAuthClient(id: "conformance-test-client", key: signing))]
    }
    #expect(try await bench.call() == 200)
    let request = try #require(server.tokenRequests.first)
    #expect(
      request["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
    let parts = try #require(request["client_assertion"]?.split(separator: "."))
    let signature = try P256.Signing.ECDSASignature(
      rawRepresentation: try #require(Base64.decode(parts[2], .url)))
    #expect(
      key.publicKey.isValidSignature(signature, for: Array("\(parts[0]).\(parts[1])".utf8)))
    let claims = try JSONParser.parse(try #require(Base64.decode(parts[1], .url)))
    #expect(claims["iss"] == "conformance-test-client")
    #expect(claims["sub"] == "conformance-test-client")
    #expect(claims["aud"]?.string == asOrigin)
    #expect(claims["exp"]?.int == Int(bench.clock.now) + 120)
    #expect(claims["jti"]?.string?.utf8.count == 43)
  }

  @Test("auth/enterprise-managed-authorization: ID token to identity grant to access token")
  func enterprise() async throws {
    var options = FakeAuthorizationServer.Options()
    options.methods = ["client_secret_basic"]
    options.clients = ["xaa-client": "xaa-secret"]
    options.challengeMethods = nil
    options.grant = { form in
      form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        && form["assertion"] == "the.id.jag" ? nil : .error("invalid_grant")
    }
    let exchanges = Mutex<[[String: String]]>([])
    network.serve("http://localhost:9003") { exchange in
      exchanges.withLock { $0.append(exchange.form) }
      return .json([
        "access_token": "the.id.jag", "token_type": "N_A",
        "issued_token_type": "urn:ietf:params:oauth:token-type:id-jag",
      ])
    }
    let identity = EnterpriseIdentity(
      tokenEndpoint: "http://localhost:9003/token", issuer: "http://localhost:9003",
      client: OAuthClient(id: "idp-client"), idToken: { Secret("the.id.token") })
    let (bench, server, resource) = try bench(options, .enterprise(identity)) {
      $0.registered = [.init(OAuthClient(id: "xaa-client", secret: Secret("xaa-secret")))]
    }
    #expect(try await bench.call() == 200)
    let exchange = try #require(exchanges.withLock { $0.first })
    #expect(
      exchange == [
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "requested_token_type": "urn:ietf:params:oauth:token-type:id-jag",
        "subject_token": "the.id.token",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token", "audience": asOrigin,
        "resource": resource.url, "client_id": "idp-client",
      ])
    #expect(server.tokenFields.first?["Authorization"]?.hasPrefix("Basic ") == true)
  }

  @Test("auth/wif-jwt-bearer: the platform's word is the grant")
  func workload() async throws {
    let (bench, server, audiences) = try workloadBench(accepting: "valid.jwt")
    #expect(try await bench.call() == 200)
    #expect(audiences.value.withLock { $0 } == [asOrigin])
    #expect(server.tokenRequests.map { $0["client_id"] } == ["workload"])
    #expect(
      server.tokenRequests.map { $0["grant_type"] } == [
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
      ])
  }

  @Test("auth/wif-jwt-bearer: what was refused is neither retried nor replaced by another grant")
  func workloadRefused() async throws {
    let (bench, server, _) = try workloadBench(accepting: "another.jwt")
    for _ in 0..<4 { #expect(try await bench.call() == 401) }
    #expect(server.tokenRequests.count == 1)
    #expect(server.authorizations.isEmpty && server.registrations.isEmpty)
    #expect(await bench.failure?.oauthError == "invalid_grant")
  }

  /// The audiences the platform was asked for.
  final class Audiences: Sendable {
    let value = Mutex<[String]>([])
  }

  private func workloadBench(
    accepting good: String
  ) throws -> (ClientBench, FakeAuthorizationServer, Audiences) {
    var options = FakeAuthorizationServer.Options()
    options.grant = { $0["assertion"] == good ? nil : .error("invalid_grant") }
    let audiences = Audiences()
    let identity = WorkloadIdentity { audience in
      audiences.value.withLock { $0.append(audience) }
      return Secret("valid.jwt")
    }
    let (bench, server, _) = try bench(options, .workload(identity)) {
      $0.registered = [.init(OAuthClient(id: "workload"))]
    }
    return (bench, server, audiences)
  }

  @Test(
    "auth/dpop and auth/dpop-nonce: bound tokens, fresh proofs, nonces where wanted",
    arguments: [false, true])
  func dpop(withNonce: Bool) async throws {
    var options = FakeAuthorizationServer.Options()
    options.proofAlgorithms = ["ES256"]
    options.requiresNonce = withNonce
    var resource = FakeResource.Options()
    resource.takesDPoP = true
    resource.requiresNonce = withNonce
    let (bench, server, rs) = try bench(options, nil, resource)
    #expect(try await bench.call() == 200)
    #expect(try await bench.call("tools/call") == 200)
    #expect(server.tokenRequests.count == (withNonce ? 2 : 1))
    #expect(server.authorizations.count == 1)
    #expect(rs.authorizations.count == (withNonce ? 3 : 2))
    #expect(rs.authorizations.allSatisfy { $0.hasPrefix("DPoP ") })
    // The server refuses proofs it has seen before, so each was another one.
    #expect(rs.accepted == 2)
  }

  @Test("a resource that asks for the same nonce again is given up")
  func nonceLoop() async throws {
    var options = FakeAuthorizationServer.Options()
    options.proofAlgorithms = ["ES256"]
    var resource = FakeResource.Options()
    resource.takesDPoP = true
    let (bench, _, _) = try bench(options, nil, resource)
    #expect(try await bench.call() == 200)
    let challenge = HTTPChallenge(
      status: 401,
      fields: [
        "WWW-Authenticate": "DPoP error=\"use_dpop_nonce\"", "DPoP-Nonce": "n1",
      ], url: bench.url, method: "POST")
    #expect(await bench.authorization.challenged(challenge))
    #expect(await !bench.authorization.challenged(challenge))
    #expect(await bench.failure?.code == .tokenNotAccepted)
  }

  @Test("key binding: never means Bearer, always refuses a token that is not bound")
  func keyBinding() async throws {
    let (unbound, server, _) = try bench(.init()) { $0.keyBinding = .always }
    #expect(try await unbound.call() == 401)
    #expect(await unbound.failure?.code == .invalidAnswer)
    #expect(server.tokenFields.first?["DPoP"] != nil)
    var options = FakeAuthorizationServer.Options()
    options.proofAlgorithms = ["ES256"]
    let (never, other, _) = try bench(options) { $0.keyBinding = .never }
    #expect(try await never.call() == 200)
    #expect(other.tokenFields.first?["DPoP"] == nil)
  }
}

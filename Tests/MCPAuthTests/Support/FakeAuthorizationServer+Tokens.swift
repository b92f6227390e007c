import Basics
import Crypto
import JSON
import MCPHTTP
import Synchronization

extension FakeAuthorizationServer {
  func token(_ exchange: FakeNetwork.Exchange) -> HTTPFetchResponse {
    state.withLock { state in
      let form = exchange.form
      state.tokenRequests.append(form)
      state.tokenFields.append(exchange.request.fields)
      if !state.options.tokenAnswers.isEmpty { return state.options.tokenAnswers.removeFirst() }
      guard
        exchange.request.fields["Content-Type"] == "application/x-www-form-urlencoded",
        form["resource"]?.isEmpty == false
      else { return .error("invalid_request") }
      let proof = exchange.request.fields["DPoP"].map(ProofReading.init)
      if let proof {
        guard proof.isGood(method: "POST", url: "\(origin)\(state.options.prefix)/token"),
          state.proofIDs.insert(proof.id).inserted
        else { return .error("invalid_dpop_proof") }
        if state.options.requiresNonce, proof.nonce != "as-nonce" {
          return .json(["error": "use_dpop_nonce"], status: 400, ["DPoP-Nonce": "as-nonce"])
        }
      }
      if let refusal = Self.authenticate(form, exchange.request.fields, state) { return refusal }
      let binding = state.options.proofAlgorithms == nil ? nil : proof?.thumbprint
      switch form["grant_type"] {
      case "authorization_code": return Self.redeem(form, binding, &state)
      case "refresh_token": return Self.refresh(form, binding, &state)
      default:
        if let answer = state.options.grant?(form) { return answer }
        let scopes = form["scope"]?.split(separator: " ").map { String($0) } ?? []
        return Self.give(
          Token(scopes: scopes, resource: form["resource"] ?? "", thumbprint: binding), &state)
      }
    }
  }

  /// Checks the secret where the method used is one of those announced; nil when the client is who it says.
  private static func authenticate(
    _ form: [String: String], _ fields: HTTPFields, _ state: State
  ) -> HTTPFetchResponse? {
    var secrets = state.options.clients
    if let id = state.options.registration["client_id"]?.string {
      secrets[id] = state.options.registration["client_secret"]?.string
    }
    let methods = state.options.methods ?? ["client_secret_basic"]
    if let basic = fields["Authorization"] {
      guard methods.contains("client_secret_basic"), basic.hasPrefix("Basic "),
        let bytes = Base64.decode(basic.dropFirst(6))
      else { return .error("invalid_client", status: 401) }
      let pair = String(decoding: bytes, as: UTF8.self).split(separator: ":").map { String($0) }
      return pair.count == 2 && secrets[pair[0]] == pair[1]
        ? nil : .error("invalid_client", status: 401)
    }
    if let secret = form["client_secret"] {
      let isGood =
        methods.contains("client_secret_post") && secrets[form["client_id"] ?? ""] == secret
      return isGood ? nil : .error("invalid_client", status: 401)
    }
    let isAllowed =
      methods.contains("none")
      || form["client_assertion"] != nil && methods.contains("private_key_jwt")
    return isAllowed ? nil : .error("invalid_client", status: 401)
  }

  private static func redeem(
    _ form: [String: String], _ binding: String?, _ state: inout State
  ) -> HTTPFetchResponse {
    guard let asked = state.codes.removeValue(forKey: form["code"] ?? ""),
      asked["redirect_uri"] == form["redirect_uri"], asked["resource"] == form["resource"],
      let verifier = form["code_verifier"], (43...128).contains(verifier.utf8.count),
      Base64.encode(Array(SHA256.hash(data: Array(verifier.utf8))), .url) == asked["code_challenge"]
    else { return .error("invalid_grant") }
    let scopes = asked["scope"]?.split(separator: " ").map { String($0) } ?? []
    return give(
      Token(scopes: scopes, resource: asked["resource"] ?? "", thumbprint: binding), &state)
  }

  private static func refresh(
    _ form: [String: String], _ binding: String?, _ state: inout State
  ) -> HTTPFetchResponse {
    // Each one works once: using it again means that somebody stole it.
    guard let old = state.refreshTokens.removeValue(forKey: form["refresh_token"] ?? ""),
      old.resource == form["resource"], old.thumbprint == binding
    else { return .error("invalid_grant") }
    return give(old, &state)
  }

  private static func give(_ token: Token, _ state: inout State) -> HTTPFetchResponse {
    state.serial += 1
    let text = "access-\(state.serial)"
    state.tokens[text] = token
    var answer: JSONObject = [
      "access_token": .string(text), "token_type": token.thumbprint == nil ? "Bearer" : "DPoP",
      "expires_in": .int(state.options.lifetime),
    ]
    if !token.scopes.isEmpty { answer["scope"] = .string(token.scopes.joined(separator: " ")) }
    if state.options.givesRefresh {
      answer["refresh_token"] = .string("refresh-\(state.serial)")
      state.refreshTokens["refresh-\(state.serial)"] = token
    }
    return .json(.object(answer))
  }
}

/// A DPoP proof as a server reads it (RFC 9449 §4.3), by other means than the code under test.
struct ProofReading {
  let text: String
  private let header: JSONValue
  private let claims: JSONValue

  init(_ text: String) {
    self.text = text
    let parts = text.split(separator: ".").map { Base64.decode($0, .url) ?? [] }
    header = parts.count == 3 ? (try? JSONParser.parse(parts[0])) ?? .null : .null
    claims = parts.count == 3 ? (try? JSONParser.parse(parts[1])) ?? .null : .null
  }

  var id: String { claims["jti"]?.string ?? "" }
  var nonce: String? { claims["nonce"]?.string }
  var tokenHash: String? { claims["ath"]?.string }

  var thumbprint: String {
    let key = header["jwk"]
    let text =
      "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"\(key?["x"]?.string ?? "")\",\"y\":\"\(key?["y"]?.string ?? "")\"}"
    return Base64.encode(Array(SHA256.hash(data: Array(text.utf8))), .url)
  }

  func isGood(method: String, url: String) -> Bool {
    guard header["typ"] == "dpop+jwt", header["alg"] == "ES256", header["jwk"]?["d"] == nil,
      claims["htm"]?.string == method, claims["htu"]?.string == url, claims["iat"]?.int != nil,
      !id.isEmpty, let x = Base64.decode(header["jwk"]?["x"]?.string ?? "", .url),
      let y = Base64.decode(header["jwk"]?["y"]?.string ?? "", .url),
      let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
    else { return false }
    let parts = text.split(separator: ".")
    guard let bytes = Base64.decode(parts[2], .url),
      let signature = try? P256.Signing.ECDSASignature(rawRepresentation: bytes)
    else { return false }
    return key.isValidSignature(signature, for: Array("\(parts[0]).\(parts[1])".utf8))
  }
}

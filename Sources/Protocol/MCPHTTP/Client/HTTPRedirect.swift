/// Which redirects are followed, besides the rule that they stay at their origin or go from `https` to `https`.
public enum HTTPRedirectRule: Sendable, Hashable {
  /// As browsers do: 301, 302 and 303 turn a POST into a GET.
  case any
  /// Only those that repeat the request as it is: 307 and 308, and all of them for GET and HEAD.
  case unchangedOnly
}

/// Where an answer sends its request on to, and what the request is there.
package struct HTTPRedirect: Hashable, Sendable {
  /// The new place.
  package var url: HTTPURL
  /// The method there.
  package var method: String
  /// The fields there.
  package var fields: HTTPFields
  /// Whether the body goes along.
  package var keepsBody: Bool

  /// The request as it is first made.
  package init(url: HTTPURL, method: String, fields: HTTPFields, keepsBody: Bool) {
    self.url = url
    self.method = method
    self.fields = fields
    self.keepsBody = keepsBody
  }

  /// Works out the redirect an answer asks for; nil when there is none or it is not to be followed.
  ///
  /// Followed are redirects to the same origin, and from `https` to `https`. To another origin go only fields that
  /// say nothing about the user: never `Authorization` nor a session id.
  package init?(
    status: Int, location: String?, from url: HTTPURL, method: String, fields: HTTPFields,
    rule: HTTPRedirectRule
  ) {
    guard [301, 302, 303, 307, 308].contains(status), let location,
      let target = try? url.resolve(location)
    else { return nil }
    let staysHome = target.origin == url.origin
    guard staysHome || (url.isSecure && target.isSecure) else { return nil }
    let repeats = status >= 307 || method == "GET" || method == "HEAD"
    if rule == .unchangedOnly, !repeats { return nil }
    self.url = target
    self.method = repeats ? method : "GET"
    keepsBody = repeats
    var kept = staysHome ? fields : Self.harmless(fields)
    if !repeats { kept["Content-Type"] = nil }
    self.fields = kept
  }

  private static func harmless(_ fields: HTTPFields) -> HTTPFields {
    let names = ["Accept", "Accept-Language", "Content-Type", "User-Agent", "MCP-Protocol-Version"]
    return HTTPFields(
      fields.fields.filter { field in names.contains { HTTPFields.equal($0, field.name) } })
  }
}

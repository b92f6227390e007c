import JWTKit

/// A key made for these tests, and used nowhere else.
enum TestRSAKey {
  static let pem = """
    -----BEGIN PRIVATE KEY-----
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC4Loq9LmVPxeSl
    gjuhde0mDlNKiNcFzmjkUpMuyLLCmMndc0MNUp2oAWWCwK7e3M/4Jh8Wj9seJpxC
    /JYLIwv0+wmu50+tyfIRJRqBg+ZJ80nd5b3tzI6+lVVmBSeqsb20ng0DPb9IGQs3
    hgUxfG9yLYJjthUf13UA+oQY9Jc5aUttTlegGMe/j/RahxdCX55kwmDlu3vY0TaX
    rkq6HDsD1kW4pxSWvAtwIaPk6sq1UNoG7Z4ZF8Gj0iJqs76N7JgrHGDH0H3g+YAX
    0BzhV27bCNqKCggSRoM+yDdXxFveHJhlvJ4/r/N60ltvdTWoMW+83hLE5htq6HWc
    zF+YJTJbAgMBAAECggEAKaRwPuS6CEbMcvVWiSNyCmwrvcrhntDz20emOmorLJ9B
    6N1SGDWJKr6iFmV9RCs1pDvuRHojBxagtu6H+B2k6u9FWbO3yqnBnsm+S/EoBKlK
    lq6GejkJPyLha48X0FqeczNW6tgvotvyssuM6grh4bVTaTr2XLwomp+JdWD7vgFi
    tdp4FAlZZciFdJIteQ1890jyKy8CihX3rBYCrtl6ah0PelULx/JlFGsfSqbwk8ej
    WKfQbvEcEPTr//tHFGDoIbw+FeDH2esb0BFL2bLZ42fPVS52E7tuXRcYBPmA0c2W
    sR4wkgmZ6ncYNXm4ZM28o1VXa5S9apzQS9qhvL59BQKBgQD80GJ9pQD1LA2na5uO
    yhTJwm+jM6QlOJfTuvFjfKHAnz1nGEa4tDv3iQLeVmgjO2ssvnQ3+c8SG5fGANuX
    ClHiSwS69xEu15mVBzrr2V9HnAXAzA3eOdapyM87yITpEPZL/Kwb0gPG6ibRdAEE
    /iUjtFMYy/A+Vit6cnQHs5Ck9QKBgQC6gL1X5QF+TB9Ta011Jn7iryB7v2QqLfI6
    GLhUMvrd2H2l+jukxHGz80eVrYBGUN6ZjnXE7LJOw2SPfEzFrCdEKBQgV0RugvqG
    YXrWSwjgNTZzsb1BAHMzE1krcyn1pqz0WL1pwwI46rv1KHhQGV6JMTi78yt9tOQL
    skxKiAhoDwKBgHNyGTe07J4Ikueb7Pokb5++iUomX9ObZ0GJgYdjt12Fmf2FCW54
    51VfHI85N+62yHczNVEGYzeqoAEMDTqIvOGwTiWugws36usx1Qc0SR0jM0FaLQ8I
    rGz1xSRQqdjgJQiIBnPh0FW6QSWuanTENWN7ieKt5jQhF1OgBjoqFmgtAoGAOAB2
    WpEyXJlBAsyCqr3PdgP+Lgpvalb3mEhZ+TaBq+HZAODdzgEK320avrAlh3e7D8L+
    TA6DEDGN3aQGbYjfFZEvUfLCYqjDz1wwBW7skF6KJj1lxcH71YdmzCw9mjzdTFXl
    Mn/TCAI8REZNskeb4ng8P/upwIpzu6tjSzIDzDMCgYEAyd4G2RTL/C0Ggnc7u5we
    5w5gUVGlHixkTQtgiuZg6i/M6shxu8UeyUTyQ6zyLK1HBa9hfDCRSLE3mh7z45qw
    R33xLDqiGYmNKrBj+V3Of1RojQJwLcWTV8zMMuXBeyMz3gnRtRpi59Eq3XqH3MpC
    dU25rtlm9vg+1OfVf5DsnHQ=
    -----END PRIVATE KEY-----
    """

  /// The public modulus in base64url; the exponent is `AQAB`.
  static let modulus =
    "uC6KvS5lT8XkpYI7oXXtJg5TSojXBc5o5FKTLsiywpjJ3XNDDVKdqAFlgsCu3tzP-CYfFo_bHiacQvyWCyML9P"
    + "sJrudPrcnyESUagYPmSfNJ3eW97cyOvpVVZgUnqrG9tJ4NAz2_SBkLN4YFMXxvci2CY7YVH9d1APqEGPSXOWlL"
    + "bU5XoBjHv4_0WocXQl-eZMJg5bt72NE2l65Kuhw7A9ZFuKcUlrwLcCGj5OrKtVDaBu2eGRfBo9IiarO-jeyYKx"
    + "xgx9B94PmAF9Ac4Vdu2wjaigoIEkaDPsg3V8Rb3hyYZbyeP6_zetJbb3U1qDFvvN4SxOYbauh1nMxfmCUyWw"

  /// An RS256 signature.
  static func sign(_ bytes: [UInt8]) async throws -> [UInt8] {
    let keys = JWTKeyCollection()
    await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256)
    return try await keys.getKey().sign(bytes)
  }
}

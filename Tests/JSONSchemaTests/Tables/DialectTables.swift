extension Table {
  private static let draft4 = #""$schema":"http://json-schema.org/draft-04/schema#""#
  private static let draft6 = #""$schema":"http://json-schema.org/draft-06/schema#""#
  private static let draft7 = #""$schema":"http://json-schema.org/draft-07/schema#""#
  private static let draft2019 = #""$schema":"https://json-schema.org/draft/2019-09/schema""#

  static let dialects: [Table] = [
    Table(
      "2020-12 by name",
      #"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"null"}"#,
      valid: ["null"], invalid: ["1"]),
    Table(
      "2020-12 by name with an empty fragment",
      #"{"$schema":"https://json-schema.org/draft/2020-12/schema#","prefixItems":[{"type":"null"}]}"#,
      valid: ["[null]"], invalid: ["[1]"]),
    Table(
      "draft 7 without what has changed",
      "{\(draft7),\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"],\"additionalProperties\":false}",
      valid: [#"{"a":1}"#], invalid: ["{}", #"{"a":1,"b":1}"#, #"{"a":"x"}"#]),
    Table(
      "draft 7 with definitions",
      "{\(draft7),\"$ref\":\"#/definitions/a\",\"definitions\":{\"a\":{\"type\":\"null\"}}}",
      valid: ["null"], invalid: ["1"]),
    Table(
      "draft 7: items by place",
      "{\(draft7),\"items\":[{\"type\":\"integer\"}],\"additionalItems\":{\"type\":\"string\"}}",
      valid: ["[]", "[1]", #"[1,"a"]"#], invalid: [#"["a"]"#, "[1,2]"]),
    Table(
      "draft 7: additionalItems false", "{\(draft7),\"items\":[true],\"additionalItems\":false}",
      valid: ["[1]"], invalid: ["[1,2]"]),
    Table(
      "draft 7: additionalItems without items by place say nothing",
      "{\(draft7),\"items\":{},\"additionalItems\":false}", valid: ["[1,2]"]),
    Table(
      "draft 7: dependencies of both kinds",
      "{\(draft7),\"dependencies\":{\"a\":[\"b\"],\"c\":{\"minProperties\":2},\"d\":false}}",
      valid: ["{}", #"{"a":1,"b":1}"#, #"{"c":1,"x":1}"#, "[]"],
      invalid: [#"{"a":1}"#, #"{"c":1}"#, #"{"d":1}"#]),
    Table(
      "draft 7: keywords beside $ref say nothing",
      "{\(draft7),\"properties\":{\"a\":{\"$ref\":\"#/definitions/s\",\"maxLength\":1}},\"definitions\":{\"s\":{\"type\":\"string\"}}}",
      valid: [#"{"a":"long"}"#], invalid: [#"{"a":1}"#]),
    Table(
      "draft 7: an $id with a fragment is an anchor",
      "{\(draft7),\"allOf\":[{\"$ref\":\"#x\"}],\"definitions\":{\"a\":{\"$id\":\"#x\",\"type\":\"null\"}}}",
      valid: ["null"], invalid: ["1"]),
    Table(
      "draft 7: an $id that is only # is the schema itself",
      "{\(draft7),\"$id\":\"#\",\"items\":{\"$id\":\"#/items\",\"type\":\"null\"}}",
      valid: ["[null]"], invalid: ["[1]"]),
    Table(
      "draft 7: keywords of later drafts are not known",
      "{\(draft7),\"prefixItems\":[false],\"unevaluatedProperties\":false,\"dependentRequired\":{\"a\":[\"b\"]},\"minContains\":3}",
      valid: ["[1]", #"{"a":1}"#]),
    Table(
      "draft 7: if, then and else", "{\(draft7),\"if\":{\"const\":1},\"then\":false}", valid: ["2"],
      invalid: ["1"]),
    Table(
      "draft 6", "{\(draft6),\"exclusiveMinimum\":0,\"contains\":{\"const\":1}}",
      valid: ["1", "[1]"], invalid: ["0", "[2]"]),
    Table(
      "draft 4: exclusive bounds are flags",
      "{\(draft4),\"minimum\":0,\"exclusiveMinimum\":true,\"maximum\":9,\"exclusiveMaximum\":false}",
      valid: ["1", "9"], invalid: ["0", "10"]),
    Table(
      "draft 4: id",
      "{\(draft4),\"id\":\"http://example.com/r\",\"items\":{\"$ref\":\"x\"},\"definitions\":{\"x\":{\"id\":\"x\",\"type\":\"null\"}}}",
      valid: ["[null]"], invalid: ["[1]"]),
    Table(
      "2019-09: items by place",
      "{\(draft2019),\"items\":[{\"type\":\"null\"}],\"additionalItems\":false}",
      valid: ["[null]"], invalid: ["[1]", "[null,1]"]),
    Table(
      "2019-09: what contains matches is not evaluated",
      "{\(draft2019),\"contains\":{\"type\":\"string\"},\"unevaluatedItems\":false}", valid: ["{}"],
      invalid: [#"["a"]"#]),
    Table(
      "2019-09: $recursiveRef goes to the outermost $recursiveAnchor",
      "{\(draft2019),\"$id\":\"http://example.com/strict\",\"$recursiveAnchor\":true,\"$ref\":\"tree\",\"unevaluatedProperties\":false,\"$defs\":{\"t\":{\"$id\":\"tree\",\"$recursiveAnchor\":true,\"properties\":{\"c\":{\"$recursiveRef\":\"#\"}}}}}",
      valid: ["{}", #"{"c":{"c":{}}}"#], invalid: [#"{"d":1}"#, #"{"c":{"d":1}}"#]),
    Table(
      "2019-09: without an anchor $recursiveRef is a $ref",
      "{\(draft2019),\"properties\":{\"a\":{\"$recursiveRef\":\"#\"}},\"additionalProperties\":false}",
      valid: [#"{"a":{}}"#], invalid: [#"{"a":{"b":1}}"#]),
    Table(
      "a resource inside may have its own dialect",
      "{\"items\":{\"$ref\":\"http://example.com/old\"},\"$defs\":{\"o\":{\"$id\":\"http://example.com/old\",\(draft7),\"items\":[{\"type\":\"null\"}]}}}",
      valid: ["[[null,1]]", "[[]]"], invalid: ["[[1]]"]),
  ]

  static let formats: [Table] = [
    Table(
      "format only describes by default", #"{"format":"date-time"}"#, valid: [#""no date""#, "1"]),
    format(
      "date-time",
      valid: [
        "2026-07-28T12:30:00Z", "2026-07-28t12:30:00.123456+02:00", "1998-12-31T23:59:60Z",
        "1998-12-31T15:59:60.5-08:00", "2000-02-29T00:00:00-00:00",
      ],
      invalid: [
        "", "2026-07-28", "2026-07-28 12:30:00Z", "2026-07-28T12:30:00", "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-07-28T24:00:00Z", "2026-07-28T12:60:00Z",
        "2026-07-28T12:30:60Z", "2026-07-28T12:30:00.Z", "2026-07-28T12:30:00+24:00",
        "2026-07-28T12:30:00Z ",
      ]),
    format(
      "date", valid: ["2024-02-29", "0001-01-01", "9999-12-31"],
      invalid: [
        "2023-02-29", "1900-02-29", "2024-2-9", "2024-04-31", "2024-00-10", "20240101",
        "２024-01-01",
      ]),
    format(
      "time", valid: ["00:00:00Z", "23:59:60z", "12:30:00.5+23:59", "00:29:60+00:30"],
      invalid: ["12:30:00", "24:00:00Z", "12:30Z", "22:59:60Z", "12:30:00+0200", "1:00:00Z"]),
    format(
      "email",
      valid: [
        "a@b", "first.last+tag@example.co.uk", #"\"a b\"@example.com"#, "a@[127.0.0.1]",
        "a@[IPv6:::1]", "!#$%@x",
      ],
      invalid: [
        "", "a", "@b", "a@", ".a@b", "a.@b", "a..b@c", "a b@c", "a@b_c", "a@-b", "a@b-", "a@b.",
        "a@b@c", "a@[300.0.0.1]", #"\"a@b"#, "é@b",
      ]),
    format(
      "uri",
      valid: [
        "https://example.com/a?b=c#d", "urn:isbn:123", "mailto:a@b", "http://[::1]:80/",
        "http://a:80/%20", "x:", "file:///a/b", "http://u:p@h/", "http://[v1.a:b]/",
      ],
      invalid: [
        "", "a", "/a", "//a", "http://a b", "http://a/%2", "http://[::1", "http://a:8x/",
        "1http://a", "http://a/<b>", "http://é/", "a\\\\b:", "http://a/#b#c", "http://a[b]/",
      ]),
    format(
      "uri-reference",
      valid: ["", "a", "/a", "//a/b", "?q", "#f", "a/b:c", "../x", "https://example.com"],
      invalid: ["\\\\a", "a b", "1:a", "#a#b", "%zz", "http://[1]/"]),
    format(
      "uuid",
      valid: [
        "123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000",
        "ABCDEF12-3456-7890-ABCD-EF1234567890",
      ],
      invalid: [
        "", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400",
        "123e4567-e89b-12d3-a456-42661417400g", "{123e4567-e89b-12d3-a456-426614174000}",
      ]),
    format(
      "ipv4", valid: ["0.0.0.0", "255.255.255.255", "127.0.0.1"],
      invalid: [
        "", "256.0.0.0", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4 ", "1.2.3.٤", "0x1.2.3.4",
        "1..2.3",
      ]),
    format(
      "ipv6",
      valid: [
        "::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4",
        "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "fe80::a:b", "1::1.2.3.4",
      ],
      invalid: [
        "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g",
        "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "fe80::1%eth0", "1:", ":1", "1:2:3:4:5:6:7:8::",
        "::1.2.3.4:5",
      ]),
    Table(
      "a format that is not known is not checked", #"{"format":"color"}"#, valid: [#""x""#],
      assertsFormat: true),
    Table(
      "formats look at strings only", #"{"format":"uuid"}"#, valid: ["1", "null", "[]"],
      assertsFormat: true),
  ]

  private static func format(_ name: String, valid: [String], invalid: [String]) -> Table {
    Table(
      "format \(name)", "{\"format\":\"\(name)\"}", valid: valid.map { "\"\($0)\"" },
      invalid: invalid.map { "\"\($0)\"" }, assertsFormat: true)
  }
}

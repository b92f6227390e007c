extension Table {
  static let unevaluatedProperties: [Table] = [
    Table(
      "unevaluatedProperties false", #"{"properties":{"a":{}},"unevaluatedProperties":false}"#,
      valid: ["{}", #"{"a":1}"#, "[]", "1"], invalid: [#"{"b":1}"#, #"{"a":1,"b":1}"#]),
    Table(
      "unevaluatedProperties with a schema",
      #"{"properties":{"a":{}},"unevaluatedProperties":{"type":"string"}}"#,
      valid: [#"{"a":1,"b":"x"}"#], invalid: [#"{"a":1,"b":1}"#]),
    Table("unevaluatedProperties true", #"{"unevaluatedProperties":true}"#, valid: [#"{"a":1}"#]),
    Table(
      "it sees into allOf",
      #"{"properties":{"a":{}},"allOf":[{"properties":{"b":{}}}],"unevaluatedProperties":false}"#,
      valid: [#"{"a":1,"b":1}"#], invalid: [#"{"a":1,"b":1,"c":1}"#]),
    Table(
      "it sees into what holds of anyOf",
      #"{"anyOf":[{"properties":{"a":{"const":1}},"required":["a"]},{"properties":{"b":{"const":2}},"required":["b"]}],"unevaluatedProperties":false}"#,
      valid: [#"{"a":1}"#, #"{"b":2}"#, #"{"a":1,"b":2}"#],
      invalid: [#"{"a":1,"b":3}"#, #"{"a":2,"b":2}"#, #"{"a":1,"c":1}"#, "{}"]),
    Table(
      "it sees into what holds of oneOf",
      #"{"oneOf":[{"properties":{"a":{"const":1}},"required":["a"]},{"properties":{"b":{"const":2}},"required":["b"]}],"unevaluatedProperties":false}"#,
      valid: [#"{"a":1}"#, #"{"b":2}"#], invalid: [#"{"a":1,"b":3}"#, #"{"a":1,"b":2}"#]),
    Table(
      "it does not see into not",
      #"{"not":{"not":{"properties":{"a":{}},"required":["a"]}},"unevaluatedProperties":false}"#,
      invalid: [#"{"a":1}"#]),
    Table(
      "it sees into if and the branch taken",
      #"{"if":{"properties":{"k":{"const":"t"}},"required":["k"]},"then":{"properties":{"a":{}}},"else":{"properties":{"b":{}}},"unevaluatedProperties":false}"#,
      valid: [#"{"k":"t","a":1}"#, #"{"b":1}"#, "{}"],
      invalid: [#"{"k":"t","b":1}"#, #"{"k":"u","b":1}"#, #"{"a":1}"#]),
    Table(
      "if alone counts for what it evaluates",
      #"{"if":{"properties":{"k":{"const":1}},"required":["k"]},"unevaluatedProperties":false}"#,
      valid: [#"{"k":1}"#, "{}"], invalid: [#"{"k":2}"#]),
    Table(
      "it sees through $ref",
      ##"{"$ref":"#/$defs/x","properties":{"a":{}},"unevaluatedProperties":false,"$defs":{"x":{"properties":{"b":{}}}}}"##,
      valid: [#"{"a":1,"b":1}"#], invalid: [#"{"c":1}"#]),
    Table(
      "it sees through $dynamicRef",
      ##"{"$dynamicRef":"#x","unevaluatedProperties":false,"$defs":{"x":{"$dynamicAnchor":"x","properties":{"b":{}}}}}"##,
      valid: [#"{"b":1}"#], invalid: [#"{"c":1}"#]),
    Table(
      "it sees dependentSchemas that apply",
      #"{"properties":{"a":{}},"dependentSchemas":{"a":{"properties":{"b":{}}}},"unevaluatedProperties":false}"#,
      valid: [#"{"a":1,"b":1}"#], invalid: [#"{"b":1}"#]),
    Table(
      "additionalProperties evaluates everything",
      #"{"properties":{"a":{}},"additionalProperties":true,"unevaluatedProperties":false}"#,
      valid: [#"{"a":1,"b":1}"#]),
    Table(
      "nested additionalProperties do too",
      #"{"allOf":[{"additionalProperties":true}],"unevaluatedProperties":false}"#,
      valid: [#"{"a":1}"#]),
    Table(
      "patternProperties evaluate what matches",
      #"{"patternProperties":{"^x":{}},"unevaluatedProperties":false}"#,
      valid: [#"{"xa":1}"#], invalid: [#"{"a":1}"#]),
    Table(
      "a nested unevaluatedProperties evaluates for the outer one",
      #"{"allOf":[{"properties":{"a":{}},"unevaluatedProperties":true}],"unevaluatedProperties":false}"#,
      valid: [#"{"a":1,"b":1}"#]),
    Table(
      "a nested unevaluatedProperties does not see its neighbours",
      #"{"allOf":[{"properties":{"a":{}}},{"unevaluatedProperties":false}]}"#,
      valid: ["{}"], invalid: [#"{"a":1}"#]),
    Table(
      "a nested one does not see what is around it",
      #"{"properties":{"a":{}},"allOf":[{"unevaluatedProperties":false}]}"#, valid: ["{}"],
      invalid: [#"{"a":1}"#]),
    Table(
      "objects inside have their own count",
      #"{"properties":{"a":{"properties":{"b":{}},"unevaluatedProperties":false}},"unevaluatedProperties":false}"#,
      valid: [#"{"a":{"b":1}}"#], invalid: [#"{"a":{"a":1}}"#, #"{"b":1}"#]),
    Table(
      "a reference to itself",
      ##"{"properties":{"x":{"$ref":"#"}},"unevaluatedProperties":false}"##,
      valid: [#"{"x":{"x":{}}}"#], invalid: [#"{"x":{"y":1}}"#, #"{"y":1}"#]),
    Table(
      "what fails has evaluated nothing",
      #"{"anyOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"b":{}}}],"unevaluatedProperties":false}"#,
      valid: [#"{"b":1}"#, #"{"a":"x","b":1}"#], invalid: [#"{"a":1}"#, #"{"a":1,"b":1}"#]),
    Table(
      "more than 64 members",
      #"{"patternProperties":{"^p":{}},"unevaluatedProperties":{"type":"null"}}"#,
      valid: ["{\((0..<150).map { "\"p\($0)\":1" }.joined(separator: ",")),\"z\":null}"],
      invalid: ["{\((0..<150).map { "\"p\($0)\":1" }.joined(separator: ",")),\"z\":1}"]),
  ]

  static let unevaluatedItems: [Table] = [
    Table(
      "unevaluatedItems false", #"{"prefixItems":[true],"unevaluatedItems":false}"#,
      valid: ["[]", "[1]", "{}"], invalid: ["[1,2]"]),
    Table(
      "unevaluatedItems with a schema",
      #"{"prefixItems":[true],"unevaluatedItems":{"type":"string"}}"#,
      valid: [#"[1,"a"]"#], invalid: ["[1,2]"]),
    Table(
      "items evaluates everything", #"{"items":true,"unevaluatedItems":false}"#, valid: ["[1,2]"]),
    Table(
      "it sees into allOf",
      #"{"prefixItems":[true],"allOf":[{"prefixItems":[true,{"type":"integer"}]}],"unevaluatedItems":false}"#,
      valid: ["[1,2]"], invalid: ["[1,2,3]", #"[1,"a"]"#]),
    Table(
      "it sees into what holds of anyOf",
      #"{"prefixItems":[true],"anyOf":[{"prefixItems":[true,{"const":2}]},{"prefixItems":[true,true,{"const":3}]}],"unevaluatedItems":false}"#,
      valid: ["[1,2]", "[1,2,3]", "[1,9,3]"], invalid: ["[1,2,4]", "[1,9,9]", "[1,2,3,4]"]),
    Table(
      "contains evaluates what matches",
      #"{"contains":{"type":"string"},"unevaluatedItems":false}"#,
      valid: [#"["a","b"]"#, #"["a"]"#], invalid: [#"["a",1]"#, "[1]"]),
    Table(
      "contains evaluates all that match, not only enough",
      #"{"contains":{"type":"string"},"minContains":1,"unevaluatedItems":{"type":"number"}}"#,
      valid: [#"["a",1,"b",2]"#], invalid: [#"["a",null]"#]),
    Table(
      "contains beside a prefix",
      #"{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":false}"#,
      valid: [#"[1,"a"]"#, #"["a"]"#], invalid: [#"[1,"a",2]"#, "[1]"]),
    Table(
      "it sees into the branch taken",
      #"{"if":{"prefixItems":[{"const":1}]},"then":{"prefixItems":[true,true]},"unevaluatedItems":false}"#,
      valid: ["[1,2]", "[1]", "[]"], invalid: ["[2]", "[1,2,3]"]),
    Table(
      "it sees through $ref",
      ##"{"$ref":"#/$defs/x","unevaluatedItems":false,"$defs":{"x":{"prefixItems":[true]}}}"##,
      valid: ["[1]"], invalid: ["[1,2]"]),
    Table(
      "it does not see into not",
      #"{"not":{"not":{"prefixItems":[true]}},"unevaluatedItems":false}"#, valid: ["[]"],
      invalid: ["[1]"]),
    Table(
      "a nested unevaluatedItems evaluates for the outer one",
      #"{"allOf":[{"unevaluatedItems":true}],"unevaluatedItems":false}"#, valid: ["[1]"]),
    Table(
      "a nested one does not see its neighbours",
      #"{"allOf":[{"prefixItems":[true]},{"unevaluatedItems":false}]}"#, valid: ["[]"],
      invalid: ["[1]"]),
    Table(
      "elements of elements have their own count",
      #"{"items":{"prefixItems":[true],"unevaluatedItems":false}}"#, valid: ["[[1],[2]]"],
      invalid: ["[[1,2]]"]),
  ]
}

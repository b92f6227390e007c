extension Table {
  static let combinations: [Table] = [
    Table(
      "allOf", #"{"allOf":[{"required":["a"]},{"required":["b"]}]}"#,
      valid: [#"{"a":1,"b":1}"#, "[]"], invalid: [#"{"a":1}"#, #"{"b":1}"#, "{}"]),
    Table("allOf with false", #"{"allOf":[true,false]}"#, invalid: ["1"]),
    Table("allOf with true", #"{"allOf":[true,true,{}]}"#, valid: ["1"]),
    Table(
      "allOf beside other keywords", #"{"minimum":1,"allOf":[{"maximum":5}],"multipleOf":2}"#,
      valid: ["2", "4"], invalid: ["0", "6", "3"]),
    Table(
      "anyOf", #"{"anyOf":[{"type":"integer"},{"minimum":2}]}"#,
      valid: ["1", "2.5", "3", #""a""#], invalid: ["1.5"]),
    Table("anyOf with false", #"{"anyOf":[false,false]}"#, invalid: ["1"]),
    Table("anyOf with one true", #"{"anyOf":[false,true]}"#, valid: ["1"]),
    Table(
      "anyOf beside a type", #"{"type":"string","anyOf":[{"maxLength":2},{"minLength":4}]}"#,
      valid: [#""ab""#, #""abcd""#], invalid: [#""abc""#, "3"]),
    Table(
      "oneOf", #"{"oneOf":[{"type":"integer"},{"minimum":2}]}"#, valid: ["1", "2.5"],
      invalid: ["3", "1.5"]),
    Table("oneOf all true", #"{"oneOf":[true,true,true]}"#, invalid: ["1"]),
    Table("oneOf one true", #"{"oneOf":[true,false,false]}"#, valid: ["1"]),
    Table("oneOf all false", #"{"oneOf":[false,false]}"#, invalid: ["1"]),
    Table(
      "oneOf by required members",
      #"{"oneOf":[{"required":["a","b"]},{"required":["a","c"]}]}"#,
      valid: [#"{"a":1,"b":2}"#, #"{"a":1,"c":3}"#, #"{"a":1,"b":2,"d":4}"#],
      invalid: [#"{"a":1}"#, #"{"a":1,"b":2,"c":3}"#]),
    Table(
      "not", #"{"not":{"type":"integer"}}"#, valid: [#""a""#, "1.5", "null"], invalid: ["1", "2.0"]),
    Table("not true", #"{"not":true}"#, invalid: ["1", "null"]),
    Table("not an empty schema", #"{"not":{}}"#, invalid: ["1", "{}"]),
    Table("not false", #"{"not":false}"#, valid: ["1", "null"]),
    Table("not not", #"{"not":{"not":{"type":"null"}}}"#, valid: ["null"], invalid: ["1"]),
    Table(
      "a forbidden member", #"{"not":{"required":["a"]}}"#, valid: ["{}", #"{"b":1}"#],
      invalid: [#"{"a":1}"#]),
    Table(
      "all of them together",
      #"{"allOf":[{"multipleOf":2}],"anyOf":[{"multipleOf":3}],"oneOf":[{"multipleOf":5}]}"#,
      valid: ["30", "0", "60"],
      invalid: ["1", "2", "3", "5", "6", "10", "15"]),
    Table(
      "nested alternatives",
      #"{"anyOf":[{"oneOf":[{"const":1},{"enum":[1,2]}]},{"allOf":[{"minimum":5},{"maximum":6}]}]}"#,
      valid: ["2", "5", "6"], invalid: ["1", "3", "7"]),
  ]

  static let conditions: [Table] = [
    Table(
      "if, then and else",
      #"{"if":{"exclusiveMaximum":0},"then":{"minimum":-10},"else":{"multipleOf":2}}"#,
      valid: ["-1", "-10", "4", "0"], invalid: ["-100", "3"]),
    Table(
      "if and then", #"{"if":{"const":0},"then":{"const":1}}"#, valid: ["5"], invalid: ["0"]),
    Table(
      "if and else", #"{"if":{"const":0},"else":{"const":1}}"#, valid: ["0", "1"], invalid: ["5"]),
    Table("if alone says nothing", #"{"if":{"const":0}}"#, valid: ["0", "5"]),
    Table("then without if says nothing", #"{"then":{"const":0}}"#, valid: ["0", "5"]),
    Table("else without if says nothing", #"{"else":{"const":0}}"#, valid: ["0", "5"]),
    Table(
      "conditions do not reach into each other",
      #"{"allOf":[{"if":{"exclusiveMaximum":0}},{"then":{"minimum":-10}},{"else":{"multipleOf":2}}]}"#,
      valid: ["-100", "3"]),
    Table(
      "if true", #"{"if":true,"then":{"const":"t"},"else":{"const":"e"}}"#, valid: [#""t""#],
      invalid: [#""e""#]),
    Table(
      "if false", #"{"if":false,"then":{"const":"t"},"else":{"const":"e"}}"#, valid: [#""e""#],
      invalid: [#""t""#]),
    Table(
      "a chain of conditions",
      #"{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"required":["a"]},"else":{"if":{"properties":{"k":{"const":2}},"required":["k"]},"then":{"required":["b"]}}}"#,
      valid: [#"{"k":1,"a":0}"#, #"{"k":2,"b":0}"#, #"{"k":3}"#, "{}"],
      invalid: [#"{"k":1,"b":0}"#, #"{"k":2,"a":0}"#]),
  ]
}

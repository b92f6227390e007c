extension Table {
  static let types: [Table] = [
    Table(
      "true allows everything", "true",
      valid: ["null", "true", "0", #""""#, "[]", "{}"]),
    Table(
      "false allows nothing", "false",
      invalid: ["null", "false", "0", #""""#, "[]", "{}"]),
    Table("an empty schema allows everything", "{}", valid: ["null", "1", #""a""#, "[1]"]),
    Table(
      "keywords that are not known say nothing", #"{"x-note":5,"foo":{"type":"string"}}"#,
      valid: ["1", "null"]),
    Table(
      "null", #"{"type":"null"}"#, valid: ["null"],
      invalid: ["false", "0", #""""#, #""null""#, "[]", "{}"]),
    Table(
      "boolean", #"{"type":"boolean"}"#, valid: ["true", "false"],
      invalid: ["null", "0", "1", #""true""#, "[]", "{}"]),
    Table(
      "object", #"{"type":"object"}"#, valid: ["{}", #"{"a":1}"#],
      invalid: ["null", "[]", #""{}""#, "1"]),
    Table(
      "array", #"{"type":"array"}"#, valid: ["[]", "[1]"], invalid: ["null", "{}", #""[]""#]),
    Table(
      "string", #"{"type":"string"}"#, valid: [#""""#, #""1""#],
      invalid: ["1", "null", "[]", "true"]),
    Table(
      "number", #"{"type":"number"}"#, valid: ["1", "1.5", "-0", "1e400", "1e-400"],
      invalid: [#""1""#, "null", "true", "[]"]),
    Table(
      "an integer is a number without fraction, however it is spelled", #"{"type":"integer"}"#,
      valid: [
        "1", "-1", "0", "-0", "1.0", "1.000", "10e-1", "1.5e1", "1e3", "1e400", "0e-5", "0.0",
        "123456789012345678901234567890", "123456789012345678901234567890.0",
      ],
      invalid: [
        "1.5", "1e-1", "15e-1", "0.1", "1e-400", "123456789012345678901234567890.5", #""1""#,
        "null",
      ]),
    Table(
      "several types are alternatives", #"{"type":["integer","string"]}"#,
      valid: ["1", #""a""#, "2.0"], invalid: ["1.5", "null", "[]"]),
    Table(
      "integer beside number allows every number", #"{"type":["number","integer"]}"#,
      valid: ["1", "1.5"], invalid: [#""1""#]),
    Table("one type in an array", #"{"type":["null"]}"#, valid: ["null"], invalid: ["0"]),
    Table("no types at all", #"{"type":[]}"#, invalid: ["0", "null"]),
  ]

  static let constants: [Table] = [
    Table(
      "enum allows its values", #"{"enum":["a",1,null,true,[1],{"b":2}]}"#,
      valid: [#""a""#, "1", "1.0", "null", "true", "[1]", "[1.0]", #"{"b":2}"#, #"{"b":2e0}"#],
      invalid: [#""b""#, "2", "false", "[]", "[1,1]", "{}", #"{"b":3}"#, #"{"b":2,"c":1}"#]),
    Table("enum may be empty", #"{"enum":[]}"#, invalid: ["1", "null"]),
    Table(
      "0 is not false, 1 is not true", #"{"enum":[0,1]}"#, valid: ["0", "1", "-0", "0.0"],
      invalid: ["false", "true", "[0]", #""0""#]),
    Table(
      "false is not 0", #"{"enum":[false,[true]]}"#, valid: ["false", "[true]"],
      invalid: ["0", "[1]", "0.0"]),
    Table(
      "const compares numbers by value", #"{"const":1}"#,
      valid: ["1", "1.0", "10e-1", "0.1e1", "1.00000000000000000000"],
      invalid: ["1.0000000000000000001", "2", #""1""#, "true", "-1"]),
    Table(
      "const with a fraction", #"{"const":0.1}"#, valid: ["0.1", "1e-1", "0.10"],
      invalid: ["0.1000000000000000055511151231257827", "0.2"]),
    Table(
      "integers too large for a double are exact", #"{"const":9007199254740993}"#,
      valid: ["9007199254740993", "9007199254740993.0", "9.007199254740993e15"],
      invalid: ["9007199254740992", "9007199254740994"]),
    Table(
      "numbers of any length are exact", #"{"const":100000000000000000000000000000001}"#,
      valid: ["100000000000000000000000000000001"],
      invalid: ["100000000000000000000000000000000", "1e32"]),
    Table("const null", #"{"const":null}"#, valid: ["null"], invalid: ["0", "false", #""""#]),
    Table(
      "const compares objects without order", #"{"const":{"a":[1,{"x":null}],"b":2}}"#,
      valid: [
        #"{"a":[1,{"x":null}],"b":2}"#, #"{"b":2,"a":[1,{"x":null}]}"#,
        #"{"b":2.0,"a":[1.0,{"x":null}]}"#,
      ],
      invalid: [#"{"a":[{"x":null},1],"b":2}"#, #"{"a":[1,{"x":null}]}"#, "[]", "null"]),
    Table(
      "const compares arrays with order", #"{"const":[1,2]}"#, valid: ["[1,2]"],
      invalid: ["[2,1]", "[1]", "[1,2,3]", "{}"]),
    Table(
      "const compares strings by code points", #"{"const":"\u00e9"}"#,
      valid: [#""é""#, #""\u00E9""#], invalid: [#""e\u0301""#, #""e""#]),
    Table(
      "the order of combining marks counts", #"{"const":"a\u0323\u0307"}"#,
      valid: [#""a\u0323\u0307""#], invalid: [#""a\u0307\u0323""#]),
    Table(
      "the Kelvin sign is no K", #"{"enum":["K"]}"#, valid: [#""K""#], invalid: [#""\u212a""#]),
    Table(
      "const and enum must both hold", #"{"const":1,"enum":[1,2]}"#, valid: ["1"],
      invalid: ["2", "3"]),
    Table("const and enum may exclude each other", #"{"const":3,"enum":[1,2]}"#, invalid: ["3"]),
    Table(
      "of members that share a name the last counts", #"{"const":{"a":2}}"#,
      valid: [#"{"a":1,"a":2}"#], invalid: [#"{"a":2,"a":1}"#]),
    Table(
      "a text with a null character is itself", #"{"const":"a\u0000b"}"#,
      valid: [#""a\u0000b""#], invalid: [#""ab""#, #""a""#]),
  ]

  static let numbers: [Table] = [
    Table(
      "minimum is included", #"{"minimum":1.1}"#,
      valid: ["1.1", "1.10", "2", "1e400", #""a""#, "null", "[]", "{}"],
      invalid: ["1", "1.0999999999999999999999", "-5", "-1e400"]),
    Table(
      "maximum is included", #"{"maximum":3}"#, valid: ["3", "3.0", "-1e400", "0", #""9""#],
      invalid: ["3.5", "4", "1e400", "3.00000000000000000001"]),
    Table(
      "exclusiveMinimum is not", #"{"exclusiveMinimum":1}"#, valid: ["2", "1.000000000000000001"],
      invalid: ["1", "1.0", "0"]),
    Table(
      "exclusiveMaximum is not", #"{"exclusiveMaximum":1}"#, valid: ["0", "0.999999999999999999"],
      invalid: ["1", "1.0", "2"]),
    Table(
      "negative bounds", #"{"minimum":-2,"maximum":-1}"#, valid: ["-1", "-2", "-1.5"],
      invalid: ["-0.5", "-2.5", "0", "-20"]),
    Table(
      "bounds beyond 64 bits", #"{"minimum":18446744073709551616,"maximum":1e30}"#,
      valid: ["18446744073709551616", "1e25", "1000000000000000000000000000000"],
      invalid: ["18446744073709551615", "1000000000000000000000000000001", "-1e25"]),
    Table(
      "bounds near zero", #"{"minimum":-0.0,"maximum":1e-300}"#,
      valid: ["0", "-0", "1e-301", "1e-300"], invalid: ["-1e-300", "2e-300"]),
    Table(
      "all four together", #"{"minimum":0,"exclusiveMinimum":0,"maximum":9,"exclusiveMaximum":9}"#,
      valid: ["1", "8.9"], invalid: ["0", "9"]),
    Table(
      "multipleOf an integer", #"{"multipleOf":3}"#,
      valid: ["0", "3", "-9", "3e5", "9.0", "300000000000000000000000000000", #""a""#],
      invalid: ["1", "3.5", "-4", "0.3", "100000000000000000000000000000"]),
    Table(
      "multipleOf a fraction", #"{"multipleOf":0.01}"#,
      valid: ["0", "4.35", "19.99", "1.1", "-0.07", "1e10"], invalid: ["0.001", "4.355", "1e-10"]),
    Table(
      "multipleOf something tiny", #"{"multipleOf":1e-8}"#, valid: ["12391239123", "1e-8"],
      invalid: ["1e-9", "1.000000001"]),
    Table(
      "multipleOf with huge numbers", #"{"multipleOf":7}"#, valid: ["7e1000", "0e1000", "-7e50"],
      invalid: ["1e1000", "1e99999999999", "8e50"]),
    Table(
      "multipleOf a large divisor", #"{"multipleOf":9999999999999999999}"#,
      valid: ["9999999999999999999", "19999999999999999998"], invalid: ["9999999999999999998"]),
    Table(
      "multipleOf a power of ten", #"{"multipleOf":100}"#, valid: ["100", "1e2", "1.5e3"],
      invalid: ["10", "150", "1e1"]),
  ]

  static let strings: [Table] = [
    Table(
      "minLength", #"{"minLength":2}"#, valid: [#""ab""#, #""abc""#, "1", "[]"],
      invalid: [#""""#, #""a""#]),
    Table(
      "maxLength", #"{"maxLength":2}"#, valid: [#""""#, #""ab""#, "123"], invalid: [#""abc""#]),
    Table(
      "length counts code points", #"{"minLength":2,"maxLength":2}"#,
      valid: [#""éé""#, #""😀😀""#, #""e\u0301""#, #""\ud83d\ude00x""#],
      invalid: [#""😀""#, #""é""#, #""👩‍👩‍👧""#, #""日本語""#]),
    Table(
      "lengths may be spelled with a fraction of zero", #"{"minLength":1.0,"maxLength":2e0}"#,
      valid: [#""a""#], invalid: [#""""#, #""abc""#]),
    Table(
      "a length of zero", #"{"maxLength":0}"#, valid: [#""""#], invalid: [#""a""#]),
    Table(
      "a length beyond 64 bits", #"{"maxLength":1e40}"#, valid: [#""abc""#]),
    Table(
      "pattern is searched for anywhere", #"{"pattern":"b+c"}"#,
      valid: [#""abc""#, #""bbcd""#, "1", "null"], invalid: [#""ac""#, #""""#, #""BC""#]),
    Table(
      "pattern with anchors", #"{"pattern":"^a*$"}"#, valid: [#""""#, #""aaa""#],
      invalid: [#""ab""#, #""aaa\n""#]),
    Table(
      "pattern sees code points", #"{"pattern":"^.$"}"#, valid: [#""a""#, #""😀""#, #""é""#],
      invalid: [#""""#, #""ab""#, #""e\u0301""#, #""\n""#]),
    Table(
      "an empty pattern matches", #"{"pattern":""}"#, valid: [#""""#, #""a""#]),
  ]
}

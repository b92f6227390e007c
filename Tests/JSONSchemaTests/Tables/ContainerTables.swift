extension Table {
  static let arrays: [Table] = [
    Table(
      "minItems", #"{"minItems":1}"#, valid: ["[1]", "[1,2]", #""""#, "{}"], invalid: ["[]"]),
    Table("maxItems", #"{"maxItems":1}"#, valid: ["[]", "[1]", "{}"], invalid: ["[1,2]"]),
    Table(
      "uniqueItems", #"{"uniqueItems":true}"#,
      valid: [
        "[]", "[1]", "[1,2]", "[0,false]", "[1,true]", #"["1",1]"#, "[[1],[2]]", "[{},[]]",
        #"[{"a":1},{"a":2}]"#, "[null,0]", #"["é","e\u0301"]"#, #""aa""#, "[[0],[false]]",
      ],
      invalid: [
        "[1,1]", "[1,2,1]", "[1,1.0]", #"["a","a"]"#, "[null,null]", "[[1],[1]]", "[{},{}]",
        #"[{"a":1,"b":2},{"b":2,"a":1}]"#, "[[[0]],[[0.0]]]", "[1e2,100]",
        "[123456789012345678901,123456789012345678901.0]",
      ]),
    Table("uniqueItems false", #"{"uniqueItems":false}"#, valid: ["[1,1]"]),
    Table(
      "items is for every element", #"{"items":{"type":"integer"}}"#,
      valid: ["[]", "[1,2]", "{}", #""a""#], invalid: [#"[1,"a"]"#, "[null]"]),
    Table("items false", #"{"items":false}"#, valid: ["[]"], invalid: ["[1]"]),
    Table("items true", #"{"items":true}"#, valid: ["[]", "[1]"]),
    Table(
      "prefixItems go by place",
      #"{"prefixItems":[{"type":"integer"},{"type":"string"}]}"#,
      valid: ["[]", "[1]", #"[1,"a"]"#, #"[1,"a",null]"#, #"{"0":"a"}"#],
      invalid: [#"["a"]"#, "[1,2]"]),
    Table(
      "items are the rest behind prefixItems",
      #"{"prefixItems":[{"type":"integer"}],"items":{"type":"string"}}"#,
      valid: ["[]", "[1]", #"[1,"a","b"]"#], invalid: ["[1,2]", #"["a"]"#, #"[1,"a",2]"#]),
    Table(
      "a tuple with no rest", #"{"prefixItems":[true,true],"items":false}"#,
      valid: ["[]", "[1]", "[1,2]"], invalid: ["[1,2,3]"]),
    Table(
      "a false place", #"{"prefixItems":[true,false]}"#, valid: ["[]", "[1]"],
      invalid: ["[1,2]"]),
    Table(
      "items do not look into allOf for a prefix",
      #"{"allOf":[{"prefixItems":[{"minimum":3}]}],"items":{"minimum":5}}"#,
      valid: ["[5,5]"], invalid: ["[3,5]"]),
    Table(
      "items inside items", #"{"items":{"items":{"items":{"type":"null"}}}}"#,
      valid: ["[]", "[[]]", "[[[null]]]"], invalid: ["[[[1]]]", "[[[null,1]]]"]),
    Table(
      "contains needs one", #"{"contains":{"minimum":5}}"#,
      valid: ["[5]", "[1,6]", #"["a"]"#, "{}", "null"], invalid: ["[]", "[1,2]"]),
    Table("contains true", #"{"contains":true}"#, valid: ["[1]"], invalid: ["[]"]),
    Table("contains false", #"{"contains":false}"#, valid: ["{}"], invalid: ["[]", "[1]"]),
    Table(
      "minContains", #"{"contains":{"const":1},"minContains":2}"#,
      valid: ["[1,1]", "[1,2,1]", "[1,1,1]"], invalid: ["[]", "[1]", "[2,2]"]),
    Table(
      "minContains 0 asks for nothing", #"{"contains":{"const":1},"minContains":0}"#,
      valid: ["[]", "[2]", "[1]"]),
    Table(
      "maxContains", #"{"contains":{"const":1},"maxContains":1}"#,
      valid: ["[1]", "[1,2]"], invalid: ["[]", "[1,1]", "[1,2,1]"]),
    Table(
      "minContains and maxContains", #"{"contains":{"const":1},"minContains":1,"maxContains":2}"#,
      valid: ["[1]", "[1,1]"], invalid: ["[]", "[1,1,1]"]),
    Table(
      "minContains 0 with maxContains",
      #"{"contains":{"const":1},"minContains":0,"maxContains":1}"#,
      valid: ["[]", "[1]", "[2]"], invalid: ["[1,1]"]),
    Table(
      "counts that exclude each other",
      #"{"contains":{"const":1},"minContains":3,"maxContains":1}"#,
      invalid: ["[]", "[1]", "[1,1]", "[1,1,1]"]),
    Table(
      "minContains without contains says nothing", #"{"minContains":2,"maxContains":1}"#,
      valid: ["[]", "[1]"]),
    Table(
      "contains beside items", #"{"items":{"multipleOf":2},"contains":{"multipleOf":3}}"#,
      valid: ["[6,2]"], invalid: ["[2,4]", "[3,9]", "[1,5]"]),
  ]

  static let objects: [Table] = [
    Table(
      "properties that are there must fit",
      #"{"properties":{"a":{"type":"integer"},"b":{"type":"string"}}}"#,
      valid: ["{}", #"{"a":1}"#, #"{"a":1,"b":"x","c":null}"#, "[]", "1"],
      invalid: [#"{"a":"x"}"#, #"{"b":1}"#, #"{"a":1,"b":2}"#]),
    Table(
      "a false property must be absent", #"{"properties":{"a":true,"b":false}}"#,
      valid: ["{}", #"{"a":1}"#], invalid: [#"{"b":1}"#, #"{"a":1,"b":null}"#]),
    Table(
      "a property with the value null is there", #"{"properties":{"a":{"type":"null"}}}"#,
      valid: [#"{"a":null}"#], invalid: [#"{"a":0}"#]),
    Table(
      "names with special characters", #"{"properties":{"a/b":{"const":1},"c~d\n\"":{"const":2}}}"#,
      valid: [#"{"a/b":1,"c~d\n\"":2}"#], invalid: [#"{"a/b":2}"#, #"{"c~d\n\"":1}"#]),
    Table(
      "names that mean something elsewhere",
      #"{"properties":{"__proto__":{"type":"number"},"constructor":{"type":"number"},"length":{"type":"number"}}}"#,
      valid: ["{}", #"{"__proto__":1}"#],
      invalid: [#"{"__proto__":"a"}"#, #"{"constructor":"a"}"#, #"{"length":"a"}"#]),
    Table(
      "names are compared by code points", #"{"properties":{"é":{"type":"null"}}}"#,
      valid: [#"{"e\u0301":1}"#, #"{"é":null}"#], invalid: [#"{"é":1}"#]),
    Table(
      "the order of combining marks tells names apart",
      #"{"properties":{"a\u0323\u0307":{"type":"null"}},"required":["a\u0323\u0307"]}"#,
      valid: [#"{"a\u0323\u0307":null}"#, #"{"a\u0307\u0323":1,"a\u0323\u0307":null}"#],
      invalid: [#"{"a\u0307\u0323":null}"#, #"{"a\u0323\u0307":1}"#]),
    Table(
      "a property called $ref is no reference", #"{"properties":{"$ref":{"type":"string"}}}"#,
      valid: [#"{"$ref":"a"}"#], invalid: [#"{"$ref":1}"#]),
    Table(
      "members that share a name must all fit", #"{"properties":{"a":{"type":"integer"}}}"#,
      valid: [#"{"a":1,"a":2}"#], invalid: [#"{"a":1,"a":"x"}"#, #"{"a":"x","a":1}"#]),
    Table(
      "many properties",
      #"{"properties":{"a":{"const":1},"b":{"const":2},"c":{"const":3},"d":{"const":4},"e":{"const":5},"f":{"const":6},"g":{"const":7},"h":{"const":8},"i":{"const":9},"j":{"const":10}},"additionalProperties":false}"#,
      valid: [#"{"a":1,"j":10}"#, #"{"j":10,"i":9,"a":1}"#, "{}"],
      invalid: [#"{"j":1}"#, #"{"k":1}"#, #"{"a":1,"b":3}"#]),
    Table(
      "required", #"{"required":["a","b"]}"#,
      valid: [#"{"a":1,"b":null}"#, #"{"b":1,"c":1,"a":1}"#, "[]", #""a""#, "null"],
      invalid: ["{}", #"{"a":1}"#, #"{"b":1}"#, #"{"A":1,"b":1}"#]),
    Table(
      "the same name twice is one", #"{"required":["a","b"]}"#, invalid: [#"{"a":1,"a":2}"#]),
    Table("nothing required", #"{"required":[]}"#, valid: ["{}"]),
    Table(
      "required names by code points", #"{"required":["é"]}"#, valid: [#"{"é":1}"#],
      invalid: [#"{"e\u0301":1}"#]),
    Table(
      "patternProperties", #"{"patternProperties":{"^x-":{"type":"string"},"n$":{"minimum":1}}}"#,
      valid: ["{}", #"{"x-a":"b"}"#, #"{"in":1}"#, #"{"a":null}"#, #"{"x-n":"s"}"#, "[]"],
      invalid: [#"{"x-a":1}"#, #"{"in":0}"#, #"{"x-n":0}"#]),
    Table(
      "a member must fit all that name it",
      #"{"properties":{"ab":{"minimum":1}},"patternProperties":{"a":{"maximum":5},"b":{"multipleOf":2}}}"#,
      valid: [#"{"ab":2}"#, #"{"ab":4,"a":1}"#],
      invalid: [#"{"ab":0}"#, #"{"ab":6}"#, #"{"ab":3}"#]),
    Table(
      "a false pattern", #"{"patternProperties":{"a":true,"b":false}}"#,
      valid: [#"{"a":1}"#, "{}"], invalid: [#"{"b":1}"#, #"{"ab":1}"#]),
    Table(
      "additionalProperties false",
      #"{"properties":{"a":{}},"patternProperties":{"^v":{}},"additionalProperties":false}"#,
      valid: ["{}", #"{"a":1,"v1":2}"#, "[1]"], invalid: [#"{"b":1}"#, #"{"a":1,"b":1}"#]),
    Table(
      "additionalProperties with a schema",
      #"{"properties":{"a":{}},"additionalProperties":{"type":"boolean"}}"#,
      valid: [#"{"a":1,"b":true}"#], invalid: [#"{"a":1,"b":1}"#]),
    Table(
      "additionalProperties alone", #"{"additionalProperties":{"type":"boolean"}}"#,
      valid: ["{}", #"{"a":true}"#], invalid: [#"{"a":1}"#]),
    Table(
      "additionalProperties does not look into allOf",
      #"{"allOf":[{"properties":{"a":{}}}],"additionalProperties":{"type":"boolean"}}"#,
      valid: [#"{"a":true}"#], invalid: [#"{"a":1}"#]),
    Table(
      "propertyNames", #"{"propertyNames":{"maxLength":2,"pattern":"^[a-z]*$"}}"#,
      valid: ["{}", #"{"ab":1}"#, "[]", #""abc""#], invalid: [#"{"abc":1}"#, #"{"A":1}"#]),
    Table(
      "propertyNames false", #"{"propertyNames":false}"#, valid: ["{}"], invalid: [#"{"a":1}"#]),
    Table(
      "propertyNames with enum", #"{"propertyNames":{"enum":["a","b"]}}"#, valid: [#"{"a":1}"#],
      invalid: [#"{"a":1,"c":1}"#]),
    Table(
      "minProperties", #"{"minProperties":1}"#, valid: [#"{"a":1}"#, "[]", #""""#],
      invalid: ["{}"]),
    Table(
      "maxProperties", #"{"maxProperties":1}"#, valid: ["{}", #"{"a":1}"#, #"{"a":1,"a":2}"#],
      invalid: [#"{"a":1,"b":2}"#]),
    Table(
      "minProperties counts a repeated name once", #"{"minProperties":2}"#,
      valid: [#"{"a":1,"b":2}"#], invalid: [#"{"a":1,"a":2}"#]),
  ]

  static let dependents: [Table] = [
    Table(
      "dependentRequired", #"{"dependentRequired":{"card":["address","name"]}}"#,
      valid: ["{}", #"{"address":1}"#, #"{"card":1,"address":1,"name":1}"#, "[]", #""card""#],
      invalid: [#"{"card":1}"#, #"{"card":1,"name":1}"#]),
    Table(
      "dependentRequired on nothing", #"{"dependentRequired":{"a":[]}}"#, valid: [#"{"a":1}"#]),
    Table(
      "dependentSchemas", #"{"dependentSchemas":{"a":{"properties":{"b":{"type":"integer"}}}}}"#,
      valid: ["{}", #"{"b":"x"}"#, #"{"a":1,"b":2}"#, #"{"a":1}"#, "[]"],
      invalid: [#"{"a":1,"b":"x"}"#]),
    Table(
      "boolean dependentSchemas", #"{"dependentSchemas":{"a":true,"b":false}}"#,
      valid: ["{}", #"{"a":1}"#], invalid: [#"{"b":1}"#, #"{"a":1,"b":1}"#]),
    Table(
      "dependentSchemas see the whole object", #"{"dependentSchemas":{"a":{"minProperties":2}}}"#,
      valid: [#"{"a":1,"b":1}"#, #"{"b":1}"#], invalid: [#"{"a":1}"#]),
    Table(
      "dependencies are not known in 2020-12", #"{"dependencies":{"a":["b"]}}"#,
      valid: [#"{"a":1}"#]),
  ]
}

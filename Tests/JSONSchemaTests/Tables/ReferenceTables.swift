extension Table {
  static let references: [Table] = [
    Table(
      "a reference to the whole schema",
      ##"{"properties":{"a":{"$ref":"#"}},"additionalProperties":false}"##,
      valid: [#"{"a":false}"#, #"{"a":{"a":1}}"#, "{}"], invalid: [#"{"b":1}"#, #"{"a":{"b":1}}"#]),
    Table(
      "a reference by pointer",
      ##"{"properties":{"a":{"type":"integer"},"b":{"$ref":"#/properties/a"}}}"##,
      valid: [#"{"b":1}"#], invalid: [#"{"b":"x"}"#]),
    Table(
      "a reference into an array",
      ##"{"prefixItems":[{"type":"integer"},{"$ref":"#/prefixItems/0"}]}"##,
      valid: ["[1,2]"], invalid: [#"[1,"a"]"#]),
    Table(
      "a reference to a definition", ##"{"$ref":"#/$defs/n","$defs":{"n":{"type":"null"}}}"##,
      valid: ["null"], invalid: ["1"]),
    Table(
      "escaped pointers",
      ##"{"$defs":{"a~b":{"const":1},"c/d":{"const":2},"e%f":{"const":3},"g\"h":{"const":4}},"properties":{"tilde":{"$ref":"#/$defs/a~0b"},"slash":{"$ref":"#/$defs/c~1d"},"percent":{"$ref":"#/$defs/e%25f"},"quote":{"$ref":"#/$defs/g%22h"}}}"##,
      valid: [#"{"tilde":1,"slash":2,"percent":3,"quote":4}"#],
      invalid: [#"{"tilde":0}"#, #"{"slash":0}"#, #"{"percent":0}"#, #"{"quote":0}"#]),
    Table(
      "an empty name in a pointer",
      ##"{"$defs":{"":{"$defs":{"":{"const":1}}}},"$ref":"#/$defs//$defs/"}"##,
      valid: ["1"], invalid: ["2"]),
    Table(
      "keywords beside $ref count",
      ##"{"$ref":"#/$defs/a","maxItems":2,"$defs":{"a":{"type":"array"}}}"##,
      valid: ["[]", "[1,2]"], invalid: ["[1,2,3]", "1"]),
    Table(
      "a chain of references",
      ##"{"$ref":"#/$defs/c","$defs":{"a":{"type":"integer"},"b":{"$ref":"#/$defs/a"},"c":{"$ref":"#/$defs/b"}}}"##,
      valid: ["5"], invalid: [#""a""#]),
    Table(
      "a reference to a boolean",
      ##"{"properties":{"a":{"$ref":"#/$defs/no"}},"$defs":{"no":false}}"##,
      valid: ["{}"], invalid: [#"{"a":1}"#]),
    Table(
      "references among tree nodes",
      ##"{"$id":"http://example.com/tree","type":"object","properties":{"nodes":{"type":"array","items":{"$ref":"node"}}},"required":["nodes"],"$defs":{"node":{"$id":"http://example.com/node","type":"object","properties":{"value":{"type":"number"},"sub":{"$ref":"tree"}},"required":["value"]}}}"##,
      valid: [#"{"nodes":[{"value":1,"sub":{"nodes":[{"value":2}]}}]}"#, #"{"nodes":[]}"#],
      invalid: [#"{"nodes":[{"value":1,"sub":{"nodes":[{"value":"x"}]}}]}"#, #"{"nodes":[{}]}"#]),
    Table(
      "an anchor", ##"{"$ref":"#num","$defs":{"a":{"$anchor":"num","type":"integer"}}}"##,
      valid: ["1"], invalid: [#""a""#]),
    Table(
      "an anchor behind a base",
      ##"{"$id":"http://example.com/root","$ref":"http://example.com/inner#x","$defs":{"a":{"$id":"inner","$defs":{"b":{"$anchor":"x","type":"null"}}}}}"##,
      valid: ["null"], invalid: ["1"]),
    Table(
      "the same anchor in two resources",
      ##"{"$id":"http://example.com/r","$defs":{"a":{"$id":"one","$anchor":"x","const":1},"b":{"$id":"two","$anchor":"x","const":2}},"properties":{"a":{"$ref":"one#x"},"b":{"$ref":"two#x"}}}"##,
      valid: [#"{"a":1,"b":2}"#], invalid: [#"{"a":2}"#, #"{"b":1}"#]),
    Table(
      "a relative id against the base around it",
      ##"{"$id":"http://example.com/a/b/root.json","$defs":{"x":{"$id":"../c/x.json","$defs":{"y":{"$id":"y.json","const":1}}}},"properties":{"p":{"$ref":"http://example.com/a/c/y.json"},"q":{"$ref":"../c/./y.json"}}}"##,
      valid: [#"{"p":1,"q":1}"#], invalid: [#"{"p":2}"#, #"{"q":2}"#]),
    Table(
      "ids without a base",
      ##"{"$defs":{"x":{"$id":"item","type":"integer"}},"items":{"$ref":"item"}}"##,
      valid: ["[1]"], invalid: [#"["a"]"#]),
    Table(
      "a pointer starts at the resource it stands in",
      ##"{"$id":"http://example.com/r","$defs":{"inner":{"$id":"inner","$defs":{"t":{"type":"string"}},"$ref":"#/$defs/t"},"t":{"type":"integer"}},"properties":{"a":{"$ref":"inner"},"b":{"$ref":"#/$defs/t"}}}"##,
      valid: [#"{"a":"x","b":1}"#], invalid: [#"{"a":1}"#, #"{"b":"x"}"#]),
    Table(
      "a URN as base",
      ##"{"$id":"urn:uuid:deadbeef-1234-ffff-ffff-4321feebdaed","properties":{"a":{"$ref":"urn:uuid:deadbeef-1234-ffff-ffff-4321feebdaed#/$defs/s"},"b":{"$ref":"#/$defs/s"}},"$defs":{"s":{"minLength":2}}}"##,
      valid: [#"{"a":"ab","b":"ab"}"#], invalid: [#"{"a":"a"}"#, #"{"b":"a"}"#]),
    Table(
      "an absolute path and a query in ids",
      ##"{"$id":"http://example.com/x/y?z=1","$defs":{"a":{"$id":"/top","const":1},"b":{"$id":"?q=2","const":2}},"properties":{"a":{"$ref":"http://example.com/top"},"b":{"$ref":"http://example.com/x/y?q=2"}}}"##,
      valid: [#"{"a":1,"b":2}"#], invalid: [#"{"a":2}"#, #"{"b":1}"#]),
    Table(
      "a reference into a part no keyword names",
      ##"{"components":{"schemas":{"n":{"properties":{"next":{"$ref":"#/components/schemas/n"},"v":{"type":"integer"}}}}},"$ref":"#/components/schemas/n"}"##,
      valid: ["{}", #"{"v":1,"next":{"v":2}}"#], invalid: [#"{"next":{"v":"x"}}"#]),
    Table(
      "an $id inside const or enum is data",
      ##"{"$defs":{"a":{"enum":[{"$id":"http://example.com/x","type":"null"}]},"b":{"$id":"http://example.com/x","type":"string"}},"$ref":"http://example.com/x"}"##,
      valid: [#""a""#], invalid: ["null"]),
    Table(
      "an external reference that is not reached does no harm",
      #"{"properties":{"a":{"$ref":"https://example.com/other"}}}"#,
      valid: ["{}", #"{"b":1}"#], invalid: [#"{"a":1}"#]),
    Table(
      "an external reference fails under not as well",
      #"{"not":{"$ref":"https://example.com/other"}}"#, invalid: ["1", "null"]),
    Table(
      "a condition on an external reference fails",
      #"{"if":{"$ref":"https://example.com/other"},"then":true,"else":true}"#, invalid: ["1"]),
    Table(
      "a list of numbers that refers to itself",
      ##"{"anyOf":[{"type":"null"},{"type":"object","properties":{"head":{"type":"number"},"tail":{"$ref":"#"}},"required":["head","tail"],"additionalProperties":false}]}"##,
      valid: ["null", #"{"head":1,"tail":{"head":2,"tail":null}}"#],
      invalid: [#"{"head":1}"#, #"{"head":1,"tail":{"head":"x","tail":null}}"#]),
  ]

  static let dynamicReferences: [Table] = [
    Table(
      "a $dynamicRef without a dynamic anchor is a $ref",
      ##"{"$defs":{"a":{"$anchor":"x","type":"string"}},"items":{"$dynamicRef":"#x"}}"##,
      valid: [#"["a"]"#], invalid: ["[1]"]),
    Table(
      "a $dynamicRef in one resource",
      ##"{"$defs":{"a":{"$dynamicAnchor":"x","type":"string"}},"items":{"$dynamicRef":"#x"}}"##,
      valid: [#"["a"]"#], invalid: ["[1]"]),
    Table(
      "a $ref to a dynamic anchor is fixed",
      ##"{"$defs":{"a":{"$dynamicAnchor":"x","type":"string"}},"items":{"$ref":"#x"}}"##,
      valid: [#"["a"]"#], invalid: ["[1]"]),
    Table(
      "the outermost anchor wins",
      ##"{"$id":"http://example.com/strings","$ref":"list","$defs":{"s":{"$dynamicAnchor":"item","type":"string"},"list":{"$id":"list","type":"array","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}}}}"##,
      valid: [#"["a","b"]"#, "[]"], invalid: ["[1]", #"["a",1]"#]),
    Table(
      "a plain anchor of that name does not count",
      ##"{"$id":"http://example.com/strings","$ref":"list","$defs":{"s":{"$anchor":"item","type":"string"},"list":{"$id":"list","type":"array","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}}}}"##,
      valid: [#"["a",1]"#]),
    Table(
      "resources in between may lack the anchor",
      ##"{"$id":"http://example.com/outer","$ref":"middle","$defs":{"s":{"$dynamicAnchor":"item","type":"string"},"m":{"$id":"middle","$ref":"list"},"l":{"$id":"list","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}}}}"##,
      valid: [#"["a"]"#], invalid: ["[1]"]),
    Table(
      "a tree made strict from outside",
      ##"{"$id":"http://example.com/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"tree","$dynamicAnchor":"node","type":"object","properties":{"data":true,"children":{"type":"array","items":{"$dynamicRef":"#node"}}}}}}"##,
      valid: [#"{"children":[{"data":1}]}"#, "{}"],
      invalid: [#"{"children":[{"daat":1}]}"#, #"{"daat":1}"#]),
    Table(
      "which anchor counts depends on the way taken",
      ##"{"$id":"http://example.com/main","properties":{"n":{"$ref":"numbers"},"s":{"$ref":"strings"}},"$defs":{"g":{"$id":"generic","items":{"$dynamicRef":"#t"},"$defs":{"d":{"$dynamicAnchor":"t"}}},"n":{"$id":"numbers","$ref":"generic","$defs":{"d":{"$dynamicAnchor":"t","type":"number"}}},"s":{"$id":"strings","$ref":"generic","$defs":{"d":{"$dynamicAnchor":"t","type":"string"}}}}}"##,
      valid: [#"{"n":[1],"s":["a"]}"#], invalid: [#"{"n":["a"]}"#, #"{"s":[1]}"#]),
    Table(
      "a $dynamicRef by pointer is a $ref",
      ##"{"$dynamicAnchor":"x","$defs":{"a":{"$dynamicAnchor":"y","type":"string"}},"items":{"$dynamicRef":"#/$defs/a"}}"##,
      valid: [#"["a"]"#], invalid: ["[1]"]),
    Table(
      "a $dynamicRef to a plain anchor is a $ref, whatever is around it",
      ##"{"$id":"http://example.com/outer","$ref":"list","$defs":{"o":{"$dynamicAnchor":"x","type":"null"},"l":{"$id":"list","items":{"$dynamicRef":"#x"},"$defs":{"i":{"$anchor":"x","type":"string"}}}}}"##,
      valid: [#"["a"]"#], invalid: ["[null]"]),
    Table(
      "a $dynamicRef with a base",
      ##"{"$id":"http://example.com/top","$dynamicAnchor":"x","type":["object","integer"],"properties":{"a":{"$dynamicRef":"inner#x"}},"$defs":{"i":{"$id":"inner","$dynamicAnchor":"x","type":"string"}}}"##,
      valid: [#"{"a":1}"#, #"{"a":{"a":2}}"#], invalid: [#"{"a":"text"}"#]),
  ]
}

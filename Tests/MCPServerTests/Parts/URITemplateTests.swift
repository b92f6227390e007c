import MCPServer
import Testing

@Suite("URI templates")
struct URITemplateTests {
  @Test(
    "take their variables out of a URI",
    arguments: [
      ("test://a", "test://a", [:]), ("test://{id}", "test://7", ["id": "7"]),
      ("test://item/{id}/data", "test://item/7/data", ["id": "7"]),
      ("test://{a}/{b}", "test://1/2", ["a": "1", "b": "2"]),
      ("test://{a}-{b}", "test://1-2-3", ["a": "1", "b": "2-3"]),
      ("{scheme}://x", "file://x", ["scheme": "file"]),
      ("file:///{+path}", "file:///a/b/c", ["path": "a/b/c"]),
      ("file:///{+path}/end", "file:///a/end/b/end", ["path": "a/end/b"]),
      ("x{a}y{b}z", "x1y2z", ["a": "1", "b": "2"]),
      ("test://{a_1}", "test://x", ["a_1": "x"]),
      ("test://{id}", "test://a%20b", ["id": "a b"]),
      ("test://{id}", "test://%C3%A9", ["id": "é"]), ("test://{id}", "test://é", ["id": "é"]),
      ("test://{id}", "test://a%2Fb", ["id": "a/b"]), ("test://{id}", "test://%25", ["id": "%"]),
      ("test://{id}", "test://a+b", ["id": "a+b"]),
      ("test://{a}.{b}", "test://x..", ["a": "x", "b": "."]),
      ("test://{id}?q=1", "test://x?q=1", ["id": "x"]),
    ] as [(String, String, [String: String])])
  func matches(template: String, uri: String, variables: [String: String]) throws {
    let template = try #require(URITemplate(template))
    #expect(template.match(uri) == variables)
  }

  @Test(
    "do not take what is no URI of theirs",
    arguments: [
      ("test://a", "test://b"), ("test://a", "test://a/"), ("test://a", ""),
      ("test://{id}", "test://"), ("test://{id}", "test://a/b"), ("test://{id}", "Test://a"),
      ("test://{id}/data", "test://7/date"), ("test://{id}/data", "test://7/data/"),
      ("test://{id}/data", "test:///data"), ("test://{a}/{b}", "test://1"),
      ("test://{a}/{b}", "test://1/"), ("file:///{+path}", "file:///"),
      ("test://{id}", "test://%"), ("test://{id}", "test://%2"), ("test://{id}", "test://%zz"),
      ("test://{id}", "test://%+1"), ("test://{id}", "test://%-1"), ("test://{id}", "test://% 1"),
      ("test://{id}", "test://%FF"), ("test://{id}", "test://%C3"),
    ])
  func doNotMatch(template: String, uri: String) throws {
    let template = try #require(URITemplate(template))
    #expect(template.match(uri) == nil)
  }

  @Test(
    "know their variables in order",
    arguments: [
      ("test://a", []), ("{b}/{a}/{+c}", ["b", "a", "c"]), ("", []), ("{A1_}", ["A1_"]),
    ] as [(String, [String])])
  func variables(template: String, variables: [String]) {
    #expect(URITemplate(template)?.variables == variables)
  }

  @Test(
    "of other kinds, or that nobody could take apart, are none",
    arguments: [
      "{", "a{b", "{}", "{+}", "{a}{b}", "{?q}", "{#f}", "{/p}", "{;x}", "{&x}", "{.x}", "{a,b}",
      "{a*}", "{a:3}", "{a b}", "{é}", "}", "a}", "{a}}", "a}b{c}", "{{a}}", "{a}b}c{d}",
    ])
  func unreadable(template: String) {
    #expect(URITemplate(template) == nil)
  }

  @Test("take long and odd URIs without trouble")
  func long() throws {
    let template = try #require(URITemplate("test://{+a}/x/{b}"))
    let many = String(repeating: "x/", count: 20_000)
    #expect(template.match("test://" + many) == nil)
    #expect(template.match("test://a/x/" + String(repeating: "y", count: 100_000)) != nil)
    #expect(template.match("test://e\u{301}/x/e\u{301}") == ["a": "e\u{301}", "b": "e\u{301}"])
  }
}

import JSON
import JSONRPC
import Testing

@Suite("Resources of the everything server", .timeLimit(.minutes(1)))
struct ResourceTests {
  private func read(_ revision: String, _ uri: String) async throws -> JSONValue {
    try await FixtureBench(revision).request("resources/read", ["uri": .string(uri)])
  }

  @Test("the resources are listed with names, all on one page", arguments: Client.eras)
  func listed(revision: String) async throws {
    let result = try await FixtureBench(revision).request("resources/list")
    let resources = try #require(result["resources"]?.array)
    #expect(
      resources.map { $0["uri"] }
        == ["test://static-text", "test://static-binary", "test://watched-resource"])
    #expect(resources.map { $0["name"] } == ["static-text", "static-binary", "watched-resource"])
    #expect(resources.allSatisfy { $0["description"]?.string?.isEmpty == false })
    #expect(result["nextCursor"] == nil)
  }

  @Test("the template is listed", arguments: Client.eras)
  func templates(revision: String) async throws {
    let result = try await FixtureBench(revision).request("resources/templates/list")
    let templates = try #require(result["resourceTemplates"]?.array)
    #expect(templates.map { $0["uriTemplate"] } == ["test://template/{id}/data"])
    #expect(templates[0]["name"]?.string?.isEmpty == false)
  }

  @Test("test://static-text is a text", arguments: Client.eras)
  func text(revision: String) async throws {
    #expect(
      try await read(revision, "test://static-text")["contents"] == [
        [
          "uri": "test://static-text", "mimeType": "text/plain",
          "text": "This is the content of the static text resource.",
        ]
      ])
  }

  @Test("test://static-binary is a PNG", arguments: Client.eras)
  func binary(revision: String) async throws {
    let contents = try await read(revision, "test://static-binary")["contents"]?[0]
    #expect(contents?["uri"] == "test://static-binary")
    #expect(contents?["mimeType"] == "image/png")
    #expect(contents?["blob"]?.string?.hasPrefix("iVBORw0KGgo") == true)
  }

  @Test(
    "the template has a JSON text for every id", arguments: Client.eras, ["123", "a-b", "ü\"x"])
  func template(revision: String, id: String) async throws {
    let uri = "test://template/\(id.replacing("\"", with: "%22"))/data"
    let contents = try await read(revision, uri)["contents"]?[0]
    #expect(contents?["uri"] == .string(uri))
    #expect(contents?["mimeType"] == "application/json")
    let text = try #require(contents?["text"]?.string)
    #expect(try JSONParser.parse(text)["id"] == .string(id))
  }

  @Test(
    "a resource that does not exist is an error that names it",
    arguments: Client.eras,
    [
      "test://nonexistent-resource-for-conformance-testing", "test://template//data",
      "test://template/1/2/data", "test://template/1", "",
    ])
  func missing(revision: String, uri: String) async throws {
    let error = await expectError(revision == Client.modern ? -32602 : -32002) {
      try await read(revision, uri)
    }
    #expect(error?.data == ["uri": .string(uri)])
  }

  @Test(
    "modern clients are told how long everything lasts",
    arguments: [
      ("tools/list", [:]), ("prompts/list", [:]), ("resources/list", [:]),
      ("resources/templates/list", [:]), ("server/discover", [:]),
      ("resources/read", ["uri": "test://static-text"]),
    ] as [(String, JSONObject)])
  func caching(method: String, params: JSONObject) async throws {
    let result = try await FixtureBench(Client.modern).request(method, params)
    #expect((result["ttlMs"]?.int ?? -1) >= 0)
    #expect(["public", "private"].contains(result["cacheScope"]?.string))
    if method != "server/discover" {
      let legacy = try await FixtureBench(Client.legacy).request(method, params)
      #expect(legacy["ttlMs"] == nil && legacy["cacheScope"] == nil)
    }
  }
}

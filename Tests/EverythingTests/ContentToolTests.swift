import JSON
import Testing

@Suite("Tools of the everything server that return content", .timeLimit(.minutes(1)))
struct ContentToolTests {
  private func content(
    _ revision: String, _ tool: String, _ arguments: JSONObject? = nil
  ) async throws -> JSONValue? {
    let bench = try FixtureBench(revision)
    let result = try await bench.call(tool, arguments)
    #expect(result["isError"] == nil)
    #expect(result["resultType"] == (revision == Client.modern ? "complete" : nil))
    #expect(bench.journal.events == [])
    return result["content"]
  }

  @Test("test_simple_text returns its sentence", arguments: Client.eras)
  func simpleText(revision: String) async throws {
    let text: JSONValue = "This is a simple text response for testing."
    #expect(
      try await content(revision, "test_simple_text") == [["type": "text", "text": text]])
  }

  @Test("echo returns the message exactly", arguments: Client.eras)
  func echo(revision: String) async throws {
    for message in ["", "a\u{0}\"\\é\n😀", String(repeating: "long ", count: 10_000)] {
      let text: JSONValue = .string(message)
      #expect(
        try await content(revision, "echo", ["message": text])
          == [["type": "text", "text": text]])
    }
  }

  @Test("test_image_content returns a PNG", arguments: Client.eras)
  func image(revision: String) async throws {
    let blocks = try #require(try await content(revision, "test_image_content")?.array)
    #expect(blocks.count == 1)
    #expect(blocks[0]["type"] == "image")
    #expect(blocks[0]["mimeType"] == "image/png")
    // The signature of a PNG, in base64.
    #expect(blocks[0]["data"]?.string?.hasPrefix("iVBORw0KGgo") == true)
  }

  @Test("test_audio_content returns a WAV", arguments: Client.eras)
  func audio(revision: String) async throws {
    let blocks = try #require(try await content(revision, "test_audio_content")?.array)
    #expect(blocks.count == 1)
    #expect(blocks[0]["type"] == "audio")
    #expect(blocks[0]["mimeType"] == "audio/wav")
    #expect(blocks[0]["data"]?.string?.hasPrefix("UklGR") == true)
  }

  @Test("a client that knows no sounds gets a text in place of one")
  func audioDegraded() async throws {
    let blocks = try await content("2024-11-05", "test_audio_content")
    #expect(blocks?[0]?["type"] == "text")
  }

  @Test("test_embedded_resource returns its resource", arguments: Client.eras)
  func embeddedResource(revision: String) async throws {
    let resource: JSONValue = [
      "uri": "test://embedded-resource", "mimeType": "text/plain",
      "text": "This is an embedded resource content.",
    ]
    #expect(
      try await content(revision, "test_embedded_resource")
        == [["type": "resource", "resource": resource]])
  }

  @Test(
    "test_multiple_content_types returns a text, a picture and a resource", arguments: Client.eras)
  func multiple(revision: String) async throws {
    let blocks = try #require(try await content(revision, "test_multiple_content_types")?.array)
    #expect(blocks.map { $0["type"] } == ["text", "image", "resource"])
    #expect(blocks[0]["text"]?.string?.isEmpty == false)
    #expect(blocks[1]["mimeType"] == "image/png")
    let resource = blocks[2]["resource"]
    #expect(resource?["uri"] == "test://mixed-content-resource")
    #expect(resource?["mimeType"] == "application/json")
    let text = try #require(resource?["text"]?.string)
    #expect(try JSONParser.parse(text)["kind"] == "mixed")
  }

  @Test("test_error_handling fails with a text, not with an error", arguments: Client.eras)
  func failing(revision: String) async throws {
    let result = try await FixtureBench(revision).call("test_error_handling")
    expect(
      result, text: "This tool fails on purpose: there is nothing to mend.", isError: true)
  }
}

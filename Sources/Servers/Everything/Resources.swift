import JSON
import MCPSchema
import MCPServer

/// The resources of the server, and their one template.
enum Resources {
  static func all(_ watched: WatchedResource) -> [ServerResource] {
    [
      text, binary,
      ServerResource(
        uri: WatchedResource.uri, name: "watched-resource", title: "Watched resource",
        description: "A text with a counter; test_update_watched_resource changes it.",
        text: { await watched.text }),
    ]
  }

  /// For how long a client may keep what never changes, in milliseconds.
  private static let lasting = 3_600_000

  private static let text = ServerResource(
    ResourceDescription(
      uri: "test://static-text", name: "static-text", title: "Static text",
      description: "A text that never changes.", mimeType: "text/plain"),
    timeToLiveMs: lasting
  ) { _ in
    [
      ResourceContents(
        uri: "test://static-text", mimeType: "text/plain",
        text: "This is the content of the static text resource.")
    ]
  }

  private static let binary = ServerResource(
    ResourceDescription(
      uri: "test://static-binary", name: "static-binary", title: "Static picture",
      description: "A picture of one pixel.", mimeType: "image/png"),
    timeToLiveMs: lasting
  ) { _ in
    [
      ResourceContents(
        uri: "test://static-binary", mimeType: "image/png", base64: Samples.picture)
    ]
  }

  /// What an `id` is completed to: the template has a resource for every one, these are only examples.
  static let exampleIDs = ["1", "12", "123", "alpha", "alphabet", "beta"]

  static let template = ServerResourceTemplate(
    ResourceTemplateDescription(
      uriTemplate: "test://template/{id}/data", name: "template-data", title: "Data by id",
      description: "A JSON text that names the id it was read with.",
      mimeType: "application/json")
  ) { uri, variables, _ in
    guard let id = variables["id"] else { return nil }
    let data: JSONValue = ["id": .string(id), "data": .string("Data of \(id)")]
    return [
      ResourceContents(uri: uri, mimeType: "application/json", text: JSONWriter.string(data))
    ]
  }
}

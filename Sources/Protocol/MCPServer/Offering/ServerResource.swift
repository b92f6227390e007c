public import MCPSchema

/// A resource a server offers: its definition, and how to read it.
public struct ServerResource: Sendable {
  /// Reads the resource.
  public typealias Reader = @Sendable (RequestContext) async throws -> [ResourceContents]

  /// The definition as listed.
  public let description: ResourceDescription
  /// For how many milliseconds a client may keep what it read; 0 says nothing.
  public let timeToLiveMs: Int
  let read: Reader

  /// What identifies it.
  public var uri: String { description.uri }

  /// Makes a resource.
  public init(
    _ description: ResourceDescription, timeToLiveMs: Int = 0, read: @escaping Reader
  ) {
    self.description = description
    self.timeToLiveMs = timeToLiveMs
    self.read = read
  }

  /// Makes a resource of one text.
  public init(
    uri: String, name: String, title: String? = nil, description: String? = nil,
    mimeType: String = "text/plain", text: @escaping @Sendable () async throws -> String
  ) {
    self.init(
      ResourceDescription(
        uri: uri, name: name, title: title, description: description, mimeType: mimeType)
    ) { _ in [ResourceContents(uri: uri, mimeType: mimeType, text: try await text())] }
  }
}

/// A family of resources a server offers.
public struct ServerResourceTemplate: Sendable {
  /// Reads the resource of a URI whose variables have been taken out; nil when there is none.
  public typealias Reader =
    @Sendable (_ uri: String, _ variables: [String: String], RequestContext) async throws
    -> [ResourceContents]?

  /// The definition as listed.
  public let description: ResourceTemplateDescription
  let template: URITemplate
  let read: Reader

  /// Makes a template. One that cannot be read is a programmer's error.
  public init(_ description: ResourceTemplateDescription, read: @escaping Reader) {
    guard let template = URITemplate(description.uriTemplate) else {
      preconditionFailure("\(description.uriTemplate) is no URI template we can match")
    }
    self.description = description
    self.template = template
    self.read = read
  }
}

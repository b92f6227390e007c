import JSON
import JSONRPC
public import MCPSchema

extension Connection {
  /// All resources, page by page, in the server's order; what has no URI is left out.
  public func listResources(
    _ options: CallOptions = .init(timeout: .seconds(30))
  ) async throws(ClientError) -> [ResourceDescription] {
    try require("resources", for: "resources/list")
    return try await pages("resources/list", of: "resources", options)
      .compactMap { ResourceDescription($0) }
  }

  /// All templates of resources, page by page, in the server's order; what has no template is left out.
  public func listResourceTemplates(
    _ options: CallOptions = .init(timeout: .seconds(30))
  ) async throws(ClientError) -> [ResourceTemplateDescription] {
    try require("resources", for: "resources/templates/list")
    return try await pages("resources/templates/list", of: "resourceTemplates", options)
      .compactMap { ResourceTemplateDescription($0) }
  }

  /// All prompts, page by page, in the server's order; what has no name is left out.
  public func listPrompts(
    _ options: CallOptions = .init(timeout: .seconds(30))
  ) async throws(ClientError) -> [PromptDescription] {
    try require("prompts", for: "prompts/list")
    return try await pages("prompts/list", of: "prompts", options)
      .compactMap { PromptDescription($0) }
  }

  /// Reads a list page by page.
  ///
  /// An empty cursor is a cursor; only its absence ends a list. A cursor that comes back is an error, as is a list
  /// without end. When the cursor of a kept page is no longer valid, the list begins anew, once.
  func pages(
    _ method: String, of member: String, _ options: CallOptions
  ) async throws(ClientError) -> [JSONValue] {
    var options = options
    var listing = Listing(method: method, member: member, limits: router.options.limits)
    var mayBeginAnew = true
    repeat {
      let members: JSONObject = listing.cursor.map { ["cursor": $0] } ?? [:]
      do throws(ClientError) {
        let page = try await fetch(method, members, options)
        try listing.take(page.value, wasKept: page.wasKept)
      } catch {
        guard mayBeginAnew, listing.cursorWasKept, case .refused(let refusal) = error,
          refusal.code == JSONRPCError.invalidParams("").code
        else { throw error }
        mayBeginAnew = false
        await router.forget(method)
        options.cachePolicy = .reload
        listing = Listing(method: method, member: member, limits: router.options.limits)
      }
    } while listing.hasMore
    return listing.items
  }
}

/// A list as its pages come in.
private struct Listing {
  let method: String
  let member: String
  let limits: ClientLimits
  private(set) var items: [JSONValue] = []
  private(set) var cursor: JSONValue?
  /// Whether the cursor comes from a page that was kept from before.
  private(set) var cursorWasKept = false
  private(set) var hasMore = true
  private var seen: Set<JSONValue> = []

  init(method: String, member: String, limits: ClientLimits) {
    self.method = method
    self.member = member
    self.limits = limits
  }

  mutating func take(_ page: JSONValue, wasKept: Bool) throws(ClientError) {
    guard let listed = page[member]?.array else {
      throw .invalid("the answer to \(method) has no list of \(words)")
    }
    items += listed
    guard items.count <= limits.maximumItems else {
      throw .invalid("\(method) lists more than \(limits.maximumItems) \(words)")
    }
    // Serializers that write null for nothing are common; only a missing cursor is in the schema.
    guard let next = page["nextCursor"], !next.isNull else {
      hasMore = false
      return
    }
    cursor = next
    cursorWasKept = wasKept
    guard seen.insert(next).inserted else {
      let text = JSONWriter.string(next)
      throw .invalid("\(method) goes round in circles: the cursor \(text) came back")
    }
    guard seen.count < limits.maximumPages else {
      throw .invalid("\(method) has more than \(limits.maximumPages) pages")
    }
  }

  private var words: String { member == "resourceTemplates" ? "resource templates" : member }
}

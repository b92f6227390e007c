extension Revision {
  /// 2025-06-18: structured content, resource links, elicitation; no batches any more.
  public static let v2025_06_18 = Revision(
    name: "2025-06-18", era: .legacy, clientRequests: legacyRequests,
    hasStructuredContent: true, allowsAnyStructuredValue: false,
    contentTypes: ["text", "image", "audio", "resource_link", "resource"], elicitation: .form)
}

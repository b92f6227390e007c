extension Revision {
  /// 2024-11-05: the first published revision.
  public static let v2024_11_05 = Revision(
    name: "2024-11-05", era: .legacy, clientRequests: legacyRequests,
    hasStructuredContent: false, allowsAnyStructuredValue: false,
    contentTypes: ["text", "image", "resource"], elicitation: .none)
}

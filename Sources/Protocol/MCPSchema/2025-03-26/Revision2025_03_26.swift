extension Revision {
  /// 2025-03-26: Streamable HTTP, batches, audio, tool annotations.
  public static let v2025_03_26 = Revision(
    name: "2025-03-26", era: .legacy, clientRequests: legacyRequests,
    hasStructuredContent: false, allowsAnyStructuredValue: false,
    contentTypes: ["text", "image", "audio", "resource"],
    hasBatches: true, elicitation: .none)
}

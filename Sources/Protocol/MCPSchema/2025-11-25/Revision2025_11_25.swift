extension Revision {
  /// 2025-11-25: URL elicitation, icons, experimental core tasks; argument errors are results.
  public static let v2025_11_25 = Revision(
    name: "2025-11-25", era: .legacy,
    clientRequests: legacyRequests.union([
      "tasks/get", "tasks/result", "tasks/list", "tasks/cancel",
    ]),
    hasStructuredContent: true, allowsAnyStructuredValue: false,
    contentTypes: ["text", "image", "audio", "resource_link", "resource"], elicitation: .formAndURL,
    hasCoreTasks: true)
}

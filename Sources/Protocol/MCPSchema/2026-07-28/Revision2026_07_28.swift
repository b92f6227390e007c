extension Revision {
  /// 2026-07-28: no handshake, no sessions; every request carries its version and capabilities.
  public static let v2026_07_28 = Revision(
    name: "2026-07-28", era: .modern,
    clientRequests: commonRequests.union([
      "server/discover", "subscriptions/listen", "tasks/get", "tasks/update", "tasks/cancel",
    ]),
    hasStructuredContent: true, allowsAnyStructuredValue: true,
    contentTypes: ["text", "image", "audio", "resource_link", "resource"], elicitation: .formAndURL)
}

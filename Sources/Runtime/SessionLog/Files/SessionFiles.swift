/// Where recordings are kept and how they are called.
package enum SessionFiles {
  /// How every session file's name ends.
  package static let suffix = ".session.jsonl"

  /// `$XDG_STATE_HOME/cockpit/sessions`, else `~/.local/state/cockpit/sessions`.
  ///
  /// A relative `XDG_STATE_HOME` is ignored, as the XDG Base Directory specification asks. Nil when
  /// the environment names neither that nor a home.
  package static func defaultFolder(environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return "\(state)/cockpit/sessions"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return "\(home == "/" ? "" : home)/.local/state/cockpit/sessions"
  }

  /// `2026-11-21T14-03-07Z-01JD3R.session.jsonl`: sorts by time, names one session.
  ///
  /// Characters of `id` that are neither letters nor digits become `-`.
  package static func fileName(started: UTCTime, id: String) -> String {
    let safe = id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "\(started.fileStem)-\(String(safe.prefix(64)))\(suffix)"
  }
}

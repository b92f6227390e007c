extension Theme {
  /// The 16 terminal colours on the terminal's own background; what the program uses when there are
  /// no theme files.
  package static let `default` = builtIn(.default)

  /// No colours: bold, dim, reverse and underline only. What `NO_COLOR` asks for.
  package static let mono = builtIn(.mono)

  /// A built-in sheet holds no circle, so there is always a theme.
  private static func builtIn(_ sheet: ThemeSheet) -> Theme {
    (try? sheet.theme()) ?? Theme(name: sheet.name, background: nil, styles: [:])
  }
}

extension ThemeSheet {
  /// The built-in `default`, which every theme stands on; `themes/default.json` says the same.
  static let `default` = ThemeSheet(
    name: "default",
    entries: [
      .text: look("default"),
      .textDim: look("default", .dim),
      .textFaint: look("brightblack"),
      .title: look("default", .bold),
      .key: look("cyan"),
      .cursor: look("default", .reverse),
      .selection: look("cyan", .reverse),
      .match: look("yellow", [.bold, .reverse]),
      .border: look("brightblack"),
      .rule: look("brightblack"),
      .ok: look("green"),
      .warn: look("yellow"),
      .error: look("red"),

      .stateReady: same(as: .ok),
      .stateStarting: look("cyan"),
      .stateWaiting: look("brightblue"),
      .stateDegraded: same(as: .warn),
      .stateUnhealthy: look("yellow", .bold),
      .stateBackoff: look("magenta"),
      .stateFailed: look("red", .bold),
      .stateExited: same(as: .textDim),
      .stateStopped: same(as: .textDim),
      .stateDisabled: same(as: .textFaint),
      .stateMisconfigured: same(as: .error),
      .stateRemote: look("brightblue"),
      .stateLost: look("magenta", .bold),

      .levelTrace: same(as: .textFaint),
      .levelDebug: same(as: .textDim),
      .levelInfo: same(as: .text),
      .levelNotice: look("cyan"),
      .levelWarn: same(as: .warn),
      .levelError: same(as: .error),
      .levelCritical: look("red", [.bold, .reverse]),

      .directionC2S: look("cyan"),
      .directionS2C: look("magenta"),
      .kindRequest: look("cyan"),
      .kindResponse: look("green"),
      .kindNotification: look("brightblue"),
      .kindError: same(as: .error),
      .kindOutput: same(as: .text),
      .kindBad: look("red", .bold),
      .kindProcess: look("magenta"),

      .jsonKey: look("cyan"),
      .jsonString: look("green"),
      .jsonNumber: look("yellow"),
      .jsonBool: look("magenta"),
      .jsonNull: same(as: .textFaint),

      .sparkLow: same(as: .ok),
      .sparkMid: same(as: .warn),
      .sparkHigh: same(as: .error),
      .dagEdge: same(as: .textFaint),
      .dagCritical: look("yellow", .bold),
      .replay: look("magenta", [.bold, .reverse]),
      .badge: look("default", .reverse),
    ])

  /// The built-in `mono`: plain text but for what is listed; `themes/mono.json` says the same.
  static let mono: ThemeSheet = {
    var entries = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, same(as: .text)) })
    entries[.text] = look("default")
    let marked: [(Emphasis, [Role])] = [
      (
        .dim,
        [
          .textDim, .textFaint, .border, .rule, .stateExited, .stateStopped, .stateDisabled,
          .levelTrace, .levelDebug, .jsonNull, .dagEdge,
        ]
      ),
      (
        .bold,
        [
          .title, .key, .warn, .error, .stateDegraded, .stateUnhealthy, .stateBackoff, .stateFailed,
          .stateMisconfigured, .stateLost, .levelWarn, .levelError, .kindError, .kindBad, .jsonKey,
          .sparkHigh, .dagCritical,
        ]
      ),
      (.reverse, [.cursor, .replay, .badge]),
      (.underline, [.selection]),
      ([.bold, .reverse], [.match, .levelCritical]),
    ]
    for (attributes, roles) in marked {
      for role in roles { entries[role] = look("default", attributes) }
    }
    return ThemeSheet(name: "mono", entries: entries)
  }()

  private static func look(_ color: String, _ attributes: Emphasis = []) -> Entry {
    .style(Style(fg: Color(themeName: color), attributes))
  }

  private static func same(as role: Role) -> Entry {
    .sameAs(role, ThemePlace(file: "built-in theme", line: nil, column: nil, key: role.rawValue))
  }
}

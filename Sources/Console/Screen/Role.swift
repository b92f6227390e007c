/// What a piece of text means. Code names roles, themes name colours; the raw value is the name
/// themes use.
package enum Role: String, CaseIterable, Sendable {
  // Text and chrome
  case text
  case textDim = "text.dim"
  case textFaint = "text.faint"
  case title
  case key
  case cursor
  case selection
  case match
  case border
  case rule
  case ok
  case warn
  case error

  // Server states
  case stateReady = "state.ready"
  case stateStarting = "state.starting"
  case stateWaiting = "state.waiting"
  case stateDegraded = "state.degraded"
  case stateUnhealthy = "state.unhealthy"
  case stateBackoff = "state.backoff"
  case stateFailed = "state.failed"
  case stateExited = "state.exited"
  case stateStopped = "state.stopped"
  case stateDisabled = "state.disabled"
  case stateMisconfigured = "state.misconfigured"
  case stateRemote = "state.remote"
  case stateLost = "state.lost"

  // Log levels
  case levelTrace = "level.trace"
  case levelDebug = "level.debug"
  case levelInfo = "level.info"
  case levelNotice = "level.notice"
  case levelWarn = "level.warn"
  case levelError = "level.error"
  case levelCritical = "level.critical"

  // Traffic
  case directionC2S = "dir.c2s"
  case directionS2C = "dir.s2c"
  case kindRequest = "kind.req"
  case kindResponse = "kind.resp"
  case kindNotification = "kind.note"
  case kindError = "kind.err"
  case kindOutput = "kind.out"
  case kindBad = "kind.bad"
  case kindProcess = "kind.proc"

  // JSON
  case jsonKey = "json.key"
  case jsonString = "json.string"
  case jsonNumber = "json.number"
  case jsonBool = "json.bool"
  case jsonNull = "json.null"

  // Graphs and marks
  case sparkLow = "spark.low"
  case sparkMid = "spark.mid"
  case sparkHigh = "spark.high"
  case dagEdge = "dag.edge"
  case dagCritical = "dag.critical"
  case replay
  case badge
}

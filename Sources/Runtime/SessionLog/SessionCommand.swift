package import JSON

/// Everything a client may ask of the supervisor. Serialisable, so that a socket can stand between the two.
package enum SessionCommand: Sendable, Equatable {
  case start(server: String)
  case stop(server: String)
  /// Refused with a note when `generation` is no longer current; 0 means whichever is current.
  case restart(server: String, generation: Int)
  case kill(server: String, generation: Int)
  /// Calls a tool; `arguments` is a JSON object. The answer arrives as a message event.
  case call(server: String, tool: String, arguments: RawJSON)
  /// Cancels a call in flight, named by its request id as it stands in the message (`17`, `"a"`).
  case cancel(server: String, request: String, generation: Int)
  /// Asks for (or ends) regular refreshes of the task graph while a client shows it.
  case watchTasks(Bool)
  case startRecording
  case stopRecording
  case mark(String)
  /// Stops every server and ends the session.
  case shutdown
  /// Ends the session at once: every server's process group is killed.
  case abort
}

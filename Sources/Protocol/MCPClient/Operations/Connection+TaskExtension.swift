import Basics
import JSON
import JSONRPC
import MCPSchema

/// Tasks as the extension of 2026-07-28 has them (mcp-protocol §8.2): the server decides that a call becomes one.
extension Connection {
  /// Follows the task that a call has become to its end.
  func follow(
    _ created: JSONValue, _ options: CallOptions, rounds: Int
  ) async throws(ClientError) -> CallAnswer {
    guard let task = TaskDescription(created) else {
      throw .invalid("the server made a task of the call but does not describe it")
    }
    options.taskChanged?(task)
    return try await follow(task, options, rounds: rounds)
  }

  /// Follows a task to its end: looks at it as often as the server wishes, and answers what it asks, once.
  func follow(
    _ created: TaskDescription, _ options: CallOptions, rounds: Int
  ) async throws(ClientError) -> CallAnswer {
    try await givingUp(created) { () async throws(ClientError) -> CallAnswer in
      var task = created
      var answered: Set<String> = []
      var failures = 0
      let expiry = expiry(of: created)
      while true {
        try await pauseBeforeLook(at: task, expiry: expiry)
        let detail: JSONValue
        do throws(ClientError) {
          (task, detail) = try await look(task.id, options)
          failures = 0
        } catch {
          try tolerate(error, &failures)
          continue
        }
        if let answer = try end(task, detail, rounds: rounds) { return answer }
        if task.status == .inputRequired {
          try await answer(task, detail["inputRequests"]?.object ?? [:], &answered, options)
        }
      }
    }
  }

  /// What a task resulted in; nil while it goes on.
  private func end(
    _ task: TaskDescription, _ detail: JSONValue, rounds: Int
  ) throws(ClientError) -> CallAnswer? {
    switch task.status {
    case .working, .inputRequired: return nil
    case .cancelled: throw .taskCancelled(id: task.id, message: task.statusMessage)
    case .failed:
      guard let error = detail["error"] else {
        throw .invalid("the task \(task.id) failed without an error")
      }
      throw .refused(JSONRPCError(error))
    case .completed:
      guard let result = detail["result"], result.object != nil else {
        throw .invalid("the task \(task.id) is completed without a result")
      }
      return CallAnswer(raw: RawJSON(result), value: result, rounds: rounds)
    }
  }

  /// Puts the questions of a task to the host that were not put to it before.
  private func answer(
    _ task: TaskDescription, _ questions: JSONObject, _ answered: inout Set<String>,
    _ options: CallOptions
  ) async throws(ClientError) {
    let new = JSONObject(questions.members.filter { !answered.contains($0.key) })
    guard !new.isEmpty else { return }
    answered.formUnion(new.keys)
    guard answered.count <= router.options.limits.maximumQuestions else {
      throw .tooManyRounds(router.options.limits.maximumQuestions)
    }
    let responses = try await answers(to: new)
    let members: JSONObject = [
      "taskId": .string(task.id), "inputResponses": .object(responses),
    ]
    let options = CallOptions(timeout: options.timeout, meta: options.meta)
    _ = try await router.send(ClientRequest("tasks/update", members, options))
  }

  /// Lets a look at a task fail for a local reason a few times: the task itself goes on.
  func tolerate(_ error: ClientError, _ failures: inout Int) throws(ClientError) {
    guard case .local(let local) = error else { throw error }
    failures += 1
    guard failures < router.options.limits.failedPolls else { throw error }
    switch local.code {
    case .deadlineExceeded, .transport(.unreachable), .transport(.timedOut), .transport(.broken):
      return
    default: throw error
    }
  }
}

import Basics
import JSON
import JSONRPC
import MCPSchema

/// Tasks as the core of 2025-11-25 has them (mcp-protocol §8.1): the caller asks for one.
extension Connection {
  /// Calls a tool as a task and follows it to its end. A server may also answer at once.
  func callAsTask(
    _ members: JSONObject, _ wish: CallOptions.TaskRequest, _ options: CallOptions
  ) async throws(ClientError) -> CallAnswer {
    guard revision.hasCoreTasks else {
      throw .unusable("only revision 2025-11-25 lets the caller ask for a task")
    }
    try require("tasks.requests.tools.call", for: "tools/call as a task")
    var members = members
    members["task"] = Self.wire(wish)
    // Progress goes on after the first answer, so it is not bound to that.
    let token = await router.openTaskProgress(options.progress)
    var plain = options
    plain.progress = nil
    plain.maximum = nil
    let result: Result<CallAnswer, ClientError>
    do throws(ClientError) {
      let request = ClientRequest("tools/call", members, plain, progressToken: token)
      let answer = try CallAnswer(try await router.send(request))
      if let task = TaskDescription(answer.value["task"]) {
        options.taskChanged?(task)
        result = .success(try await followCoreTask(task, plain, progress: token))
      } else {
        result = .success(answer)
      }
    } catch {
      result = .failure(error)
    }
    await router.closeTaskProgress(token)
    return try result.get()
  }

  private static func wire(_ wish: CallOptions.TaskRequest) -> JSONValue {
    switch wish {
    case .kept: [:]
    case .keptFor(let lifetime): ["ttl": .int(lifetime.microseconds / 1000)]
    }
  }

  /// Follows a task to its end. While the server wants input, the request for the result stays open, so that its
  /// questions can come meanwhile.
  func followCoreTask(
    _ created: TaskDescription, _ options: CallOptions, progress: JSONValue? = nil
  ) async throws(ClientError) -> CallAnswer {
    try await givingUp(created) { () async throws(ClientError) -> CallAnswer in
      var task = created
      var failures = 0
      let expiry = expiry(of: created)
      while task.status == .working {
        try await pauseBeforeLook(at: task, expiry: expiry)
        do throws(ClientError) {
          task = try await look(task.id, options).task
          failures = 0
        } catch { try tolerate(error, &failures) }
      }
      if task.status == .cancelled {
        throw .taskCancelled(id: task.id, message: task.statusMessage)
      }
      var options = options
      if task.status == .inputRequired { options.timeout = nil }
      var request = ClientRequest("tasks/result", ["taskId": .string(task.id)], options)
      request.endsProgress = progress
      return try CallAnswer(try await router.send(request))
    }
  }
}

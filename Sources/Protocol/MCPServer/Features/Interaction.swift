import Basics
import JSON
import JSONRPC
import MCPSchema
import MCPTransport

/// How handlers that may ask the client something are run, in either era.
extension ServerCore {
  /// The work of a request, and what becomes of what it throws besides JSON-RPC errors and questions.
  struct Work: Sendable {
    let run: @Sendable (RequestContext) async throws -> RawJSON
    let failed: @Sendable (any Error) -> Outcome
  }

  /// The context of a call with the answers and the state it brings. −32602 for a state that is not ours.
  func contextWithAnswers(_ call: ServedCall) throws(JSONRPCError) -> RequestContext {
    var context = call.context
    guard call.isModern else { return context }
    var carried: Set<String> = []
    if let given = call.params["requestState"] {
      guard let text = given.string else { throw .invalidParams("requestState must be a string") }
      let contents = try seal.open(text, for: binding(call), now: clock() / 1000)
      context.state = contents["s"]
      for member in contents["a"]?.object?.members ?? [] {
        context.answers[member.key] = InputResponse(member.value.object ?? JSONObject())
        carried.insert(member.key)
      }
    }
    if let given = call.params["inputResponses"] {
      guard let responses = given.object else {
        throw .invalidParams("inputResponses must be an object of answers by key")
      }
      // What is no object answers nothing, so its question is asked again.
      for member in responses.members where !carried.contains(member.key) {
        context.answers[member.key] = member.value.object.map { InputResponse($0) }
      }
    }
    if !context.answers.isEmpty { context.taken = TakenAnswers(carried) }
    return context
  }

  private func binding(_ call: ServedCall) -> StateSeal.Binding {
    StateSeal.Binding(
      principal: call.link.principal?.identity ?? "", method: call.method, params: call.params)
  }

  /// Runs the work to its end: through questions to a client of the handshake era, up to the first question to
  /// a modern one.
  func interact(_ call: ServedCall, _ start: RequestContext, _ work: Work) async -> Outcome {
    var context = start
    let maximum = definition.limits.maximumRounds
    for round in 0...maximum {
      do {
        return .result(try await work.run(context))
      } catch let need as InputRequired {
        if call.isModern { return inputRequired(need, call, context) }
        if round == maximum { break }
        do {
          let answers = try await ask(need, call, context)
          context.answers.merge(answers) { _, new in new }
          context.state = need.state
        } catch {
          return failure(error, work)
        }
      } catch {
        return failure(error, work)
      }
    }
    return work.failed(ToolFailure("gave up after \(maximum) rounds of questions to the client"))
  }

  func failure(_ error: any Error, _ work: Work) -> Outcome {
    if let error = error as? JSONRPCError { return .error(error) }
    return work.failed(error)
  }

  /// The result that asks a modern client to come again with answers; −32021 when it cannot give them.
  func inputRequired(
    _ need: InputRequired, _ call: ServedCall, _ context: RequestContext
  ) -> Outcome {
    let unsupported = need.questions.map(\.request).filter { !context.canAsk($0) }
    guard unsupported.isEmpty else {
      return .error(.missingCapability(InputRequest.requirement(of: unsupported)))
    }
    var members = JSONObject()
    if !need.questions.isEmpty {
      members["inputRequests"] = .object(
        JSONObject(need.questions.map { ($0.key, $0.request.embedded(for: call.codec.revision)) }))
    }
    if need.state != nil || !need.known.isEmpty || need.questions.isEmpty {
      var contents = JSONObject()
      contents["s"] = need.state
      contents["a"] = .object(
        JSONObject(need.known.sorted { $0.key < $1.key }.map { ($0.key, .object($0.value.object)) })
      )
      let expiry = clock() / 1000 + Int64(definition.limits.stateLifetimeSeconds)
      do throws(JSONRPCError) {
        members["requestState"] = .string(
          try seal.seal(.object(contents), for: binding(call), expiry: expiry))
      } catch {
        return .error(error)
      }
    }
    return .result(call.codec.result(members, type: "input_required"))
  }

  // MARK: The handshake era

  /// Asks a client of the handshake era, one question after the other.
  func ask(
    _ need: InputRequired, _ call: ServedCall, _ context: RequestContext
  ) async throws -> [String: InputResponse] {
    var answers: [String: InputResponse] = [:]
    for question in need.questions {
      answers[question.key] = try await ask(
        question.request, through: call, context, meta: nil)
    }
    return answers
  }

  /// Asks a client of the handshake era one question, over the stream of `call`.
  func ask(
    _ request: InputRequest, through call: ServedCall, _ context: RequestContext, meta: JSONObject?
  ) async throws -> InputResponse {
    guard context.canAsk(request) else {
      throw ToolFailure(
        "this needs a client that declares the capability \(request.kind.rawValue)"
          + " (\(JSONWriter.string(.object(request.requirement))))")
    }
    guard call.link.canCall else {
      throw ToolFailure("this client cannot be asked anything over this connection")
    }
    var params = request.params(for: call.codec.revision)
    if case .url = request, call.codec.revision.era == .legacy {
      params?["elicitationId"] = .string(Self.randomIdentifier())
    }
    if let meta {
      var object = params ?? JSONObject()
      object["_meta"] = .object(meta)
      params = object
    }
    let outcome = await call.link.route.call(
      request.method, params.map { RawJSON(.object($0)) },
      timeout: definition.limits.answerTimeout, for: call.request.id)
    switch outcome {
    case .result(let raw):
      guard let object = (try? raw.parse())?.object else {
        throw ToolFailure("the client's answer to \(request.method) is no object")
      }
      return InputResponse(object)
    case .error(let error):
      throw ToolFailure("the client refused \(request.method): \(error.message) (\(error.code))")
    case .failed(let error): throw ToolFailure("\(request.method): \(error.message)")
    }
  }

  /// A name nobody can guess: 128 random bits.
  static func randomIdentifier() -> String {
    var random = SystemRandomNumberGenerator()
    return Base64.encode((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }, .url)
  }
}

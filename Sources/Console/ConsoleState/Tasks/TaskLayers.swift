/// Where each task stands in the layers drawing: the layer by the longest path from the roots, the
/// slot within it by the mean slot of its neighbours (barycentre), so that edges cross seldom.
struct TaskLayers: Equatable, Sendable {
  /// The drawing is offered up to this many tasks.
  static let limit = 60

  struct Place: Equatable, Sendable {
    var layer: Int
    var slot: Int
  }

  private(set) var places: [TaskID: Place] = [:]

  init(_ graph: TaskGraph) {
    let depths = TaskOrdering.depths(graph)
    var layers: [[TaskID]] = Array(repeating: [], count: (depths.values.max() ?? -1) + 1)
    for id in graph.order { layers[depths[id] ?? 0].append(id) }
    for (layer, ids) in layers.enumerated() {
      for (slot, id) in ids.enumerated() { places[id] = Place(layer: layer, slot: slot) }
    }
    for sweep in 0..<4 {
      let down = sweep % 2 == 0
      for layer in down ? Array(layers.indices) : layers.indices.reversed() {
        layers[layer] = arranged(layers[layer], in: graph, upward: down)
        for (slot, id) in layers[layer].enumerated() { places[id]?.slot = slot }
      }
    }
  }

  private func arranged(_ layer: [TaskID], in graph: TaskGraph, upward: Bool) -> [TaskID] {
    let weighed = layer.enumerated().map { slot, id in
      (weight: mean(of: id, in: graph, upward: upward), slot: slot, id: id)
    }
    return weighed.sorted { ($0.weight, $0.slot) < ($1.weight, $1.slot) }.map(\.id)
  }

  /// The mean slot of a task's neighbours in the layers before (or after); its own when it has
  /// none.
  private func mean(of id: TaskID, in graph: TaskGraph, upward: Bool) -> Double {
    let neighbours = upward ? graph[id]?.dependencies ?? [] : graph.dependants[id] ?? []
    let slots = neighbours.compactMap { places[$0]?.slot }
    guard !slots.isEmpty else { return Double(places[id]?.slot ?? 0) }
    return Double(slots.reduce(0, +)) / Double(slots.count)
  }
}

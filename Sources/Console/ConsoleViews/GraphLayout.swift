import ConsoleState
import Screen

/// Where a task graph's boxes and lines go: layers side by side, edges routed in the gaps between them.
///
/// An edge over several layers passes through them as a *waypoint*, a place that holds a line instead of
/// a box. A box takes the row of a predecessor where it can, so that chains are straight; otherwise a
/// row that no line of the layer before starts on, so that no line can be mistaken for another.
struct GraphLayout {
  /// A box or a waypoint in a layer.
  struct Place {
    /// The node, or the node whose edges pass through here.
    var node: Int
    var isWaypoint: Bool
    var row = 0
    /// Places in the layer before, as indices.
    var sources: [Int] = []
    /// Whether the line from each of `sources` is on the critical path.
    var isCritical: [Bool] = []
  }

  /// Places by layer.
  var layers: [[Place]] = []
  /// Rows in all.
  var height: Int { (layers.joined().map(\.row).max() ?? -1) + 1 }

  /// Why the graph cannot be drawn in layers, in words.
  struct Obstacle: Error, Equatable {
    let reason: String
  }

  static let maximumNodes = 60
  private static let maximumLayers = 60

  init(_ graph: GraphModel) throws(Obstacle) {
    guard graph.nodes.count <= Self.maximumNodes else {
      throw Obstacle(reason: "more than \(Self.maximumNodes) tasks")
    }
    let depth = (graph.nodes.map(\.layer).max() ?? -1) + 1
    guard depth <= Self.maximumLayers, graph.nodes.allSatisfy({ $0.layer >= 0 }) else {
      throw Obstacle(reason: "more than \(Self.maximumLayers) layers")
    }
    layers = Array(repeating: [], count: depth)
    let order = graph.nodes.indices.sorted {
      (graph.nodes[$0].slot, $0) < (graph.nodes[$1].slot, $1)
    }
    for node in order {
      layers[graph.nodes[node].layer].append(Place(node: node, isWaypoint: false))
    }
    try connect(graph)
    for layer in layers.indices { assignRows(layer) }
  }

  // MARK: Edges

  private mutating func connect(_ graph: GraphModel) throws(Obstacle) {
    var numbers: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() { numbers[node.id] = index }
    for edge in graph.edges {
      // An edge to a task that is not shown has no end to draw; the tree names it.
      guard let from = numbers[edge.from], let to = numbers[edge.to] else { continue }
      let (first, last) = (graph.nodes[from].layer, graph.nodes[to].layer)
      guard first < last else {
        throw Obstacle(reason: "the tasks wait for each other in a circle")
      }
      var source = place(of: from, in: first, isWaypoint: false)
      for layer in (first + 1)..<last {
        let waypoint = place(of: from, in: layer, isWaypoint: true)
        link(source, to: waypoint, in: layer, isCritical: edge.isCritical)
        source = waypoint
      }
      let target = place(of: to, in: last, isWaypoint: false)
      link(source, to: target, in: last, isCritical: edge.isCritical)
    }
  }

  /// The index of a node's place in a layer; a waypoint is made when there is none yet.
  private mutating func place(of node: Int, in layer: Int, isWaypoint: Bool) -> Int {
    let known = layers[layer].firstIndex { $0.node == node && $0.isWaypoint == isWaypoint }
    if let known { return known }
    layers[layer].append(Place(node: node, isWaypoint: isWaypoint))
    return layers[layer].count - 1
  }

  private mutating func link(_ source: Int, to target: Int, in layer: Int, isCritical: Bool) {
    if let known = layers[layer][target].sources.firstIndex(of: source) {
      layers[layer][target].isCritical[known] =
        layers[layer][target].isCritical[known] || isCritical
    } else {
      layers[layer][target].sources.append(source)
      layers[layer][target].isCritical.append(isCritical)
    }
  }

  // MARK: Rows

  private mutating func assignRows(_ layer: Int) {
    guard layer > 0 else {
      for index in layers[0].indices { layers[0][index].row = index }
      return
    }
    var isStraight = Set(layers[layer].indices)
    // Straight lines may force two gaps' lines to each lie left of the other; bending one box at a time
    // ends that, at the latest when none is straight.
    while true {
      placeRows(layer, straight: isStraight)
      if GraphGap(from: layers[layer - 1], to: layers[layer]) != nil { return }
      guard let victim = isStraight.max() else { return }
      isStraight.remove(victim)
    }
  }

  private mutating func placeRows(_ layer: Int, straight: Set<Int>) {
    let before = layers[layer - 1]
    let sourceRows = Set(layers[layer].flatMap(\.sources).map { before[$0].row })
    var taken: Set<Int> = []
    // The critical path is kept straight first, then boxes, then lines that only pass.
    let order = layers[layer].indices.sorted { rank(layer, $0) < rank(layer, $1) }
    var bent: [Int] = []
    for index in order {
      let place = layers[layer][index]
      let preferred = zip(place.sources, place.isCritical).sorted {
        ($0.1 ? 0 : 1, before[$0.0].row) < ($1.1 ? 0 : 1, before[$1.0].row)
      }
      let row = preferred.map { before[$0.0].row }.first { !taken.contains($0) }
      if straight.contains(index), let row {
        layers[layer][index].row = row
        taken.insert(row)
      } else {
        bent.append(index)
      }
    }
    for index in bent {
      let rows = layers[layer][index].sources.map { before[$0].row }
      let wanted = rows.isEmpty ? 0 : rows.reduce(0, +) / rows.count
      let row = nearestFree(to: wanted, taken: taken.union(sourceRows))
      layers[layer][index].row = row
      taken.insert(row)
    }
  }

  private func rank(_ layer: Int, _ index: Int) -> Int {
    let place = layers[layer][index]
    let kind = place.isCritical.contains(true) ? 0 : place.isWaypoint ? 2 : 1
    return kind * 1000 + index
  }

  private func nearestFree(to row: Int, taken: Set<Int>) -> Int {
    for distance in 0... {
      if !taken.contains(row + distance) { return row + distance }
      if row >= distance, !taken.contains(row - distance) { return row - distance }
    }
    return row
  }
}

// The graph, and which part of it is shown.

const KINDS = { concept: "Concepts", paper: "Papers", author: "Authors" };
const UNITS = { mentions: ["mention", "mentions"], coauthor: ["joint paper", "joint papers"], cooccurrence: ["paper", "papers"] };
const SUGGESTIONS = 8;
// More links than this a node and nothing can be seen for lines: the weak ones wait behind the slider.
const LINKS_A_NODE = 4;

const element = (id) => document.getElementById(id);
const content = JSON.parse(element("content").textContent);
const root = document.documentElement;
const count = (number, [one, many]) => `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const graph = new graphology.Graph({ type: "undirected" });
for (const node of content.nodes) {
  graph.addNode(node.id, { ...node, type: node.kind === "paper" ? "ring" : "disc", folded: fold(node.label) });
}
for (const [source, target, kind, weight, evidence, position] of content.links) {
  graph.addEdge(content.nodes[source].id, content.nodes[target].id, { kind: content.kinds[kind], weight, evidence, position });
}
const kinds = [...new Set(content.nodes.map((node) => node.kind))].sort((a, b) => order(a) - order(b));
const nodeSteps = steps(content.nodes.map((node) => node.weight));
// A kind of link whose weights are all alike says nothing by them, so the slider leaves it alone.
const weighed = new Set(graph.mapEdges((_, { kind }) => kind).filter((kind) => steps(weightsOf(kind)).length > 1));
const linkSteps = steps([...weighed].flatMap(weightsOf));

function order(kind) {
  return (Object.keys(KINDS).indexOf(kind) + 1) || 9;
}

function steps(weights) {
  return [...new Set(weights)].sort((a, b) => a - b);
}

function weightsOf(kind) {
  return graph.filterEdges((_, edge) => edge.kind === kind).map((edge) => graph.getEdgeAttribute(edge, "weight"));
}

const usualLinkStep = (() => {
  if (graph.size <= LINKS_A_NODE * graph.order) return 0;
  const weights = [...weighed].flatMap(weightsOf);
  const left = linkSteps.map((step) => weights.filter((weight) => weight >= step).length);
  const enough = left.filter((links) => links >= graph.order).length;
  const few = left.findIndex((links) => links <= LINKS_A_NODE * graph.order);
  return Math.max(0, Math.min(enough - 1, few));
})();

const state = { kinds: new Set(kinds), weight: 0, links: usualLinkStep, selected: null, hovered: null };
const visible = { nodes: new Set(), links: new Set() };

function look() {
  visible.nodes = new Set(
    graph.filterNodes((_, { kind, weight }) => state.kinds.has(kind) && weight >= nodeSteps[state.weight]),
  );
  visible.links = new Set(
    graph.filterEdges(
      (_, { kind, weight }, source, target) =>
        visible.nodes.has(source) && visible.nodes.has(target) && (!weighed.has(kind) || weight >= linkSteps[state.links]),
    ),
  );
  if (!visible.nodes.has(state.selected)) state.selected = null;
}

function near(node) {
  const ends = new Set([node]);
  graph.forEachEdge(node, (edge, _, source, target) => visible.links.has(edge) && ends.add(source).add(target));
  return ends;
}

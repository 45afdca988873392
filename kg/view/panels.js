// The panel beside the drawing, and the search box.

function facts({ kind, weight, evidence, year }) {
  const rows = { concept: [["Papers", weight], ["Mentions", evidence]], paper: [["Year", year], ["Mentions", evidence]], author: [["Papers", weight]] };
  return (rows[kind] ?? [["Weight", weight], ["Evidence", evidence]]).filter(([, value]) => value !== undefined);
}

function swatch(kind) {
  const made = make("span", { className: `swatch ${kind}` });
  made.style.setProperty("--kind", `var(--${kind in KINDS ? kind : "other"})`);
  return made;
}

function link(address) {
  return /^https?:/.test(address) ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address) : address;
}

function measure({ kind, evidence, position }) {
  return kind === "creator" && position ? `author ${position}` : count(evidence, UNITS[kind] ?? ["", ""]);
}

function neighbours(node, kind) {
  return graph
    .mapEdges(node, (edge, attributes) => ({ edge, ...attributes, other: graph.opposite(node, edge) }))
    .filter(({ edge, other }) => visible.links.has(edge) && graph.getNodeAttribute(other, "kind") === kind)
    .map((found) => ({ ...found, label: graph.getNodeAttribute(found.other, "label") }))
    .sort((a, b) => b.weight - a.weight || (a.position ?? 0) - (b.position ?? 0) || a.label.localeCompare(b.label, "en"));
}

function describe() {
  const panel = element("details");
  panel.hidden = !state.selected;
  if (!state.selected) return;
  const node = graph.getNodeAttributes(state.selected);
  const lists = kinds.flatMap((kind) => {
    const found = neighbours(state.selected, kind);
    const items = found.map((neighbour) =>
      make(
        "li",
        {},
        make("button", { type: "button", onclick: () => select(neighbour.other, true) }, neighbour.label),
        make("span", { className: "count" }, measure(neighbour)),
      ),
    );
    return found.length ? [make("h3", {}, `${KINDS[kind] ?? kind} (${found.length})`), make("ul", {}, ...items)] : [];
  });
  const rows = [["Kind", node.kind], ...facts(node), ["IRI", link(state.selected)]];
  panel.replaceChildren(
    make("button", { type: "button", className: "close", ariaLabel: "Close", onclick: () => select(null) }, "×"),
    make("h2", {}, node.label),
    make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, typeof value === "number" ? `${value}` : value)])),
    ...lists,
  );
  panel.scrollTop = 0;
}

function select(node, centred = false) {
  state.selected = node;
  act();
  if (node && centred) showAround(node);
}

function showAround(node) {
  const places = [...near(node)].map((key) => renderer.getNodeDisplayData(key));
  const [left, right] = [Math.min, Math.max].map((least) => least(...places.map(({ x }) => x)));
  const [bottom, top] = [Math.min, Math.max].map((least) => least(...places.map(({ y }) => y)));
  // One unit of sigma's own coordinates is the shorter side of the drawing. The panel covers the right, so the rest is what is free.
  const { width, height } = renderer.getDimensions();
  const unit = Math.min(width, height);
  const panel = element("details").offsetWidth < width / 2 ? element("details").offsetWidth : 0;
  const ratio = Math.min(1.1, Math.max(0.3, ((right - left) * 1.5 * unit) / (width - panel), ((top - bottom) * 1.3 * unit) / height));
  move({ x: (left + right) / 2 + (panel / 2 / unit) * ratio, y: (bottom + top) / 2, ratio });
}

function found(text) {
  const wanted = fold(text.trim());
  if (!wanted) return [];
  const rank = ({ folded }) => (folded === wanted ? 0 : folded.startsWith(wanted) ? 1 : ` ${folded}`.includes(` ${wanted}`) ? 2 : 3);
  return [...visible.nodes]
    .map((key) => graph.getNodeAttributes(key))
    .filter(({ folded }) => folded.includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || b.weight - a.weight || (a.id < b.id ? -1 : 1));
}

let pointed = 0;

function suggest() {
  const list = element("suggestions");
  const nodes = found(element("search").value).slice(0, SUGGESTIONS);
  pointed = Math.max(0, Math.min(pointed, nodes.length - 1));
  const items = nodes.map((node, number) =>
    make(
      "li",
      { role: "option", id: `suggestion-${number}`, ariaSelected: `${number === pointed}`, onpointerdown: (event) => take(event, node.id) },
      swatch(node.kind),
      node.label,
    ),
  );
  list.replaceChildren(...(items.length ? items : [make("li", { className: "none" }, "Nothing of that name is shown")]));
  list.hidden = !element("search").value.trim();
  element("search").ariaExpanded = `${!list.hidden}`;
  if (items.length) element("search").setAttribute("aria-activedescendant", `suggestion-${pointed}`);
}

function take(event, node) {
  event.preventDefault();
  element("suggestions").hidden = true;
  element("search").ariaExpanded = "false";
  element("search").blur();
  select(node, true);
}

function searchKey(event) {
  const nodes = found(element("search").value).slice(0, SUGGESTIONS);
  if (event.key === "Enter" && nodes.length) take(event, nodes[pointed].id);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    pointed += event.key === "ArrowDown" ? 1 : -1;
    suggest();
  }
}

// The address holds the view, so that it can be passed on: #q=exosome&kinds=concept,paper&weight=2&links=3&node=IRI

function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  const step = (all, name, otherwise) => (said.has(name) ? Math.max(0, all.findLastIndex((weight) => weight <= Number(said.get(name)))) : otherwise);
  state.kinds = new Set(said.has("kinds") ? said.get("kinds").split(",").filter((kind) => kinds.includes(kind)) : kinds);
  state.weight = step(nodeSteps, "weight", 0);
  state.links = step(linkSteps, "links", usualLinkStep);
  element("search").value = said.get("q") ?? "";
  look();
  const node = said.get("node") ?? found(said.get("q") ?? "")[0]?.id;
  select(visible.nodes.has(node) ? node : null, true);
}

function writeAddress() {
  const said = new URLSearchParams();
  if (element("search").value) said.set("q", element("search").value);
  if (state.kinds.size < kinds.length) said.set("kinds", [...state.kinds].join(","));
  if (state.weight) said.set("weight", nodeSteps[state.weight]);
  if (state.links !== usualLinkStep) said.set("links", linkSteps[state.links]);
  if (state.selected) said.set("node", state.selected);
  // A notebook shows the page in a frame without an address of its own.
  if (/^(https?|file):/.test(location.protocol)) history.replaceState(null, "", said.size ? `#${said}` : location.pathname + location.search);
}

function update() {
  look();
  draw();
  describe();
  for (const [name, all] of [["weight", nodeSteps], ["links", linkSteps]]) {
    element(name).value = state[name];
    element(name).previousElementSibling.value = all.length ? `at least ${all[state[name]].toLocaleString("en-GB")}` : "";
  }
  for (const box of element("kinds").querySelectorAll("input")) box.checked = state.kinds.has(box.value);
  const part = (shown, all, nouns) => (shown === all ? count(all, nouns) : `${shown.toLocaleString("en-GB")} of ${count(all, nouns)}`);
  element("summary").textContent =
    `${part(visible.nodes.size, graph.order, ["node", "nodes"])}, ${part(visible.links.size, graph.size, ["link", "links"])}`;
  Object.assign(root.dataset, { nodes: visible.nodes.size, links: visible.links.size, selected: state.selected ?? "" });
}

function act() {
  update();
  writeAddress();
}

function letGo() {
  element("search").value = "";
  element("suggestions").hidden = true;
  element("search").blur();
  state.selected = null;
  act();
}

function pageKey(event) {
  if (event.key === "Escape") return letGo();
  if (event.target.matches("input, summary") || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const { x, y, ratio } = renderer.getCamera().getState();
  const pan = 0.12 * ratio;
  const keys = {
    "/": () => element("search").focus(),
    "+": () => zoom(1 / 1.5),
    "=": () => zoom(1 / 1.5),
    "-": () => zoom(1.5),
    0: fit,
    ArrowLeft: () => move({ x: x - pan }),
    ArrowRight: () => move({ x: x + pan }),
    ArrowUp: () => move({ y: y + pan }),
    ArrowDown: () => move({ y: y - pan }),
  };
  if (!keys[event.key]) return undefined;
  event.preventDefault();
  return keys[event.key]();
}

function fit() {
  move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
}

function listKinds() {
  for (const kind of kinds) {
    const box = make("input", {
      type: "checkbox",
      value: kind,
      onchange: () => {
        state.kinds[box.checked ? "add" : "delete"](kind);
        act();
      },
    });
    const size = content.nodes.filter((node) => node.kind === kind).length;
    element("kinds").append(
      make("label", {}, box, swatch(kind), make("span", {}, KINDS[kind] ?? kind), make("span", { className: "count" }, size.toLocaleString("en-GB"))),
    );
  }
  for (const [name, all] of [["weight", nodeSteps], ["links", linkSteps]]) {
    const slider = element(name);
    slider.max = Math.max(0, all.length - 1);
    slider.parentElement.hidden = all.length < 2;
    slider.oninput = () => {
      state[name] = Number(slider.value);
      act();
    };
  }
}

function listen() {
  let dragged = null;
  const hover = (node) => {
    state.hovered = node;
    element("graph").style.cursor = node ? "pointer" : "default";
    if (!dragged) draw();
  };
  renderer.on("enterNode", ({ node }) => hover(node));
  renderer.on("leaveNode", () => hover(null));
  renderer.on("clickNode", ({ node }) => select(node));
  renderer.on("clickStage", () => select(null));
  renderer.on("downNode", ({ node }) => {
    dragged = node;
    if (!renderer.getCustomBBox()) renderer.setCustomBBox(renderer.getBBox());
  });
  renderer.on("moveBody", ({ event }) => {
    if (!dragged) return;
    graph.mergeNodeAttributes(dragged, renderer.viewportToGraph(event));
    event.preventSigmaDefault();
  });
  for (const end of ["upNode", "upStage"]) renderer.on(end, () => { dragged = null; });
  element("search").addEventListener("input", () => { pointed = 0; suggest(); });
  element("search").addEventListener("keydown", searchKey);
  element("search").addEventListener("blur", () => { element("suggestions").hidden = true; writeAddress(); });
  element("zoom-in").onclick = () => zoom(1 / 1.5);
  element("zoom-out").onclick = () => zoom(1.5);
  element("fit").onclick = fit;
  element("png").onclick = saveImage;
  document.addEventListener("keydown", pageKey);
  window.addEventListener("hashchange", readAddress);
  dark.addEventListener("change", () => { readColours(); draw(); });
}

let renderer = null;
readColours();
listKinds();
look();
if (document.createElement("canvas").getContext("webgl2")) {
  renderer = open();
  renderer.on("beforeRender", () => { candidates.length = 0; });
  renderer.on("afterRender", drawCollectedLabels);
  listen();
  readAddress();
  root.dataset.ready = "yes";
} else {
  element("graph").append(make("p", { className: "problem" }, "The drawing needs WebGL, which this browser does not offer."));
  root.dataset.ready = "no WebGL";
}

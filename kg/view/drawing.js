// What sigma draws: colours, sizes, reducers, camera.

const colours = {};
const dark = matchMedia("(prefers-color-scheme: dark)");

// Sigma's link shader takes colours whose channels are already multiplied by their opacity.
function premultiplied(colour, share) {
  const [red, green, blue, full] = colour.match(/[\d.]+/g).map(Number);
  const opacity = full * share;
  return `rgba(${[red, green, blue].map((channel) => Math.round(channel * opacity))}, ${opacity})`;
}

function readColours() {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  for (const name of ["ink", "muted", "raised", "faded"]) colours[name] = read(name);
  const crowd = Math.min(1, (1000 / graph.size) ** 0.6);
  colours.link = premultiplied(read("link"), crowd);
  colours["link-lit"] = premultiplied(read("link-lit"), 1);
  colours["link-faded"] = premultiplied(read("link-faded"), crowd);
  for (const kind of kinds) colours[kind] = read(kind in KINDS ? kind : "other");
  colours.background = read("paper-white");
}

let lit = null;

function drawnNode(key, node) {
  if (!visible.nodes.has(key)) return { ...node, hidden: true };
  const drawn = { ...node, color: colours[node.kind], edging: colours.background, inside: colours.background, zIndex: 1 };
  if (!lit) return drawn;
  if (!lit.has(key)) return { ...drawn, color: colours.faded, label: "", zIndex: 0 };
  return { ...drawn, forceLabel: true, highlighted: key === state.selected, zIndex: 2 };
}

function drawnLink(key, link) {
  if (!visible.links.has(key)) return { ...link, hidden: true };
  const size = Math.min(4, 1.5 + 0.5 * Math.log2(Math.max(1, link.weight)));
  if (!lit) return { ...link, size, color: colours.link };
  const focus = state.hovered ?? state.selected;
  return graph.hasExtremity(key, focus)
    ? { ...link, size, color: colours["link-lit"], zIndex: 1 }
    : { ...link, size, color: colours["link-faded"], zIndex: 0 };
}

const { createNodeBorderProgram } = Sigma.rendering;
const edging = { size: { value: 0.12 }, color: { attribute: "edging" } };
const candidates = [];

function open() {
  return new Sigma(graph, element("graph"), {
    defaultNodeType: "disc",
    nodeProgramClasses: {
      disc: createNodeBorderProgram({ borders: [edging, { size: { fill: true }, color: { attribute: "color" } }] }),
      ring: createNodeBorderProgram({
        borders: [edging, { size: { value: 0.42 }, color: { attribute: "color" } }, { size: { fill: true }, color: { attribute: "inside" } }],
      }),
    },
    nodeReducer: drawnNode,
    edgeReducer: drawnLink,
    defaultDrawNodeLabel: (_, node) => node.label && node.key !== state.hovered && candidates.push(node),
    defaultDrawNodeHover: (context, node) => {
      drawRing(context, node, colours);
      if (node.key === state.hovered) drawHoverLabel(context, node, colours);
    },
    labelDensity: 3,
    labelGridCellSize: 110,
    labelRenderedSizeThreshold: graph.order > 80 ? 4.5 : 0,
    minCameraRatio: 0.03,
    maxCameraRatio: 3,
    stagePadding: graph.order > 80 ? 36 : 70,
    zIndex: true,
  });
}

function coveredByPanel() {
  const panel = element("details");
  if (panel.hidden) return [];
  const { offsetLeft: left, offsetTop: top, offsetWidth, offsetHeight } = panel;
  return [{ left, top, right: left + offsetWidth, bottom: top + offsetHeight }];
}

function drawCollectedLabels() {
  const discs = [...(lit ?? visible.nodes)].map((key) => {
    const node = renderer.getNodeDisplayData(key);
    return { key, ...renderer.framedGraphToViewport(node), size: renderer.scaleSize(node.size) };
  });
  const free = { ...renderer.getDimensions(), taken: coveredByPanel() };
  const drawn = drawLabels(renderer.getCanvases().labels.getContext("2d"), candidates, discs, free, colours);
  root.dataset.labels = drawn;
}

function draw() {
  const focus = state.hovered ?? state.selected;
  lit = focus ? near(focus) : null;
  renderer.refresh({ skipIndexation: false });
}

function move(view) {
  const camera = renderer.getCamera();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) camera.setState(view);
  else camera.animate({ ...camera.getState(), ...view }, { duration: 350 });
}

function zoom(factor) {
  move({ ratio: renderer.getCamera().getBoundedRatio(renderer.getCamera().ratio * factor) });
}

function saveImage() {
  const { width, height } = element("graph").getBoundingClientRect();
  const scale = window.devicePixelRatio || 1;
  const sheet = make("canvas", { width: width * scale, height: height * scale });
  const context = sheet.getContext("2d");
  context.fillStyle = colours.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  // The WebGL layers keep their pixels only until the browser has shown them.
  renderer.refresh();
  for (const layer of element("graph").querySelectorAll("canvas")) context.drawImage(layer, 0, 0, sheet.width, sheet.height);
  sheet.toBlob((blob) => {
    const address = URL.createObjectURL(blob);
    make("a", { href: address, download: `${document.title}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
}

// Sigma's label grid says which nodes may have a label; here the labels are placed, largest node first,
// where they cover neither each other nor a node; those of the largest nodes may cover a few small ones.
// A label without such a place waits until one zooms in.

const LABEL = { width: 30, lines: 2, gap: 4 };
const HOVER_LABEL = { width: 44, lines: 6 };

function wrapped(text, width, limit) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  const kept = lines.slice(0, limit).map((line) => (line.length > width + 8 ? `${line.slice(0, width)}…` : line));
  if (lines.length > limit) kept[limit - 1] = `${kept[limit - 1].replace(/[\s,;:.…–-]+$/u, "")}…`;
  return kept;
}

function setFont(context, kind, size) {
  const pixels = kind === "concept" ? Math.min(17, Math.max(12.5, 10 + size * 0.42)) : 11.5;
  context.font = `${kind === "concept" ? 600 : 400} ${pixels}px ${getComputedStyle(document.body).fontFamily}`;
  return pixels * 1.2;
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function covers(box, disc) {
  const x = Math.max(box.left, Math.min(disc.x, box.right)) - disc.x;
  const y = Math.max(box.top, Math.min(disc.y, box.bottom)) - disc.y;
  return x * x + y * y < disc.size * disc.size;
}

function placesFor({ x, y, size, highlighted }, width, height) {
  const out = size + LABEL.gap + (highlighted ? 3 : 0);
  const slant = out * 0.75;
  return [
    [x + out, y - height / 2],
    [x - out - width, y - height / 2],
    [x - width / 2, y + out],
    [x - width / 2, y - out - height],
    [x + slant, y + slant - 3],
    [x + slant, y - slant - height + 3],
    [x - slant - width, y + slant - 3],
    [x - slant - width, y - slant - height + 3],
  ].map(([left, top]) => ({ left, top, right: left + width, bottom: top + height }));
}

function drawLabels(context, candidates, discs, screen, colours) {
  const taken = [...screen.taken];
  candidates.sort((a, b) => Boolean(b.highlighted) - Boolean(a.highlighted) || Boolean(b.forceLabel) - Boolean(a.forceLabel) || b.size - a.size || (a.key < b.key ? -1 : 1));
  const large = 0.7 * Math.max(...candidates.map(({ size }) => size));
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const node of candidates) {
    const lineHeight = setFont(context, node.kind, node.size);
    const lines = wrapped(node.label, LABEL.width, LABEL.lines);
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const inside = (box) => box.left > 2 && box.top > 2 && box.right < screen.width - 2 && box.bottom < screen.height - 2;
    const most = node.size > large ? Math.max(2, discs.length / 150) : 0;
    const hidden = (place) => {
      const under = discs.filter((disc) => disc.key !== node.key && covers(place, disc));
      return under.some(({ size }) => size > 0.65 * node.size) ? Infinity : under.length;
    };
    const box = placesFor(node, width, lineHeight * lines.length)
      .filter((place) => inside(place) && !taken.some((other) => overlap(place, other)))
      .map((place) => ({ ...place, hides: hidden(place) }))
      .filter(({ hides }) => hides <= most)
      .sort((a, b) => a.hides - b.hides)[0];
    if (!box) continue;
    taken.push(box);
    const leftwards = box.right < node.x;
    const middle = !leftwards && box.left < node.x - 1 && box.right > node.x;
    context.textAlign = leftwards ? "right" : middle ? "center" : "left";
    const anchor = leftwards ? box.right : middle ? node.x : box.left;
    lines.forEach((line, number) => {
      const top = box.top + number * lineHeight;
      context.lineWidth = 3.5;
      context.strokeStyle = colours.background;
      context.strokeText(line, anchor, top);
      context.fillStyle = node.kind === "concept" ? colours.ink : colours.muted;
      context.fillText(line, anchor, top);
    });
  }
  return taken.length - screen.taken.length;
}

function drawRing(context, node, colours) {
  context.beginPath();
  context.arc(node.x, node.y, node.size + 2.5, 0, 2 * Math.PI);
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  context.stroke();
}

function drawHoverLabel(context, node, colours) {
  if (!node.label) return;
  const lineHeight = setFont(context, node.kind, node.size) + 1;
  const lines = wrapped(node.label, HOVER_LABEL.width, HOVER_LABEL.lines);
  const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 16;
  const height = lineHeight * lines.length + 10;
  const leftwards = node.x + node.size + width + 6 > context.canvas.clientWidth;
  const left = leftwards ? node.x - node.size - 5 - width : node.x + node.size + 5;
  const top = node.y - height / 2;
  context.beginPath();
  context.roundRect(left, top, width, height, 5);
  context.fillStyle = colours.raised;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = colours.muted;
  context.stroke();
  context.fillStyle = colours.ink;
  context.textAlign = "left";
  context.textBaseline = "top";
  lines.forEach((line, number) => context.fillText(line, left + 8, top + 6 + number * lineHeight));
}

// The shapes of the kinds: one drawing serves the picture and the legend.
function polygon(ctx, points) {
  points.forEach(([x, y], index) => (index ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.closePath();
}

function cylinder(ctx, x, y, w, h, c) {
  const rise = c * 0.4;
  ctx.moveTo(x, y + rise);
  ctx.ellipse(x + w / 2, y + rise, w / 2, rise, 0, Math.PI, 2 * Math.PI);
  ctx.lineTo(x + w, y + h - rise);
  ctx.ellipse(x + w / 2, y + h - rise, w / 2, rise, 0, 0, Math.PI);
  ctx.closePath();
}

function ticket(ctx, x, y, w, h, c) {
  const r = c * 0.7;
  ctx.moveTo(x + r, y);
  ctx.arc(x + w, y, r, Math.PI, Math.PI / 2, true);
  ctx.arc(x + w, y + h, r, -Math.PI / 2, Math.PI, true);
  ctx.arc(x, y + h, r, 0, -Math.PI / 2, true);
  ctx.arc(x, y, r, Math.PI / 2, 0, true);
  ctx.closePath();
}

// Each: its path from corner x, y, with width w, height h and cut c; `inner` is drawn on top.
const shapes = {
  arrow: (ctx, x, y, w, h, c) => polygon(ctx, [[x, y], [x + w - c, y], [x + w, y + h / 2], [x + w - c, y + h], [x, y + h]]),
  box: (ctx, x, y, w, h) => ctx.roundRect(x, y, w, h, 3),
  chevron: (ctx, x, y, w, h, c) => polygon(ctx, [[x, y], [x + w - c, y], [x + w, y + h / 2], [x + w - c, y + h], [x, y + h], [x + c * 0.7, y + h / 2]]),
  cylinder,
  frame: (ctx, x, y, w, h) => ctx.roundRect(x, y, w, h, 2),
  hexagon: (ctx, x, y, w, h, c) => polygon(ctx, [[x + c, y], [x + w - c, y], [x + w, y + h / 2], [x + w - c, y + h], [x + c, y + h], [x, y + h / 2]]),
  note: (ctx, x, y, w, h, c) => polygon(ctx, [[x, y], [x + w - c, y], [x + w, y + c], [x + w, y + h], [x, y + h]]),
  octagon: (ctx, x, y, w, h, c) => polygon(ctx, [[x + c * 0.8, y], [x + w - c * 0.8, y], [x + w, y + c * 0.8], [x + w, y + h - c * 0.8], [x + w - c * 0.8, y + h], [x + c * 0.8, y + h], [x, y + h - c * 0.8], [x, y + c * 0.8]]),
  pill: (ctx, x, y, w, h) => ctx.roundRect(x, y, w, h, Math.min(h / 2, 18)),
  slant: (ctx, x, y, w, h, c) => polygon(ctx, [[x + c, y], [x + w, y], [x + w - c, y + h], [x, y + h]]),
  ticket,
};
const inner = {
  cylinder: (ctx, x, y, w, h, c) => ctx.ellipse(x + w / 2, y + c * 0.4, w / 2, c * 0.4, 0, 0, Math.PI),
  frame: (ctx, x, y, w, h, c) => ctx.roundRect(x + c * 0.3, y + c * 0.3, w - c * 0.6, h - c * 0.6, 1),
  note: (ctx, x, y, w, h, c) => { ctx.moveTo(x + w - c, y); ctx.lineTo(x + w - c, y + c); ctx.lineTo(x + w, y + c); },
};
const leftAligned = new Set(["arrow", "box", "note"]);

function drawShape(ctx, shape, paint, place, line = 1.4) {
  ctx.beginPath();
  shapes[shape](ctx, ...place);
  ctx.fillStyle = paint.fill;
  ctx.strokeStyle = paint.line;
  ctx.lineWidth = line;
  ctx.fill();
  ctx.stroke();
  if (!inner[shape]) return;
  ctx.beginPath();
  inner[shape](ctx, ...place);
  // The frame's inner line lies on its fill, where only the colour of the text is seen.
  if (shape === "frame") ctx.strokeStyle = paint.text;
  ctx.lineWidth = Math.min(line, 1);
  ctx.stroke();
}
